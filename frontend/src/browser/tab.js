/**
 * Tells the tabs of one browser apart, also after a reload, a crash and "Duplicate tab".
 */
import { recall, recallInTab, remember, rememberInTab } from './storage.js';

const KEY = 'tab';
/** Other tabs answer within a few milliseconds, busy ones later; a frozen one does not answer. */
const ANSWER_MS = 500;
/** Time in which a claim of another tab becomes visible in this one. */
const SETTLE_MS = 100;

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} former the tab that this one continues after a crash, or was copied from; '' when neither
 * @property {boolean} isNew whether the browser remembers nothing of it
 */

/** @type {Tab | undefined} */
let tab;
/** @type {BroadcastChannel | null} */
let channel = null;

/** @returns {Tab} */
export function thisTab() {
  tab ??= enter();
  return tab;
}

/** @returns {Tab} */
function enter() {
  /** `isLeft` is set when the page ends. A copy of a tab that is open does not have it. */
  const kept = recallInTab(KEY, /** @type {{ id: string, isLeft: boolean } | null} */ (null));
  const id = kept?.isLeft ? kept.id : randomKey();
  const mark = (/** @type {boolean} */ isLeft) => rememberInTab(KEY, { id, isLeft });
  mark(false);
  window.addEventListener('pagehide', () => mark(true));
  window.addEventListener('pageshow', () => mark(false));
  channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('tabs') : null;
  channel?.addEventListener('message', ({ data }) => data === 'who' && channel?.postMessage({ here: id }));
  return { id, former: kept && !kept.isLeft ? kept.id : '', isNew: !kept };
}

/** @returns {Promise<Set<string>>} the ids of the other tabs that are open, frozen ones excepted */
export async function openTabs() {
  thisTab();
  /** @type {Set<string>} */
  const found = new Set();
  const listen = (/** @type {MessageEvent} */ { data }) => data.here && found.add(data.here);
  channel?.addEventListener('message', listen);
  channel?.postMessage('who');
  await pause(channel ? ANSWER_MS : 0);
  channel?.removeEventListener('message', listen);
  return found;
}

/**
 * Takes the stored value of a key for this tab. Storage has no locks, and the browser's own (Web Locks)
 * do not exist without TLS: each tab writes its name and looks whether it is still there.
 *
 * @param {string} key
 * @param {number} leaseMs a claim ends after this time, should its tab be frozen, and at once with its tab
 * @returns {Promise<boolean>} whether this tab has it; of several tabs that try at once, one has
 */
export async function claim(key, leaseMs) {
  const by = thisTab().id;
  const lock = claimOf(key);
  /** @type {() => { by: string, until: number } | null} */
  const read = () => recall(lock, null);
  const held = read();
  const isHeld = held && held.by !== by && held.until > Date.now() && held.until < Date.now() + 2 * leaseMs;
  if (isHeld && (await openTabs()).has(held.by)) return false;
  remember(lock, { by, until: Date.now() + leaseMs });
  await pause(SETTLE_MS);
  if (read()?.by !== by) return false;
  if (recall(key, null) !== null) return true;
  release(key);
  return false;
}

/** @param {string} key @returns {string} where a claim to the key is stored */
const claimOf = (key) => `claim:${key}`;

/**
 * Refuses the claims of other tabs, for a tab that was too busy to say that it is open.
 *
 * @param {string} key
 * @returns {() => void} stops refusing
 */
export function refuseClaims(key) {
  const refuse = (/** @type {StorageEvent} */ event) => event.key === claimOf(key) && event.newValue && release(key);
  window.addEventListener('storage', refuse);
  return () => window.removeEventListener('storage', refuse);
}

/** @param {string} key */
export function release(key) {
  remember(claimOf(key), undefined);
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `crypto.randomUUID` is missing on plain-http pages that are not localhost. @returns {string} 32 hexadecimal digits */
export function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
