import { useState } from 'react';
import { flushSync } from 'react-dom';
import { focusFirstRow } from './rowFocus.js';

/** @import { TicketsInView } from './useTickets.js' */

/**
 * Puts the tickets that came meanwhile into the list, and the focus on the first of them.
 *
 * @param {TicketsInView} list
 * @param {import('react').RefObject<HTMLElement | null>} container of the rows
 * @param {(container: HTMLElement) => void} scrollToTop
 * @returns {[number | null, () => void]} the ticket whose row has to be in the page until it has the focus, and what the
 *   button calls
 */
export function useFreshTickets(list, container, scrollToTop) {
  const [newest, setNewest] = useState(/** @type {number | null} */ (null));
  const show = () => {
    // The row is in the page before the list has scrolled to it, so that it can take the focus.
    flushSync(() => {
      setNewest(list.fresh[0].id);
      list.showFresh();
    });
    if (container.current) scrollToTop(container.current);
    focusFirstRow(container.current);
    setNewest(null);
  };
  return [newest, show];
}
