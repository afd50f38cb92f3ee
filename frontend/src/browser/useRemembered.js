import { useCallback, useState } from 'react';
import { recall, remember } from './storage.js';

/**
 * A state that is still there after a reload.
 *
 * @template T
 * @param {string} key
 * @param {T} initial
 * @returns {[T, (value: T) => void]}
 */
export function useRemembered(key, initial) {
  const [value, setValue] = useState(() => recall(key, initial));
  const change = useCallback(
    (/** @type {T} */ next) => {
      remember(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, change];
}
