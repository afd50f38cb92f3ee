import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { getTicket } from '../../api/tickets.js';
import { REPORTS } from '../../browser/places.js';
import { moveToRow, rowOf } from '../tickets/rowFocus.js';

/**
 * @import { Ticket } from '../../api/ticket.js'
 * @import { PageAddress } from '../tickets/useAddress.js'
 */

/** The one that the Tab key reaches: it had the focus last. */
const LAST_ROW = '[data-row]:not([tabindex])';

/**
 * The ways between the places of the workplace.
 *
 * @param {PageAddress} address
 * @param {Ticket[]} rows of the list
 * @param {boolean} isLoading whether other rows are on their way
 * @param {boolean} isNarrow whether one place is shown at a time
 */
export function usePlaces(address, rows, isLoading, isNarrow) {
  const { pageId, ticketId, openPage } = address;
  const [isFormOpen, setIsFormOpen] = useState(false);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const firstField = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  const isReports = address.path === REPORTS;
  const isPage = pageId !== null;

  // A link to a row of the list that readers without a role see.
  useEffect(() => {
    if (ticketId !== null && pageId === null) openPage(ticketId, 'exchange');
  }, [ticketId, pageId, openPage]);
  // The row of the ticket that was open takes the focus when its reader comes back.
  const [leftId, setLeftId] = useState(pageId);
  if (isPage && leftId !== pageId) setLeftId(pageId);
  // Enter opens the first ticket of a view that a key has led to, or of what the search finds.
  const wantsRow = useRef(/** @type {'view' | 'found' | number | null} */ (null));
  // Another row has its place when it has left the list: it is answered, say.
  const place = useRef({ id: pageId, at: -1 });
  useLayoutEffect(() => {
    const at = rows.findIndex(({ id }) => id === pageId);
    if (isPage && (at >= 0 || place.current.id !== pageId)) place.current = { id: pageId, at };
  }, [rows, pageId, isPage]);
  const focusLeft = useEffectEvent((/** @type {number} */ id) => {
    const row = rowOf(id);
    const { at } = place.current;
    const isGone = rows.length > 0 && !isLoading && rows.every((ticket) => ticket.id !== id);
    const next = at < 0 ? undefined : rows[Math.min(at, rows.length - 1)];
    // On a phone the list may come after its reader does.
    if (!row && !isGone) wantsRow.current = id;
    else (row ?? (next && rowOf(next.id)) ?? /** @type {HTMLElement | null} */ (document.querySelector(LAST_ROW)))?.focus();
  });
  useLayoutEffect(() => {
    if (!isPage && leftId !== null) focusLeft(leftId);
  }, [isPage, leftId]);
  const [views, setViews] = useState(0);
  useEffect(() => {
    const wanted = wantsRow.current;
    if (wanted === null || isLoading) return;
    wantsRow.current = null;
    if (rows.length === 0) {
      // Other words may find something.
      if (wanted === 'found' && document.activeElement === document.body) search.current?.focus();
      return;
    }
    const { id } = rows.find((ticket) => ticket.id === wanted) ?? rows[0];
    // Unless the reader has gone on to write something.
    const focus = () => document.activeElement?.matches('input, textarea') || rowOf(id)?.focus();
    // The first rows of the page are drawn once their place is measured.
    if (rowOf(id)) focus();
    else requestAnimationFrame(focus);
  }, [rows, isLoading, views]);

  const openTicket = (/** @type {number} */ id) => {
    setIsFormOpen(false);
    flushSync(() => openPage(id));
    window.scrollTo(0, 0);
  };

  return {
    isPage,
    isReports,
    leftId,
    isFormOpen,
    isMenuOpen,
    firstField,
    search,
    setIsFormOpen,
    setIsMenuOpen,
    openTicket,
    openList: (/** @type {string} */ query) => {
      setIsMenuOpen(false);
      flushSync(() => address.openList(query));
    },
    openView: (/** @type {string} */ query) => {
      wantsRow.current = 'view';
      setIsMenuOpen(false);
      flushSync(() => {
        // Also where the view is the one that is shown.
        setViews((count) => count + 1);
        address.openList(query);
      });
    },
    /**
     * Leaves the search for the ticket that it names, or for the first one that it finds.
     *
     * @param {boolean} isFound whether the rows are those of the text
     * @param {number | null} number of the ticket that it names
     */
    leaveSearch: (isFound, number) => {
      const isReady = isFound && !isLoading;
      if (isReady && rows.length === 0 && number === null) return undefined;
      search.current?.blur();
      wantsRow.current = isReady ? null : 'found';
      const toRow = () => void (isReady && (rows.length > 0 ? rowOf(rows[0].id) : search.current)?.focus());
      if (number === null) return toRow();
      const open = () => {
        wantsRow.current = null;
        openTicket(number);
      };
      // The number may be one that tickets tell about: of an invoice, of an order.
      return void getTicket(number).then(open, toRow);
    },
    /** Opens the first ticket of the list when nothing has the focus. @returns {boolean} whether it does */
    openFirst: () => {
      const isIdle = document.activeElement === document.body && !isPage && !isReports && rows.length > 0;
      if (isIdle) rowOf(rows[0].id)?.click();
      return isIdle;
    },
    openForm: () => {
      setIsMenuOpen(false);
      flushSync(() => setIsFormOpen(true));
      firstField.current?.focus();
    },
    openReports: () => {
      setIsMenuOpen(false);
      address.openPath(REPORTS);
    },
    openSearch: () => {
      if (isReports || (isPage && isNarrow)) flushSync(() => address.openList(address.query));
      search.current?.focus();
    },
    /** Goes to the next ticket, or the one before: to its row, or to its page where one is open. */
    step: (/** @type {1 | -1} */ by) => {
      if (!isPage) return moveToRow(by);
      const next = rows[rows.findIndex(({ id }) => id === pageId) + by];
      if (!next) return undefined;
      flushSync(() => openPage(next.id, 'exchange'));
      return window.scrollTo(0, 0);
    },
  };
}
