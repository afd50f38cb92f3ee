import { useMemo, useSyncExternalStore } from 'react';
import { onStored, recallAll } from './storage.js';

/**
 * Everything that the browser has stored under a prefix, as this tab and the others change it.
 *
 * @template T
 * @param {string} prefix
 * @returns {T[]} the values, in the order of their keys
 */
export function useStored(prefix) {
  const text = useSyncExternalStore(onStored, () => JSON.stringify(recallAll(prefix)));
  return useMemo(() => JSON.parse(text).map((/** @type {[string, T]} */ [, value]) => value), [text]);
}
