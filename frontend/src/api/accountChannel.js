/** Tells all tabs of a browser, and the worker of the live updates, whose session the browser has. */

/** @typedef {string | null} AccountName null: not signed in */

/** One for posting and listening, so that a page does not hear itself. @type {BroadcastChannel | null | undefined} */
let channel;

function openChannel() {
  channel ??= typeof BroadcastChannel === 'function' ? new BroadcastChannel('account') : null;
  return channel;
}

/** @param {AccountName} account as the server has just said */
export function announceAccount(account) {
  openChannel()?.postMessage(account);
}

/**
 * @param {(account: AccountName) => void} onAnnounced called when another tab has asked the server
 * @returns {() => void} stops listening
 */
export function onAccount(onAnnounced) {
  const listen = (/** @type {MessageEvent<AccountName>} */ { data }) => onAnnounced(data);
  openChannel()?.addEventListener('message', listen);
  return () => openChannel()?.removeEventListener('message', listen);
}
