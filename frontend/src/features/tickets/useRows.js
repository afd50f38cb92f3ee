import { defaultRangeExtractor, measureElement, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useState } from 'react';

/** @import { Ticket } from '../../api/ticket.js' */

/** Heights in pixels until a row is measured: two lines, or three on a phone. */
const ESTIMATE = 59;
const NARROW_ESTIMATE = 91;
const NARROW = '(width < 40rem)';
/** Rows kept above and below what is seen, so that a quick scroll finds them there. */
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
    // At the top a reader wants to see what is put there; further down nothing may move.
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
 * @returns {number} pixels from the top of the page, followed when what stands above grows or folds
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
