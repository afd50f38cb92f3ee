/**
 * Messages of agents on their way: a draft for each account, ticket, kind and tab of the browser, and the queue
 * of what the server could not be reached for. Another account of the same browser sees none of it.
 *
 * @import { Message, NewMessage } from '../../api/messages.js'
 * @import { Outbox } from '../sending/outbox.js'
 * @import { TabDrafts } from '../sending/tabDrafts.js'
 */
import { postMessage } from '../../api/messages.js';
import { recallAll, remember } from '../../browser/storage.js';
import { refusedMessage } from '../conversation/messageErrors.js';
import { outbox } from '../sending/outbox.js';
import { WAITING_MESSAGES } from './names.js';
import { tabDrafts } from '../sending/tabDrafts.js';

/**
 * `seen`: the number of the last message that the writer could see when the draft was begun; null without a text.
 * `resolves`: its last try to be sent was to resolve the ticket.
 *
 * @typedef {{ body: string, seen: number | null, toDuplicates: boolean, resolves: boolean }} MessageDraft
 */
/** @typedef {{ account: string, ticketId: number, message: NewMessage }} Outgoing */
/** @typedef {TabDrafts<MessageDraft, Outgoing>} MessageDrafts */

const PREFIX = 'message:';
/** Drafts of all tickets; older ones make room. */
const MOST = 100;

/** @type {MessageDraft} */
const EMPTY = Object.freeze({ body: '', seen: null, toDuplicates: false, resolves: false });

/**
 * @param {string} account the user name
 * @param {number} ticketId
 * @param {NewMessage['kind']} kind
 * @returns {MessageDrafts}
 */
export function messageDrafts(account, ticketId, kind) {
  const stored = recallAll(PREFIX).sort(([, one], [, other]) => other.at - one.at);
  stored.slice(MOST).forEach(([key]) => remember(key, undefined));
  return tabDrafts(`${PREFIX}${encodeURIComponent(account)}:${ticketId}:${kind}:`, EMPTY);
}

/**
 * @param {{ id?: number, name: string }} account one without a full name writes under its number
 * @returns {(message: Message | undefined) => boolean} whether the account wrote it
 */
export const isWrittenBy = ({ id, name }) => (message) =>
  message?.author.role === 'agent' && [name, `Agent ${id}`].includes(message.author.name);

/** @type {Outbox<Outgoing, Message>} */
export const waitingMessages = outbox({
  prefix: WAITING_MESSAGES,
  send: ({ key, body }) => postMessage(body.ticketId, body.message, key),
  refusal: refusedMessage,
  // Who has signed out signs in again. A conflict is for the writer to decide.
  passing: [401, 408, 425, 429],
});
