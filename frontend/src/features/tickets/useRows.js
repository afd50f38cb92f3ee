import { defaultRangeExtractor, measureElement, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useState } from 'react';

/** @import { Ticket } from '../../api/ticket.js' */

/** Heights in pixels until a row is measured: two lines, or three on a phone. */
const ESTIMATE = 59;
const NARROW_ESTIMATE = 91;
const NARROW = '(width < 40rem)';
/** Rows rendered above and below the visible ones, so that a quick scroll shows no gap. */
const AHEAD = 8;

/**
 * Which rows of a long list are in the page: those in sight and a few around them. Rows can be of any
 * height, and the page does not move when some are put before those that are read.
 *
 * @param {Ticket[]} tickets
 * @param {import('react').RefObject<HTMLElement | null>} list the element that holds the rows
 * @param {number | null} held the row that has the focus, or is about to take it; it stays, with its neighbours
 */
export function useRows(tickets, list, held) {
  const offset = usePageOffset(list);
  const estimate = window.matchMedia(NARROW).matches ? NARROW_ESTIMATE : ESTIMATE;
  const getItemKey = useCallback((/** @type {number} */ index) => tickets[index].id, [tickets]);
  const heldIndex = held === null ? -1 : tickets.findIndex(({ id }) => id === held);

  const rows = useWindowVirtualizer({
    count: tickets.length,
    estimateSize: () => estimate,
    // A list that is not shown (a phone's other places) has no height to measure.
    measureElement: (row, entry, instance) => measureElement(row, entry, instance) || estimate,
    getItemKey,
    scrollMargin: offset,
    overscan: AHEAD,
    // At the top new rows appear; further down the rows must not move.
    anchorTo: window.scrollY > offset ? 'end' : 'start',
    rangeExtractor: (range) =>
      heldIndex === -1 ? defaultRangeExtractor(range) : withHeld(defaultRangeExtractor(range), heldIndex, range.count),
  });

  return {
    height: rows.getTotalSize(),
    shown: rows.getVirtualItems().map(({ index, start }) => ({ index, top: start - offset })),
    measure: rows.measureElement,
  };
}

/**
 * @param {number[]} indexes
 * @param {number} held
 * @param {number} count
 */
function withHeld(indexes, held, count) {
  const neighbours = [held - 1, held, held + 1].filter((index) => index >= 0 && index < count);
  return [...new Set([...indexes, ...neighbours])].toSorted((one, other) => one - other);
}

/**
 * @param {import('react').RefObject<HTMLElement | null>} ref
 * @returns {number} pixels from the top of the page, updated when the content above grows or folds
 */
function usePageOffset(ref) {
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (ref.current) setOffset(ref.current.getBoundingClientRect().top + window.scrollY);
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [ref]);
  return offset;
}
