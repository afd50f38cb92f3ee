/**
 * One ticket as the person sees it who sent it, by the token of its private link (/api/request/).
 *
 * @import { ServerEvent } from './eventStream.js'
 * @import { paths } from './schema.js'
 * @import { Answer } from './tickets.js'
 */
import { ApiError, request } from './client.js';
import { readEvents } from './eventStream.js';

/** @typedef {Answer<'request_get'>} FollowedTicket changes: of status, category and priority, oldest first */
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
