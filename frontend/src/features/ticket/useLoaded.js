import { useEffect, useState } from 'react';

/**
 * What a request gives, asked for when `key` is another one.
 *
 * @template T
 * @param {string} key '' asks for nothing
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @returns {T | null} null: not known, or not known yet
 */
export function useLoaded(key, load) {
  const [known, setKnown] = useState(/** @type {T | null} */ (null));
  useEffect(() => {
    if (!key) return undefined;
    const controller = new AbortController();
    // Without an answer the page goes on with what it knows.
    load(controller.signal).then(setKnown, () => {});
    return () => controller.abort();
    // `load` belongs to its key.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return known;
}
