import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** @import { Ticket } from '../../../api/ticket.js' */

/** Pixels. */
export const LINE = 36;
export const TWO_LINES = 56;
/** Rows rendered above and below the visible ones, so that a quick scroll shows no gap. */
const AHEAD = 10;
/** While all that is seen goes by at once there is no time for them. */
const AHEAD_IN_FLIGHT = 2;

/**
 * Which rows of a long list are in the page: those in sight and a few around them. All have one height.
 *
 * @param {Ticket[]} tickets
 * @param {number} height of a row
 * @param {import('react').RefObject<HTMLElement | null>} scroller
 * @param {import('react').RefObject<HTMLElement | null>} list the element that holds the rows
 * @param {number[]} held the tickets whose rows stay in the page, with their neighbours
 */
export function useWorkRows(tickets, height, scroller, list, held) {
  const offset = useOffset(scroller, list);
  const getItemKey = useCallback((/** @type {number} */ index) => tickets[index].id, [tickets]);
  const heldIndexes = held.map((id) => tickets.findIndex((ticket) => ticket.id === id)).filter((index) => index >= 0);

  const drawn = useRef(0);

  // eslint-disable-next-line react-hooks/incompatible-library -- React's compiler is not used
  const rows = useVirtualizer({
    count: tickets.length,
    estimateSize: () => height,
    getScrollElement: () => scroller.current,
    getItemKey,
    scrollMargin: offset,
    scrollPaddingStart: offset,
    overscan: AHEAD,
    // At the top new rows appear; further down the rows must not move.
    anchorTo: (scroller.current?.scrollTop ?? 0) > offset ? 'end' : 'start',
    rangeExtractor: (range) => {
      const isInFlight = Math.abs(range.startIndex - drawn.current) > range.endIndex - range.startIndex;
      const around = isInFlight ? { ...range, overscan: AHEAD_IN_FLIGHT } : range;
      return withHeld(defaultRangeExtractor(around), heldIndexes, range.count);
    },
  });
  const first = rows.range?.startIndex ?? 0;
  useLayoutEffect(() => {
    drawn.current = first;
  });
  useEffect(() => rows.measure(), [rows, height]);

  return {
    height: rows.getTotalSize(),
    shown: rows.getVirtualItems().map(({ index, start }) => ({ index, top: start - offset })),
    end: rows.range?.endIndex ?? 0,
    scrollTo: (/** @type {number} */ index) => rows.scrollToIndex(index, { align: 'auto' }),
  };
}

/**
 * @param {number[]} indexes
 * @param {number[]} held
 * @param {number} count
 */
function withHeld(indexes, held, count) {
  const neighbours = held.flatMap((index) => [index - 1, index, index + 1]).filter((index) => index >= 0 && index < count);
  return neighbours.length === 0 ? indexes : [...new Set([...indexes, ...neighbours])].toSorted((one, other) => one - other);
}

/**
 * @param {import('react').RefObject<HTMLElement | null>} scroller
 * @param {import('react').RefObject<HTMLElement | null>} list
 * @returns {number} pixels from the top of the scrolled content to the list, updated when the content above changes
 */
function useOffset(scroller, list) {
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => list.current && setOffset(list.current.offsetTop));
    for (const child of scroller.current?.children ?? []) observer.observe(child);
    return () => observer.disconnect();
  }, [scroller, list]);
  return offset;
}
