/**
 * One ticket as the person sees it who sent it, by the token of its private link (/api/request/).
 *
 * @import { Ticket } from '../ticket.js'
 * @import { ServerEvent } from './eventStream.js'
 */
import { ApiError, request } from './client.js';
import { readEvents } from './eventStream.js';

/**
 * @typedef {object} RequestChange
 * @property {string} at ISO 8601, UTC
 * @property {'status' | 'category' | 'priority'} field
 * @property {string} from
 * @property {string} to
 */
/** @typedef {Ticket & { changes: RequestChange[] }} FollowedTicket changes: oldest first */

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
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<ServerEvent, void>} an `open` of our own, then an event for each change
 */
export async function* followedEvents(token, signal) {
  const response = await fetch(`${PATH}events/`, {
    headers: { ...headers(token), Accept: 'text/event-stream' },
    signal,
  });
  if (!response.ok) throw new ApiError('refused', { status: response.status });
  yield { event: 'open', data: '' };
  yield* readEvents(response);
}
