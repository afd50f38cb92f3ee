/**
 * Messages of agents on their way: a draft for each account, ticket, kind and tab of the browser, and the queue
 * of what the server could not be reached for. Another account of the same browser sees none of it.
 *
 * @import { Message, NewMessage } from '../../api/messages.js'
 * @import { Outbox } from '../sending/outbox.js'
 * @import { TabDrafts } from '../sending/tabDrafts.js'
 */
import { ApiError } from '../../api/client.js';
import { postMessage } from '../../api/messages.js';
import { updateTicket } from '../../api/tickets.js';
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
/**
 * `earlier`: the same text as it was tried before with other choices, the last at the end. One of these may have been
 * stored under the key, which is theirs too.
 *
 * @typedef {{ account: string, ticketId: number, message: NewMessage, earlier?: NewMessage[] }} Outgoing
 */
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

/**
 * Whether both are one message. With what else it is sent may change between two tries: "Send and resolve" of a ticket
 * that is closed meanwhile, a reply to duplicates that are unmarked meanwhile.
 *
 * @param {Outgoing} one
 * @param {Outgoing} other
 */
export const isSameMessage = (one, other) =>
  one.ticketId === other.ticketId &&
  one.account === other.account &&
  one.message.kind === other.message.kind &&
  one.message.body === other.message.body;

/** @param {Outgoing} before  @param {Outgoing} next  @returns {Outgoing} the next try of the same message */
export function tryAgain(before, next) {
  const isAlike = before.message.status === next.message.status && Boolean(before.message.to_duplicates) === Boolean(next.message.to_duplicates);
  return isAlike ? before : { ...next, earlier: [...(before.earlier ?? []), before.message] };
}

/**
 * Sends a message. The server refuses a key whose message it has stored with other choices; the message is then the
 * one that is stored, and the status that was chosen last is set beside it.
 *
 * @param {{ key: string, body: Outgoing }} attempt
 * @returns {Promise<Message>}
 */
export async function post({ key, body }) {
  const { ticketId, message, earlier = [] } = body;
  try {
    return await postMessage(ticketId, message, key);
  } catch (error) {
    const before = earlier.at(-1);
    if (!before || !(error instanceof ApiError) || error.code !== 'key_reused') throw error;
    const stored = await post({ key, body: { ...body, message: before, earlier: earlier.slice(0, -1) } });
    if (message.status && message.status !== before.status) await updateTicket(ticketId, { status: message.status }, null);
    return stored;
  }
}

/** @type {Outbox<Outgoing, Message>} */
export const waitingMessages = outbox({
  prefix: WAITING_MESSAGES,
  send: post,
  refusal: refusedMessage,
  // Who has signed out signs in again. A conflict is for the writer to decide.
  passing: [401, 408, 425, 429],
});
