/**
 * The views of the workplace's navigation.
 *
 * @import { Answer } from './tickets.js'
 */
import { request } from './client.js';

/** @typedef {Answer<'ticket_counts'>} Counts exact up to 999; null: it takes a role */

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Counts>}
 */
export async function countTickets(signal) {
  return (await request('/api/tickets/counts/', { signal })).data;
}
