import { useCallback, useLayoutEffect, useRef } from 'react';
import { rowOf } from './rowFocus.js';

/** @import { Ticket } from '../../api/ticket.js' */

/**
 * Where the keyboard goes on when the next page has come that "Load more" asked for, or that came while the button had
 * the focus and took it from the page: at the first of its rows, or at the last row when none came.
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
    // Tickets that change or arrive meanwhile are no page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [next]);
  useLayoutEffect(() => {
    last.current = tickets.at(-1)?.id;
  }, [tickets]);
  return useCallback((/** @type {HTMLElement} */ button, /** @type {boolean} */ isPressed) => {
    asked.current = { button, isPressed };
  }, []);
}
