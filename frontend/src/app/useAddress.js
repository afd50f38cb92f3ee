import { useCallback, useSyncExternalStore } from 'react';
import { readAddress, readFilters, writeAddress } from '../features/tickets/filters.js';

/** @import { Address, Filters } from '../features/tickets/filters.js' */

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
 * @param {Address} address
 * @param {'pushState' | 'replaceState'} how
 */
function go(address, how = 'pushState') {
  window.history[how](null, '', window.location.pathname + writeAddress(address) + window.location.hash);
  window.dispatchEvent(new Event(CHANGED));
}

/**
 * The filters and the ticket that is pointed at live in the address, so that a link can be shared and
 * Back works. Other filters are another list: they let go of the ticket.
 *
 * @returns {Address & { setFilters: (filters: Filters) => void, setTicket: (id: number | null) => void }}
 */
export function useAddress() {
  const query = useSyncExternalStore(subscribe, () => window.location.search);
  const setFilters = useCallback((/** @type {Filters} */ filters) => {
    const before = readFilters(window.location.search);
    // A search that is being typed is one step back, not one for each letter.
    const isTyping = before.search && filters.search && before.search !== filters.search;
    go({ filters, ticketId: null }, isTyping ? 'replaceState' : 'pushState');
  }, []);
  const setTicket = useCallback(
    (/** @type {number | null} */ ticketId) => go({ filters: readFilters(window.location.search), ticketId }),
    [],
  );
  return { ...readAddress(query), setFilters, setTicket };
}
