import { useCallback, useEffect, useState } from 'react';
import { useLinkedTicket } from './useLinkedTicket.js';
import { useLiveUpdates } from '../../live/useLiveUpdates.js';
import { useStats } from '../dashboard/useStats.js';
import { useTickets } from './useTickets.js';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { LiveStatus } from '../../live/useLiveUpdates.js'
 * @import { Ticket } from '../../api/ticket.js'
 */

/** Without live updates a ticket's page is at most so far behind. */
const LOOK_MS = 60_000;

/**
 * The tickets and their figures as those see them who may: the list, the ticket that the address points
 * at, and the dashboard, each of which follows what others do.
 *
 * @param {object} options
 * @param {Filters} options.filters
 * @param {number | null} options.ticketId in the address
 * @param {boolean} options.isPage whether the address is that of the ticket's page
 * @param {number} options.refreshKey another one asks for everything again
 * @param {() => void} options.onMissed something was missed: make it another one
 * @param {() => void} options.onRefused the live stream was refused, perhaps because the session has ended
 * @param {boolean} options.isWanted whether this person may see any of it
 * @param {boolean} options.isOver whether the session has ended
 */
export function useTriage({ filters, ticketId, isPage, refreshKey, onMissed, onRefused, isWanted, isOver }) {
  const list = useTickets(filters, refreshKey, isWanted);
  const { figures, receive: receiveStats, retry: retryStats } = useStats(refreshKey, isWanted);
  const { linked, show: showLinked, retry: retryLinked, reload } = useLinkedTicket(isWanted ? ticketId : null, refreshKey);
  const [arrivals, setArrivals] = useState(0);
  const lookAgain = useCallback(() => {
    setArrivals((count) => count + 1);
    reload();
  }, [reload]);
  const stream = useLiveUpdates(
    {
      onTicket: (ticket, isNew) => {
        list.receive(ticket, isNew);
        showLinked(ticket);
        // An event has no mail address.
        if (isPage && ticket.id === ticketId) reload();
      },
      onMessage: (message) => {
        if (isPage && message.ticket_id === ticketId) lookAgain();
      },
      onStats: receiveStats,
      onReset: onMissed,
      onRefused,
    },
    isWanted && !isOver,
  );
  /** @type {LiveStatus} */
  const live = isOver ? 'over' : stream;
  const isFollowed = live === 'live' || live === 'over';
  useEffect(() => {
    if (!isPage || isFollowed) return undefined;
    const timer = setInterval(lookAgain, LOOK_MS);
    return () => clearInterval(timer);
  }, [isPage, isFollowed, lookAgain]);
  const { change: showInList } = list;
  const show = useCallback(
    (/** @type {Ticket} */ ticket) => {
      showInList(ticket);
      showLinked(ticket);
    },
    [showInList, showLinked],
  );
  // Another one when messages of the ticket may have arrived.
  const turn = `${refreshKey} ${arrivals}`;
  return { list, figures, retryStats, linked, retryLinked, reload, turn, live, show };
}
