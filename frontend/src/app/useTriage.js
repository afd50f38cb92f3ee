import { useCallback } from 'react';
import { useLinkedTicket } from '../features/tickets/useLinkedTicket.js';
import { useLiveUpdates } from '../live/useLiveUpdates.js';
import { useStats } from '../features/dashboard/useStats.js';
import { useTickets } from '../features/tickets/useTickets.js';

/**
 * @import { Filters } from '../api/tickets.js'
 * @import { LiveStatus } from '../live/useLiveUpdates.js'
 * @import { Ticket } from '../api/ticket.js'
 */

/**
 * The tickets and their figures as an open portal shows them: the list, the ticket that the address points
 * at, and the dashboard, each of which follows what others do.
 *
 * @param {object} options
 * @param {Filters} options.filters
 * @param {number | null} options.ticketId in the address
 * @param {number} options.refreshKey another one asks for everything again
 * @param {() => void} options.onMissed something was missed: make it another one
 * @param {() => void} options.onRefused the live stream was refused, perhaps because the session has ended
 * @param {boolean} options.isWanted whether this person may see any of it
 * @param {boolean} options.isOver whether the session has ended
 */
export function useTriage({ filters, ticketId, refreshKey, onMissed, onRefused, isWanted, isOver }) {
  const list = useTickets(filters, refreshKey, isWanted);
  const { figures, receive: receiveStats, retry: retryStats } = useStats(refreshKey, isWanted);
  const { linked, show: showLinked, retry: retryLinked } = useLinkedTicket(isWanted ? ticketId : null, refreshKey);
  const stream = useLiveUpdates(
    {
      onTicket: (ticket, isNew) => {
        list.receive(ticket, isNew);
        showLinked(ticket);
      },
      onMessage: () => {},
      onStats: receiveStats,
      onReset: onMissed,
      onRefused,
    },
    isWanted && !isOver,
  );
  /** @type {LiveStatus} */
  const live = isOver ? 'over' : stream;
  const { change: showInList } = list;
  const show = useCallback(
    (/** @type {Ticket} */ ticket) => {
      showInList(ticket);
      showLinked(ticket);
    },
    [showInList, showLinked],
  );
  return { list, figures, retryStats, linked, retryLinked, live, show };
}
