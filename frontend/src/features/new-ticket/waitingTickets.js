/**
 * Tickets that wait for the server: one queue for all tabs of a browser. Each ticket keeps its own key, so
 * that the server makes one ticket of it whichever tab sends it, and however often.
 *
 * @import { Attempt } from './drafts.js'
 * @import { SentTicket } from '../../api/tickets.js'
 */
import { ApiError } from '../../api/client.js';
import { createTicket } from '../../api/tickets.js';
import { refusedFields, refusedWords } from './sending.js';
import { recall, recallAll, remember } from '../../browser/storage.js';
import { claim, release } from '../../browser/tab.js';

/**
 * @typedef {Attempt & { at: number, tries: number, retryAt: number, refusal: string }} WaitingTicket
 *   at, retryAt: milliseconds since 1970; refusal: why the server did not accept it, '' while it waits
 */

export const WAITING = 'waiting:';
const MOST = 20;
/** Longer than a request may take (api/client.js). */
const CLAIM_MS = 30_000;
/** Pauses between tries; the last one is repeated. */
const PAUSES_MS = [3_000, 6_000, 12_000, 30_000];

/** @param {{ key: string }} ticket */
const placeOf = ({ key }) => WAITING + key;

/**
 * @param {Attempt} attempt a try that the server did not answer
 * @returns {boolean} whether the ticket waits now; false: the storage or the queue is full
 */
export function enqueue({ key, body }) {
  if (recallAll(WAITING).length >= MOST) return false;
  /** @type {WaitingTicket} */
  const ticket = { key, body, at: Date.now(), tries: 1, retryAt: Date.now() + PAUSES_MS[0], refusal: '' };
  return remember(placeOf(ticket), ticket);
}

/**
 * Tries to send a ticket, unless another tab is doing so.
 *
 * @param {WaitingTicket} waiting
 * @returns {Promise<SentTicket | null>} null: not sent by this tab, at least not now
 */
export async function deliver(waiting) {
  const place = placeOf(waiting);
  if (!(await claim(place, CLAIM_MS))) return null;
  const ticket = recall(place, waiting);
  try {
    const sent = await createTicket(ticket.body, ticket.key);
    remember(place, undefined);
    return sent;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    remember(place, afterFailure(ticket, error));
    return null;
  } finally {
    release(place);
  }
}

/**
 * @param {WaitingTicket} ticket
 * @param {ApiError} error
 * @returns {WaitingTicket}
 */
function afterFailure(ticket, error) {
  const pause = Math.max(PAUSES_MS[Math.min(ticket.tries, PAUSES_MS.length - 1)], 1000 * (error.retryAfter ?? 0));
  const isLasting = error.kind === 'refused' && error.status < 500 && ![408, 409, 425, 429].includes(error.status);
  const refusal = isLasting ? Object.values(refusedFields(error)).join('. ') || refusedWords(error) : '';
  return { ...ticket, tries: ticket.tries + 1, retryAt: Date.now() + pause, refusal };
}

/**
 * Takes a ticket out of the queue, to be changed.
 *
 * @param {WaitingTicket} waiting
 * @returns {Promise<boolean>} false: it is being sent, or was sent
 */
export async function takeBack(waiting) {
  const place = placeOf(waiting);
  if (!(await claim(place, CLAIM_MS))) return false;
  remember(place, undefined);
  release(place);
  return true;
}
