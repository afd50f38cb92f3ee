import { useCallback, useEffect, useRef } from 'react';
import { getTicket } from '../../api/tickets.js';

/** @import { Ticket } from '../../api/ticket.js' */

/** Tickets that change within this time are asked for together. */
const PAUSE_MS = 1_000;
/** More at once would be a load; their rows keep what they show. */
const MOST = 20;

/**
 * Reads tickets whose live event lacks what only accounts with a role see.
 *
 * @param {(ticket: Ticket) => void} show
 * @returns {(id: number) => void}
 */
export function useFullTickets(show) {
  const wanted = useRef(/** @type {Set<number>} */ (new Set()));
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (id) => {
      wanted.current.add(id);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const ids = [...wanted.current].slice(0, MOST);
        wanted.current.clear();
        for (const each of ids) getTicket(each).then(({ ticket }) => show(ticket), () => {});
      }, PAUSE_MS);
    },
    [show],
  );
}
