/** The private links of the tickets that this browser has sent, kept so that a reload does not lose them. */
import { recallAll, remember } from '../../browser/storage.js';

/**
 * @typedef {object} SentLink
 * @property {number} id of the ticket
 * @property {string} title as it was sent
 * @property {string} link `/request#token`
 * @property {number} at when it was sent, in milliseconds since 1970
 * @property {boolean} [isGone] the server no longer accepts the link: it expired or was revoked
 */

export const SENT = 'sent:';
const MOST = 20;

/** @param {string} link */
export const tokenOf = (link) => link.slice(link.indexOf('#') + 1);
const placeOf = (/** @type {string} */ link) => SENT + tokenOf(link);

/** @returns {SentLink[]} newest first */
const sentLinks = () => recallAll(SENT).map(([, link]) => link).sort((one, other) => other.at - one.at);

/**
 * Keeps the newest ones.
 *
 * @param {{ id: number, title: string, private_link?: string }} ticket
 */
export function keepLink({ id, title, private_link: link }) {
  if (!link) return;
  remember(placeOf(link), { id, title, link, at: Date.now() });
  sentLinks().slice(MOST).forEach(forgetLink);
}

/** @param {SentLink} sent */
export const markGone = (sent) => remember(placeOf(sent.link), { ...sent, isGone: true });

/** @param {SentLink} sent */
export const forgetLink = (sent) => remember(placeOf(sent.link), undefined);

export const forgetAllLinks = () => sentLinks().forEach(forgetLink);
