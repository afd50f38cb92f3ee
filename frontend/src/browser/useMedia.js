import { useCallback, useSyncExternalStore } from 'react';

/**
 * @param {string} query a media query
 * @returns {boolean} whether it holds, followed as it changes
 */
export function useMedia(query) {
  const subscribe = useCallback(
    (/** @type {() => void} */ onChange) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
