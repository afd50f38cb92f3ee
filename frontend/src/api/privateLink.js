/**
 * One ticket as its sender sees it, by the token of its private link (/api/request/).
 *
 * @import { StreamRequest } from '../live/stream.js'
 * @import { paths } from './schema.js'
 * @import { Message } from './messages.js'
 * @import { Answer } from './tickets.js'
 */
import { request } from './client.js';

/** @typedef {{ older: string | null, results: Message[] }} RequestMessages */
/** @typedef {Answer<'request_get'> & { messages?: RequestMessages }} FollowedTicket changes: of status, category and priority, oldest first */
/** @typedef {FollowedTicket['changes'][number]} RequestChange */

/** @satisfies {keyof paths} */
const PATH = '/api/request/';

/** @param {string} token */
const headers = (token) => ({ 'X-Ticket-Link': token });

/**
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<FollowedTicket>}
 * @throws {ApiError} status 404: the link is forged, expired or revoked
 */
export async function fetchFollowed(token, signal) {
  return (await request(PATH, { headers: headers(token), signal })).data;
}

/**
 * @param {string} token
 * @param {string} older of the messages that follow
 * @returns {Promise<RequestMessages>}
 */
export async function fetchOlderMessages(token, older) {
  // Only path and query count: behind a proxy the server may not know its public address.
  const { pathname, search } = new URL(older, window.location.href);
  return (await request(pathname + search, { headers: headers(token) })).data;
}

/**
 * Adds a message of the requester to the ticket, and opens the ticket again if it was finished.
 *
 * @param {string} token
 * @param {string} body
 * @param {string} idempotencyKey the same on a retry, so that a lost answer makes no second message
 * @returns {Promise<Message>}
 */
export async function postRequest(token, body, idempotencyKey) {
  const options = { method: 'POST', body: { body }, headers: { ...headers(token), 'Idempotency-Key': idempotencyKey } };
  return (await request(`${PATH}messages/`, options)).data;
}

/**
 * @param {string} token
 * @returns {StreamRequest} for the changes of that ticket: an event for each
 */
export const eventsOf = (token) => ({ path: `${PATH}events/`, headers: headers(token) });
