import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { oldestAnswer } from '../../api/early.js';
import { useLiveUpdates } from '../../live/useLiveUpdates.js';
import { useLinkedTicket } from '../tickets/useLinkedTicket.js';
import { useTickets } from '../tickets/useTickets.js';
import { useCounts } from './useCounts.js';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { LiveStatus } from '../../live/useLiveUpdates.js'
 * @import { Ticket } from '../../api/ticket.js'
 */

/** Time between two requests while there are no live updates. */
const LOOK_MS = 60_000;
/** Until what could not be loaded is asked for again; the last one is repeated. */
const PAUSES_MS = [5_000, 10_000, 30_000];
/** When the stream opens later than this after the first answer, the page may have missed changes and requests all again. */
const LATE_MS = 3_000;

/**
 * The tickets of the workplace, kept up to date by live updates: the list, the counts of the views, and the open
 * ticket.
 *
 * @param {object} options
 * @param {Filters} options.filters
 * @param {number | null} options.openId the ticket whose page is open
 * @param {number} options.refreshKey a new value requests everything again
 * @param {() => void} options.onMissed changes were missed: give another refreshKey
 * @param {() => void} options.onRefused the live stream was refused, perhaps because the session has ended
 * @param {boolean} options.isWanted whether requests can be made
 * @param {boolean} options.isListWanted whether the filters are known
 * @param {boolean} options.hasList whether the list is in the page
 * @param {boolean} options.hasRest whether the part that is seen first has loaded
 * @param {boolean} options.isOver whether the session has ended
 * @param {number} [options.me] the reader's account
 */
export function useWorkplace({ filters, openId, refreshKey, onMissed, onRefused, isWanted, isListWanted, hasList, hasRest, isOver, me }) {
  const list = useTickets(filters, refreshKey, isWanted && isListWanted && hasList, me);
  const listed = list.tickets.find(({ id }) => id === openId) ?? null;
  const { linked, show: showLinked, retry, reload } = useLinkedTicket(isWanted ? openId : null, refreshKey, listed);
  const { counts, recount } = useCounts(refreshKey, isWanted && hasList, isWanted && hasRest);
  const [arrivals, setArrivals] = useState(0);
  const [since] = useState(() => Date.now());
  const lookAgain = useCallback(() => {
    setArrivals((count) => count + 1);
    reload();
  }, [reload]);

  const stream = useLiveUpdates(
    {
      onTicket: (ticket, isNew) => {
        list.receive(ticket, isNew);
        showLinked(ticket);
        recount();
        // An event has no mail address.
        if (ticket.id === openId) reload();
      },
      onMessage: (message) => {
        if (message.ticket_id === openId) lookAgain();
      },
      onStats: ({ total_tickets: total }) => recount(total),
      onReset: onMissed,
      onRefused,
    },
    isWanted && !isOver,
  );
  /** @type {LiveStatus} */
  const live = isOver ? 'over' : stream;
  const wasOpen = useRef(false);
  const opened = useEffectEvent(() => {
    // A stream that reconnects sends the changes that were missed.
    if (!wasOpen.current && Date.now() - Math.min(oldestAnswer(), since) > LATE_MS) onMissed();
    wasOpen.current = true;
  });
  useEffect(() => {
    if (stream === 'live') opened();
  }, [stream]);
  const isFollowed = live === 'live' || live === 'over';
  useEffect(() => {
    if (isFollowed) return undefined;
    const timer = setInterval(() => {
      recount();
      lookAgain();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [isFollowed, lookAgain, recount]);

  // A server that restarts may leave the stream open.
  const failures = useRef(0);
  const isLost = (list.status === 'failed' && Boolean(list.error?.isUnreachable)) || linked?.status === 'failed';
  const askAgain = useEffectEvent(onMissed);
  useEffect(() => {
    if (!isLost) {
      failures.current = 0;
      return undefined;
    }
    const pause = PAUSES_MS[Math.min(failures.current, PAUSES_MS.length - 1)];
    failures.current += 1;
    // Not all browsers at the same moment.
    const timer = setTimeout(() => askAgain(), pause * (0.75 + 0.5 * Math.random()));
    return () => clearTimeout(timer);
  }, [isLost, refreshKey]);

  const { change: showInList } = list;
  const show = useCallback(
    (/** @type {Ticket} */ ticket) => {
      showInList(ticket);
      showLinked(ticket);
      recount();
    },
    [showInList, showLinked, recount],
  );
  // Changes when messages of the ticket may have arrived.
  const turn = `${refreshKey} ${arrivals}`;
  return { list, linked, counts, live, turn, show, retry, reload };
}
