/** Reading again and again, for pages that follow what happens. */
import { ApiError, isAbort } from './client.js';

/** Pauses after a failure; the last one is repeated. */
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000];
/** Statuses that another try meets again. */
const FINAL = [401, 403, 404];

/**
 * Repeats the work until the server has answered it.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {AbortSignal} signal
 * @param {() => void} onFailure
 * @returns {Promise<T>} throws when the server answers 401, 403 or 404, and when the signal is aborted
 */
export async function untilReached(work, signal, onFailure) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (error instanceof ApiError && FINAL.includes(error.status)) throw error;
      onFailure();
    }
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause));
    signal.throwIfAborted();
  }
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {() => Promise<T>} runs the work; calls while it runs lead to one more run after it
 */
export function oneAtATime(work) {
  /** @type {Promise<T> | null} */
  let running = null;
  let isStale = false;
  const run = async () => {
    try {
      for (;;) {
        isStale = false;
        const result = await work();
        if (!isStale) return result;
      }
    } finally {
      running = null;
    }
  };
  return () => {
    isStale = true;
    running ??= run();
    return running;
  };
}
