/**
 * Tickets that may report the same problem (docs/api.md, "Similar tickets").
 *
 * @import { Answer } from './tickets.js'
 * @import { operations, paths } from './schema.js'
 */
import { request } from './client.js';

/** @typedef {Answer<'ticket_similar'>['results'][number]} SimilarTicket similarity: 0 to 1 */
/** @typedef {operations['ticket_similar_judge']['requestBody']['content']['application/json']['verdict']} Verdict */
/** @typedef {Answer<'ticket_stats_similar'>} SimilarStats precision: 0 to 1 */
/** @typedef {Answer<'request_similar'>['results'][number]} OwnTicket */

/** @satisfies {Record<string, keyof paths>} */
const PATHS = /** @type {const} */ ({
  similar: '/api/tickets/{ticket_id}/similar/',
  stats: '/api/tickets/stats/similar/',
  own: '/api/request/similar/',
});
/** Links that a request may name (contracts/limits.json). */
export const LINKS_MAX = 20;

/** @param {number} id */
const pathOf = (id) => PATHS.similar.replace('{ticket_id}', `${id}`);

/**
 * @param {number} id of a ticket
 * @param {AbortSignal} [signal]
 * @returns {Promise<SimilarTicket[]>} the most alike first
 */
export async function listSimilar(id, signal) {
  return (await request(pathOf(id), { signal })).data.results;
}

/**
 * Keeps what an agent says of a pair; 'duplicate' marks the ticket as a duplicate of the other one.
 *
 * @param {number} id
 * @param {number} other
 * @param {Verdict} verdict
 */
export async function judge(id, other, verdict) {
  await request(`${pathOf(id)}${other}/`, { method: 'POST', body: { verdict } });
}

/** Takes a verdict back. @param {number} id  @param {number} other */
export async function withdraw(id, other) {
  await request(`${pathOf(id)}${other}/`, { method: 'DELETE' });
}

/**
 * @param {number} days
 * @param {AbortSignal} [signal]
 * @returns {Promise<SimilarStats>}
 */
export async function fetchSimilarStats(days, signal) {
  return (await request(`${PATHS.stats}?days=${days}`, { signal })).data;
}

/**
 * @param {{ title: string, description: string, links: string[] }} asked links: tokens of private links
 * @param {AbortSignal} [signal]
 * @returns {Promise<OwnTicket[]>} unfinished tickets of these links that the text may repeat
 */
export async function findOwn(asked, signal) {
  return (await request(PATHS.own, { method: 'POST', body: asked, signal })).data.results;
}
