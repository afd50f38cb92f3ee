/**
 * One ticket as its sender sees it, by the token of its private link (/api/request/).
 *
 * @import { StreamRequest } from '../live/stream.js'
 * @import { paths } from './schema.js'
 * @import { Answer } from './tickets.js'
 */
import { request } from './client.js';

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
 * @returns {StreamRequest} for the changes of that ticket: an event for each
 */
export const eventsOf = (token) => ({ path: `${PATH}events/`, headers: headers(token) });
