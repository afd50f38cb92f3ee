/** Agents and prepared answers, for pickers. */
import { request } from './client.js';

/** @typedef {{ id: number, name: string }} Agent the display name */
/** @typedef {{ id: number, title: string, body: string }} Macro a prepared answer */

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Agent[]>} the accounts that a ticket can be assigned to
 */
export const listAgents = (signal) => list('/api/agents/', signal);

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Macro[]>}
 */
export const listMacros = (signal) => list('/api/macros/', signal);

/**
 * @param {string} path
 * @param {AbortSignal} [signal]
 */
async function list(path, signal) {
  const { data } = await request(path, { signal });
  return Array.isArray(data) ? data : data.results;
}
