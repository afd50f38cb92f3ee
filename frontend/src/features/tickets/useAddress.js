import { useCallback, useSyncExternalStore } from 'react';
import { FIRST } from '../../browser/places.js';
import { readAddress, readFilters, readTicketPath, ticketAddress, writeAddress } from './filters.js';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { Address } from './filters.js'
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

/** @returns {string} the address's path, or that of the list when it is another page's */
function listPath() {
  const { pathname } = window.location;
  return FIRST.includes(pathname.replace(/\/$/, '')) ? pathname : '/';
}

/** @param {Address} address  @param {'pushState' | 'replaceState'} [how] */
function goToList(address, how) {
  go(listPath() + writeAddress(address) + window.location.hash, how);
}

/**
 * A search that is being typed is one step back, not one for each letter.
 *
 * @param {string} query that the address has next
 * @returns {'pushState' | 'replaceState'}
 */
function howTo(query) {
  const [before, after] = [readFilters(window.location.search).search, readFilters(query).search];
  return before && after && before !== after ? 'replaceState' : 'pushState';
}

/** @returns {number} how many tickets' pages were opened one from another since the list was left; 0: none */
const stepsFromList = () => window.history.state?.steps ?? 0;

/** @typedef {ReturnType<typeof useAddress>} PageAddress */

/**
 * The list and the ticket that is read live in the address, so that a link can be shared and Back works.
 *
 * @returns {Address & {
 *   path: string,
 *   query: string,
 *   pageId: number | null,
 *   setFilters: (filters: Filters) => void,
 *   setTicket: (id: number | null) => void,
 *   setQuery: (query: string) => void,
 *   openList: (query: string) => void,
 *   openPath: (path: string) => void,
 *   openPage: (id: number, how?: 'open' | 'exchange') => void,
 *   closePage: () => void,
 * }} pageId: the ticket whose page the address names; `setFilters` and `setTicket` are for the list with a ticket
 *   above it: other filters let go of that ticket. `setQuery` keeps the page that is open, `openList` leaves it;
 *   `exchange` takes the present page's place in the history
 */
export function useAddress() {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  const query = useSyncExternalStore(subscribe, () => window.location.search);
  const setFilters = useCallback((/** @type {Filters} */ filters) => {
    const address = { filters, ticketId: null };
    goToList(address, howTo(writeAddress(address)));
  }, []);
  const setTicket = useCallback(
    (/** @type {number | null} */ ticketId) => goToList({ filters: readFilters(window.location.search), ticketId }),
    [],
  );
  const setQuery = useCallback((/** @type {string} */ next) => {
    const { pathname } = window.location;
    // Beside a ticket's page the list that was left is no longer the one to go back to.
    go(pathname + next, readTicketPath(pathname) === null ? howTo(next) : 'replaceState');
  }, []);
  const openPath = useCallback((/** @type {string} */ next) => go(next), []);
  const openList = useCallback((/** @type {string} */ next) => go(listPath() + next), []);
  const openPage = useCallback((/** @type {number} */ id, /** @type {'open' | 'exchange'} */ how = 'open') => {
    const isOnPage = readTicketPath(window.location.pathname) !== null;
    if (readTicketPath(window.location.pathname) === id) return;
    const address = ticketAddress(id, true) + withoutTicket(window.location.search);
    if (how === 'exchange') return go(address, 'replaceState', window.history.state);
    // A page that was opened by its address has no list behind it.
    const steps = isOnPage && stepsFromList() === 0 ? 0 : stepsFromList() + 1;
    return go(address, 'pushState', { steps });
  }, []);
  const closePage = useCallback(() => {
    const steps = stepsFromList();
    if (steps > 0) window.history.go(-steps);
    else go(`/${withoutTicket(window.location.search)}`);
  }, []);
  const change = { setFilters, setTicket, setQuery, openList, openPath, openPage, closePage };
  return { ...readAddress(query), path, query, pageId: readTicketPath(path), ...change };
}

/** @param {string} query */
function withoutTicket(query) {
  const params = new URLSearchParams(query);
  params.delete('ticket');
  return params.size ? `?${params}`.replaceAll('%2C', ',') : '';
}
