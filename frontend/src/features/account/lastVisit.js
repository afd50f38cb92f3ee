/** What this browser remembers of its last visit, for what is done before the server has said who is there. */
import { recall, remember } from '../../browser/storage.js';

/** @import { Session } from '../../api/session.js' */

/** For the first picture of the next visit (index.html). */
const KEPT_OUT = 'is-kept-out';
/** Accounts with a role have the workplace in the place of the first page (index.html, app/page.jsx). */
const ROLE = 'has-role';
/** An open portal is asked for its tickets at once; one for agents refuses who has not signed in. */
const OPEN = 'is-open';

/** @returns {boolean} whether the last visit was by an account with a role */
export const hadRole = () => recall(ROLE, false);

/** @returns {boolean} whether the portal was open to everybody */
export const wasOpen = () => recall(OPEN, false);

/** @returns {boolean} whether the portal was for others */
export const wasKeptOut = () => recall(KEPT_OUT, false);

/** What the next page shows until the server has answered. @param {Session} session */
export function rememberSession({ account, access, may }) {
  remember(KEPT_OUT, may.view ? undefined : true);
  remember(OPEN, access === 'open' ? true : undefined);
  remember(ROLE, account?.role ? true : undefined);
}
