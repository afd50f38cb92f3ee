import { useEffect, useState } from 'react';
import { isAbort } from '../../api/client.js';

/**
 * What a request gives, asked for when `key` is another one.
 *
 * @template T
 * @param {string} key '' asks for nothing
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @returns {T | null} null: not known, or not known yet
 */
export const useLoaded = (key, load) => useAnswer(key, load).known;

/**
 * As `useLoaded`, for a part of the page that waits for the first answer.
 *
 * @template T
 * @param {string} key '' asks for nothing
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @returns {{ known: T | null, isSettled: boolean }} isSettled: a request was answered or has failed
 */
export function useAnswer(key, load) {
  const [answer, setAnswer] = useState({ known: /** @type {T | null} */ (null), isSettled: false });
  useEffect(() => {
    if (!key) return undefined;
    const controller = new AbortController();
    load(controller.signal).then(
      (known) => setAnswer({ known, isSettled: true }),
      // Without an answer the page goes on with what it knows.
      (error) => isAbort(error) || setAnswer(({ known }) => ({ known, isSettled: true })),
    );
    return () => controller.abort();
    // `load` belongs to its key.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answer;
}
