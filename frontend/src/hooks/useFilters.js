import { useCallback, useSyncExternalStore } from 'react';
import { readFilters, writeFilters } from '../filters.js';

/** @import { Filters } from '../filters.js' */

const CHANGED = 'portal:address';

/** @param {() => void} onChange */
function subscribe(onChange) {
  window.addEventListener('popstate', onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener('popstate', onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

/**
 * The filters live in the address, so that a link can be shared and Back works.
 *
 * @returns {[Filters, (filters: Filters) => void]}
 */
export function useFilters() {
  const query = useSyncExternalStore(subscribe, () => window.location.search);
  const setFilters = useCallback((/** @type {Filters} */ filters) => {
    const before = readFilters(window.location.search);
    const address = window.location.pathname + writeFilters(filters) + window.location.hash;
    // A search that is being typed is one step back, not one for each letter.
    if (before.search && filters.search && before.search !== filters.search) {
      window.history.replaceState(null, '', address);
    } else {
      window.history.pushState(null, '', address);
    }
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  return [readFilters(query), setFilters];
}
