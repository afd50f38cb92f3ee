/**
 * The conversation of a ticket, as accounts with a role read and write it.
 */
import { request } from './client.js';
import { messagesPath } from './paths.js';

/**
 * @typedef {object} Message
 * @property {number} id its number within the ticket
 * @property {'reply' | 'note' | 'request'} kind to the requester, among agents, from the requester
 * @property {{ name: string, role: 'agent' | 'requester' }} author
 * @property {string} body
 * @property {string} created_at ISO 8601, UTC
 * @property {number[]} [sent_to] the duplicates that have just been sent it too
 */
/** @typedef {{ messages: Message[], older: string | null }} MessagePage oldest first; `older`: the address of the page before */
/**
 * @typedef {object} NewMessage
 * @property {'reply' | 'note'} kind
 * @property {string} body
 * @property {number} seen the number of the last message that the writer saw; 0: none
 * @property {'open' | 'in_progress' | 'resolved' | 'closed'} [status] the ticket's status from then on
 * @property {boolean} [to_duplicates] sends the reply to the ticket's duplicates too
 */

/** @typedef {NonNullable<import('./schema.js').components['schemas']['LaterSuggestionOutput']['suggestion']>} LaterSuggestion a higher priority */

/** Characters of a message (contracts/limits.json). */
export const MESSAGE_MAX = 20_000;

/**
 * @param {number} id of the ticket
 * @param {AbortSignal} [signal]
 * @returns {Promise<MessagePage>} the newest ones
 */
export const listMessages = (id, signal) => readPage(messagesPath(id), signal);

/**
 * @param {number} id of the ticket
 * @param {number} after the number of a message; 0: all
 * @returns {Promise<MessagePage>} those written after it
 */
export const listNewerMessages = (id, after) => readPage(`${messagesPath(id)}?after=${after}`);

/**
 * @param {string} older of the page that follows
 * @returns {Promise<MessagePage>}
 */
export function listOlderMessages(older) {
  // Only path and query count: behind a proxy the server may not know its public address.
  const { pathname, search } = new URL(older, window.location.href);
  return readPage(pathname + search);
}

/**
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<MessagePage>}
 */
async function readPage(path, signal) {
  const { data } = await request(path, { signal });
  return { messages: data.results, older: data.older };
}

/**
 * What the requester's messages since the last reply make of the ticket. The server may ask a model, which takes its time.
 *
 * @param {number} id of the ticket
 * @param {AbortSignal} [signal]
 * @returns {Promise<LaterSuggestion | null>} null: nothing more urgent than the ticket
 */
export async function readLaterSuggestion(id, signal) {
  const { data } = await request(`/api/tickets/${id}/suggestion/`, { signal });
  return data.suggestion;
}

/**
 * @param {number} id of the ticket
 * @param {NewMessage} message
 * @param {string} idempotencyKey the same on a retry, so that a lost answer makes no second message
 * @returns {Promise<Message>}
 * @throws {ApiError} code 'newer_messages': somebody else has written since `seen` (newerMessages)
 */
export async function postMessage(id, message, idempotencyKey) {
  const headers = { 'Idempotency-Key': idempotencyKey };
  return (await request(messagesPath(id), { method: 'POST', body: message, headers })).data;
}

/**
 * @param {import('./client.js').ApiError} error
 * @returns {Message[] | null} what was written since `seen`; null when the message was refused for another reason
 */
export const newerMessages = (error) => (error.code === 'newer_messages' ? (error.answer?.newer ?? []) : null);
