import { useCallback, useSyncExternalStore } from 'react';
import { readAddress, readFilters, readTicketPath, ticketAddress, writeAddress } from '../features/tickets/filters.js';

/**
 * @import { Filters } from '../api/tickets.js'
 * @import { Address } from '../features/tickets/filters.js'
 */

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
 * @param {string} address
 * @param {'pushState' | 'replaceState'} [how]
 * @param {{ steps: number } | null} [state]
 */
function go(address, how = 'pushState', state = null) {
  window.history[how](state, '', address);
  window.dispatchEvent(new Event(CHANGED));
}

/** @param {Address} address  @param {'pushState' | 'replaceState'} [how] */
function goToList(address, how) {
  const { pathname, hash } = window.location;
  go((readTicketPath(pathname) === null ? pathname : '/') + writeAddress(address) + hash, how);
}

/** @returns {number} how many tickets' pages were opened one from another since the list was left; 0: none */
const stepsFromList = () => window.history.state?.steps ?? 0;

/**
 * The filters and the ticket that is pointed at live in the address, so that a link can be shared and
 * Back works. Other filters are another list: they let go of the ticket.
 *
 * @returns {Address & {
 *   pageId: number | null,
 *   setFilters: (filters: Filters) => void,
 *   setTicket: (id: number | null) => void,
 *   openPage: (id: number) => void,
 *   closePage: () => void,
 * }} pageId: the ticket whose page the address names
 */
export function useAddress() {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  const query = useSyncExternalStore(subscribe, () => window.location.search);
  const setFilters = useCallback((/** @type {Filters} */ filters) => {
    const before = readFilters(window.location.search);
    // A search that is being typed is one step back, not one for each letter.
    const isTyping = before.search && filters.search && before.search !== filters.search;
    goToList({ filters, ticketId: null }, isTyping ? 'replaceState' : 'pushState');
  }, []);
  const setTicket = useCallback(
    (/** @type {number | null} */ ticketId) => goToList({ filters: readFilters(window.location.search), ticketId }),
    [],
  );
  const openPage = useCallback((/** @type {number} */ id) => {
    const isOnPage = readTicketPath(window.location.pathname) !== null;
    if (readTicketPath(window.location.pathname) === id) return;
    // A page that was opened by its address has no list behind it.
    const steps = isOnPage && stepsFromList() === 0 ? 0 : stepsFromList() + 1;
    go(ticketAddress(id, true), 'pushState', { steps });
  }, []);
  const closePage = useCallback(() => {
    const steps = stepsFromList();
    if (steps > 0) window.history.go(-steps);
    else go('/');
  }, []);
  return { ...readAddress(query), pageId: readTicketPath(path), setFilters, setTicket, openPage, closePage };
}
