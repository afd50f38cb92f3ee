/** The shared worker: all tabs of a browser are connected to it, and it ends with the last of them. */
import { onAccount } from '../api/accountChannel.js';
import { createHub } from './hub.js';

const hub = createHub();
/** @type {import('../api/accountChannel.js').AccountName | undefined} */
let account;

onAccount((next) => {
  if (account !== undefined && account !== next) hub.sessionChanged();
  account = next;
});
/** @type {any} */ (self).onconnect = (/** @type {MessageEvent} */ event) => hub.connect(/** @type {any} */ (event.ports[0]));
