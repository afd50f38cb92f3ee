import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useNow } from '../../browser/useNow.js';
import { LINE, TWO_LINES, useWorkRows } from './useWorkRows.js';
import { WorkRow } from './WorkRow.jsx';

/**
 * @import { Ticket } from '../../api/ticket.js'
 * @import { RowProps } from './WorkRow.jsx'
 */

/** The next page is asked for when so many rows are left. */
const AHEAD = 20;

/**
 * The rows of the workplace's list, of which only those in sight are in the page.
 *
 * @param {Omit<RowProps, 'ticket' | 'now' | 'isCurrent'> & {
 *   tickets: Ticket[],
 *   isWhole: boolean,
 *   isStale: boolean,
 *   isTall: boolean,
 *   openId: number | null,
 *   wanted: number | null,
 *   scroller: import('react').RefObject<HTMLElement | null>,
 *   onNearEnd: () => void,
 * }} props isWhole: the server has no more of them; isStale: others are on their way; isTall: two lines each;
 *   openId: the ticket whose page is open; wanted: a ticket whose row is in the page, wherever it is
 */
export function WorkRows({ tickets, isWhole, isStale, isTall, openId, wanted, scroller, onNearEnd, ...row }) {
  const now = useNow();
  const list = useRef(/** @type {HTMLOListElement | null} */ (null));
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  const digits = useMemo(() => `${tickets.reduce((most, { id }) => Math.max(most, id), 0)}`.length, [tickets]);
  const rowHeight = isTall ? TWO_LINES : LINE;
  const kept = [openId, wanted, held].filter((id) => id !== null);
  const { height, shown, last, scrollTo } = useWorkRows(tickets, rowHeight, scroller, list, kept);

  const near = useEffectEvent(onNearEnd);
  const isNear = last >= tickets.length - AHEAD;
  useEffect(() => {
    if (isNear) near();
  }, [isNear, tickets.length]);
  const reveal = useEffectEvent((/** @type {number} */ id) => {
    const index = tickets.findIndex((ticket) => ticket.id === id);
    if (index >= 0) scrollTo(index);
  });
  useEffect(() => {
    if (openId !== null) reveal(openId);
  }, [openId]);

  return (
    <ol
      ref={list}
      aria-label="Tickets"
      className={`relative transition-opacity [overflow-anchor:none] ${isStale ? 'opacity-60' : ''}`}
      style={/** @type {import('react').CSSProperties} */ ({ height, '--digits': `${digits + 1}ch` })}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeld(null)}
    >
      {shown.map(({ index, top }) => {
        const ticket = tickets[index];
        return (
          <li
            key={ticket.id}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={isWhole ? tickets.length : -1}
            className="absolute inset-x-0"
            style={{ top, height: rowHeight }}
            onFocus={() => setHeld(ticket.id)}
          >
            <WorkRow {...row} ticket={ticket} now={now} isTall={isTall} isCurrent={ticket.id === openId} />
          </li>
        );
      })}
    </ol>
  );
}
