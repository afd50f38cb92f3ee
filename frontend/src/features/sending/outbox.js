/**
 * Things of one kind that wait for the server: one queue for all tabs of a browser. Each keeps its own key, so
 * that the server stores it once, whichever tab sends it, and however often.
 *
 * @import { Attempt } from './tabDrafts.js'
 */
import { ApiError } from '../../api/client.js';
import { recall, recallAll, remember } from '../../browser/storage.js';
import { claim, release } from '../../browser/tab.js';

/**
 * @template Body
 * @typedef {Attempt<Body> & { at: number, tries: number, retryAt: number, refusal: string }} Waiting
 *   at, retryAt: milliseconds since 1970; refusal: why the server did not accept it, '' while it waits
 */
/**
 * @template Body, Answer
 * @typedef {object} Outbox
 * @property {string} prefix of the keys in the browser's storage
 * @property {(attempt: Attempt<Body>) => boolean} enqueue keeps a try that the server did not answer; false: the
 *   storage or the queue is full
 * @property {(waiting: Waiting<Body>) => Promise<Answer | null>} deliver tries to send, unless another tab is doing so;
 *   null: not sent by this tab, at least not now
 * @property {(waiting: Waiting<Body>) => Promise<boolean>} takeBack takes one out of the queue, to be changed; false: it
 *   is being sent, or was sent
 */

const MOST = 20;
/** Longer than a request may take (api/client.js). */
const CLAIM_MS = 30_000;
/** Pauses between tries; the last one is repeated. */
const PAUSES_MS = [3_000, 6_000, 12_000, 30_000];
/** Statuses that another try may not meet: time-outs, a key whose first request is still under way, limits. */
const PASSING = [408, 409, 425, 429];

/**
 * @template Body, Answer
 * @param {object} kind
 * @param {string} kind.prefix
 * @param {(attempt: Attempt<Body>) => Promise<Answer>} kind.send
 * @param {(error: ApiError) => string} kind.refusal what to do about what the server does not accept
 * @param {number[]} [kind.passing] statuses of refusals that another try may not meet
 * @returns {Outbox<Body, Answer>}
 */
export function outbox({ prefix, send, refusal, passing = PASSING }) {
  const placeOf = (/** @type {{ key: string }} */ { key }) => prefix + key;

  /** @param {Waiting<Body>} waiting  @param {ApiError} error  @returns {Waiting<Body>} */
  const afterFailure = (waiting, error) => {
    const pause = Math.max(PAUSES_MS[Math.min(waiting.tries, PAUSES_MS.length - 1)], 1000 * (error.retryAfter ?? 0));
    const isRefused = error.kind === 'refused' && error.status < 500;
    const isLasting = isRefused && !passing.includes(error.status);
    return {
      ...waiting,
      tries: waiting.tries + 1,
      retryAt: Date.now() + pause,
      refusal: isLasting ? refusal(error) : '',
    };
  };

  return {
    prefix,
    enqueue: ({ key, body }) => {
      if (recallAll(prefix).length >= MOST) return false;
      const retryAt = Date.now() + PAUSES_MS[0];
      return remember(placeOf({ key }), { key, body, at: Date.now(), tries: 1, retryAt, refusal: '' });
    },
    deliver: async (waiting) => {
      const place = placeOf(waiting);
      if (!(await claim(place, CLAIM_MS))) return null;
      const latest = recall(place, waiting);
      try {
        const answer = await send(latest);
        remember(place, undefined);
        return answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        remember(place, afterFailure(latest, error));
        return null;
      } finally {
        release(place);
      }
    },
    takeBack: async (waiting) => {
      const place = placeOf(waiting);
      if (!(await claim(place, CLAIM_MS))) return false;
      remember(place, undefined);
      release(place);
      return true;
    },
  };
}
