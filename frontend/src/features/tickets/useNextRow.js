import { useCallback, useLayoutEffect, useRef } from 'react';
import { rowOf } from './rowFocus.js';

/** @import { Ticket } from '../../api/ticket.js' */

/**
 * Moves the focus when a page has come that "Load more" asked for, or that removed the button while it had the focus: to
 * the first row of the page, or to the last row of the list when the page has none.
 *
 * @param {Ticket[]} tickets of the list, in its order
 * @param {unknown} next another one when a page has come
 * @returns {(button: HTMLElement, isPressed: boolean) => void} tells that the button has the focus, or was pressed
 */
export function useNextRow(tickets, next) {
  const asked = useRef(/** @type {{ button: HTMLElement, isPressed: boolean } | null} */ (null));
  const last = useRef(/** @type {number | undefined} */ (undefined));
  useLayoutEffect(() => {
    const { button, isPressed } = asked.current ?? {};
    asked.current = null;
    const isHere = button?.isConnected ? isPressed && document.activeElement === button : document.activeElement === document.body;
    const row = tickets[tickets.findIndex(({ id }) => id === last.current) + 1] ?? tickets.at(-1);
    if (button && isHere && row) rowOf(row.id)?.focus({ preventScroll: true });
    // A ticket that changes or arrives is not a page, so the tickets are not among the dependencies.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [next]);
  useLayoutEffect(() => {
    last.current = tickets.at(-1)?.id;
  }, [tickets]);
  return useCallback((/** @type {HTMLElement} */ button, /** @type {boolean} */ isPressed) => {
    asked.current = { button, isPressed };
  }, []);
}
