/**
 * The views of the workplace's navigation: how many tickets each has, and those that agents save.
 *
 * @import { Answer } from './tickets.js'
 * @import { operations } from './schema.js'
 */
import { request } from './client.js';
import { COUNTS, VIEWS } from './paths.js';

/** @typedef {Answer<'ticket_counts'>} Counts exact up to 999; null: it takes a role */
/** @typedef {Answer<'view_get'>} SavedView query: the list's parameters, in one order; owner null: the account is gone */
/** @typedef {operations['view_create']['requestBody']['content']['application/json']} NewView */

export const VIEW_NAME_MAX = 60;

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Counts>}
 */
export async function countTickets(signal) {
  return (await request(COUNTS, { signal })).data;
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<SavedView[]>} the reader's own and those that others share, by name
 */
export async function listViews(signal) {
  return (await request(VIEWS, { signal })).data;
}

/**
 * @param {NewView} view
 * @param {string} idempotencyKey the same on a retry, so that a lost answer makes no second view
 * @returns {Promise<SavedView>}
 */
export async function createView(view, idempotencyKey) {
  return (await request(VIEWS, { method: 'POST', body: view, headers: { 'Idempotency-Key': idempotencyKey } })).data;
}

/**
 * @param {SavedView} view the state that the reader saw
 * @param {Partial<NewView>} changes
 * @returns {Promise<SavedView>}
 */
export async function updateView({ id, etag }, changes) {
  return (await request(`${VIEWS}${id}/`, { method: 'PATCH', body: changes, headers: { 'If-Match': etag } })).data;
}

/** @param {SavedView} view the state that the reader saw */
export async function deleteView({ id, etag }) {
  await request(`${VIEWS}${id}/`, { method: 'DELETE', headers: { 'If-Match': etag } });
}
