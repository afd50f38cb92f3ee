import { startTransition, useCallback, useEffect, useReducer, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { listMoreTickets, listTickets } from '../../api/tickets.js';
import { readFilters, writeFilters } from './filters.js';
import { NO_PAGES, reducePages } from './ticketPages.js';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Pages } from './ticketPages.js'
 */
/**
 * @typedef {Omit<Pages, 'key'> & {
 *   loadMore: () => void,
 *   retry: () => void,
 *   receive: (ticket: Ticket, isNew: boolean) => void,
 *   change: (ticket: Ticket) => void,
 *   showFresh: () => void,
 * }} TicketsInView `tickets` of earlier filters stay while `status` is 'loading'
 */

/**
 * The tickets under these filters, page by page. Listed again when `refreshKey` changes.
 *
 * @param {Filters} filters
 * @param {number} refreshKey
 * @param {boolean} isWanted whether anybody may see them
 * @param {number} [me] the reader's account
 * @returns {TicketsInView}
 */
export function useTickets(filters, refreshKey, isWanted, me) {
  // The filters as one string: equal filters are equal, also as different objects.
  const key = writeFilters(filters) || '?';
  const [pages, dispatch] = useReducer(reducePages, NO_PAGES);
  const [tries, setTries] = useState(0);
  const isStale = pages.key !== key;

  useEffect(() => {
    if (!isWanted) return undefined;
    const controller = new AbortController();
    listTickets(readFilters(key), controller.signal)
      // Many rows at once: drawn in pieces between which the page answers.
      .then((page) => startTransition(() => dispatch({ type: 'loaded', key, page })))
      // useSession shows that no session is valid.
      .catch((error) => error instanceof ApiError && !error.isSignedOut && dispatch({ type: 'failed', key, error }));
    return () => controller.abort();
  }, [key, refreshKey, tries, isWanted]);

  const { next, status } = pages;
  const loadMore = useCallback(() => {
    if (isStale || !next || status === 'loading-more') return;
    dispatch({ type: 'more-asked' });
    listMoreTickets(next)
      .then((page) => dispatch({ type: 'more-loaded', from: next, page }))
      .catch((error) => error instanceof ApiError && dispatch({ type: 'more-failed', from: next, error }));
  }, [isStale, next, status]);

  const retry = useCallback(() => {
    dispatch({ type: 'retried' });
    setTries((count) => count + 1);
  }, []);
  const receive = useCallback(
    (/** @type {Ticket} */ ticket, /** @type {boolean} */ isNew) =>
      dispatch({ type: 'arrived', ticket, isNew, filters: readFilters(key), me }),
    [key, me],
  );
  const change = useCallback((/** @type {Ticket} */ ticket) => dispatch({ type: 'changed', ticket }), []);
  const showFresh = useCallback(() => {
    // In another order their places are elsewhere in the list, which the server knows.
    if (readFilters(key).sort) setTries((count) => count + 1);
    else dispatch({ type: 'fresh-shown' });
  }, [key]);

  return { ...pages, status: isStale ? 'loading' : status, loadMore, retry, receive, change, showFresh };
}
