import { useEffect, useState } from 'react';
import { listTickets } from '../../../api/tickets.js';
import { useDebounced } from '../../../browser/useDebounced.js';
import { NO_FILTERS } from '../../tickets/filters.js';

/** @import { Ticket } from '../../../api/ticket.js' */

const PAUSE_MS = 150;
const MOST = 8;

/**
 * The first tickets that a search finds; a number finds the ticket that has it first.
 *
 * @param {string} text
 * @returns {{ tickets: Ticket[], isBusy: boolean }} `tickets` of the text before stay until others are found
 */
export function useFoundTickets(text) {
  const wanted = text.trim();
  const settled = useDebounced(wanted, PAUSE_MS);
  const [found, setFound] = useState({ text: '', tickets: /** @type {Ticket[]} */ ([]) });
  useEffect(() => {
    if (!settled) return undefined;
    const controller = new AbortController();
    listTickets({ ...NO_FILTERS, search: settled }, controller.signal).then(
      ({ tickets }) => setFound({ text: settled, tickets: tickets.slice(0, MOST) }),
      // A search that is refused finds nothing.
      () => controller.signal.aborted || setFound({ text: settled, tickets: [] }),
    );
    return () => controller.abort();
  }, [settled]);
  return { tickets: wanted ? found.tickets : [], isBusy: wanted !== '' && found.text !== wanted };
}
