import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNow } from '../../../browser/useNow.js';
import { moveToRow, rowOf } from '../../tickets/rowFocus.js';
import { useRowKeys } from './useRowKeys.js';
import { LINE, TWO_LINES, useWorkRows } from './useWorkRows.js';
import { WorkRow } from './WorkRow.jsx';

/**
 * @import { Ticket } from '../../../api/ticket.js'
 * @import { RowProps } from './WorkRow.jsx'
 */

/** Rows below the window at which the next page is requested. */
const AHEAD = 20;

/**
 * The rows of the workplace's list, of which only those in sight are in the page.
 *
 * @param {Omit<RowProps, 'ticket' | 'now' | 'isCurrent' | 'isSelected' | 'isSelecting' | 'isStop'> & {
 *   tickets: Ticket[],
 *   isWhole: boolean,
 *   isStale: boolean,
 *   isOld: boolean,
 *   isTall: boolean,
 *   openId: number | null,
 *   selected: ReadonlySet<number>,
 *   wanted: number | null,
 *   scroller: import('react').RefObject<HTMLElement | null>,
 *   onNearEnd: () => void,
 * }} props isWhole: the server has no more of them; isStale: others are on their way;
 *   isOld: they cannot be asked for again, and are still read; isTall: two lines each;
 *   openId: the ticket whose page is open; wanted: a ticket whose row is in the page, wherever it is
 */
export function WorkRows({ tickets, isWhole, isStale, isOld, isTall, openId, selected, wanted, scroller, onNearEnd, ...row }) {
  const now = useNow();
  const steady = useSteady(row);
  const list = useRef(/** @type {HTMLOListElement | null} */ (null));
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  // The Tab key stops at one row, because thousands of stops would separate the list from the rest of the page.
  const [last, setLast] = useState(openId);
  const stop = useMemo(() => (tickets.some(({ id }) => id === last) ? last : (tickets[0]?.id ?? null)), [tickets, last]);
  const isLeaving = useLeavingRows(tickets);
  useKeptRow(tickets, held);
  const digits = useMemo(() => `${tickets.reduce((most, { id }) => Math.max(most, id), 0)}`.length, [tickets]);
  const rowHeight = isTall ? TWO_LINES : LINE;
  const kept = [openId, wanted, held, stop].filter((id) => id !== null);
  const { height, shown, end, scrollTo } = useWorkRows(tickets, rowHeight, scroller, list, kept);
  const keys = useRowKeys(shown.map(({ index }) => tickets[index].id), held);

  const near = useEffectEvent(onNearEnd);
  const isNear = end >= tickets.length - AHEAD;
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
      className={`relative transition-opacity [overflow-anchor:none] ${isOld ? 'grayscale' : isStale ? 'opacity-60' : ''} ${isLeaving ? '*:transition-[top] *:duration-150 *:ease-out' : ''}`}
      style={/** @type {import('react').CSSProperties} */ ({ height, '--digits': `${digits + 1}ch` })}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeld(null)}
      // jsx-a11y takes a list for something that no key is pressed in.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!by || event.defaultPrevented || !(/** @type {Element} */ (event.target).matches('[data-row]'))) return;
        event.preventDefault();
        moveToRow(/** @type {1 | -1} */ (by));
      }}
    >
      {shown.map(({ index, top }, at) => {
        const ticket = tickets[index];
        return (
          <li
            key={keys[at]}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={isWhole ? tickets.length : -1}
            // No content of a row changes the layout around it.
            className="absolute inset-x-0 [contain:layout_size_style]"
            style={{ top, height: rowHeight }}
            onFocus={() => {
              setHeld(ticket.id);
              setLast(ticket.id);
            }}
          >
            <WorkRow
              {...steady}
              ticket={ticket}
              now={now}
              isTall={isTall}
              isCurrent={ticket.id === openId}
              isSelected={selected.has(ticket.id)}
              isSelecting={selected.size > 0}
              isStop={ticket.id === stop}
            />
          </li>
        );
      })}
    </ol>
  );
}

/**
 * The row's functions and words, each with one identity as long as it does the same, so that memoised rows do not
 * render again.
 *
 * @template {Pick<RowProps, 'words' | 'onSelect' | 'onOpen' | 'onChange'>} Row
 * @param {Row} row
 * @returns {Row}
 */
function useSteady(row) {
  const latest = useRef(row);
  useLayoutEffect(() => {
    latest.current = row;
  });
  const [calls] = useState(() => ({
    onSelect: /** @type {RowProps['onSelect']} */ ((...given) => latest.current.onSelect(...given)),
    onOpen: /** @type {RowProps['onOpen']} */ ((id) => latest.current.onOpen(id)),
    onChange: /** @type {RowProps['onChange']} */ ((...given) => latest.current.onChange(...given)),
  }));
  const text = row.words.join('\n');
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the words are another array at every render
  const words = useMemo(() => row.words, [text]);
  return { ...row, ...calls, words };
}

/** Time in which rows move up to close the gap of one that leaves. */
const LEAVING_MS = 200;

/** @param {Ticket[]} tickets  @returns {boolean} whether some have just left the list */
function useLeavingRows(tickets) {
  const [seen, setSeen] = useState(tickets);
  const [leaves, setLeaves] = useState(0);
  const [settled, setSettled] = useState(0);
  if (seen !== tickets) {
    setSeen(tickets);
    if (tickets.length < seen.length) setLeaves(leaves + 1);
  }
  useEffect(() => {
    const timer = setTimeout(() => setSettled(leaves), LEAVING_MS);
    return () => clearTimeout(timer);
  }, [leaves]);
  return leaves !== settled;
}

/**
 * When the row with the focus leaves the list, the focus moves to the row in its place.
 *
 * @param {Ticket[]} tickets
 * @param {number | null} held the ticket whose row has the focus
 */
function useKeptRow(tickets, held) {
  const before = useRef(tickets);
  useLayoutEffect(() => {
    const place = before.current.findIndex(({ id }) => id === held);
    before.current = tickets;
    const isGone = place >= 0 && tickets.every(({ id }) => id !== held);
    if (!isGone || document.activeElement !== document.body) return;
    const next = tickets[Math.min(place, tickets.length - 1)];
    if (next) rowOf(next.id)?.focus({ preventScroll: true });
  }, [tickets, held]);
}
