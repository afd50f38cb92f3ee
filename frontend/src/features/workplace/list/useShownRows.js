import { useCallback, useMemo, useState } from 'react';
import { isListed } from '../../tickets/filters.js';

/**
 * @import { Filters } from '../../../api/tickets.js'
 * @import { Ticket } from '../../../api/ticket.js'
 */

/**
 * The rows of the list. What the reader has changed leaves it when it no longer belongs there, and comes back
 * when the change is taken back; what others change stays where it is until the list is asked for again. The
 * open ticket stays.
 *
 * @param {Ticket[]} tickets
 * @param {Filters} filters
 * @param {string} listKey which list it is
 * @param {number | null} openId
 * @param {number} [me] the reader's account
 * @returns {[Ticket[], (id: number) => void]} the rows, and what tells that the reader has changed a ticket
 */
export function useShownRows(tickets, filters, listKey, openId, me) {
  const [state, setState] = useState({ listKey, ids: /** @type {ReadonlySet<number>} */ (new Set()) });
  const touched = state.listKey === listKey ? state.ids : null;
  const touch = useCallback(
    (/** @type {number} */ id) => setState((before) => ({ listKey, ids: new Set(before.listKey === listKey ? [...before.ids, id] : [id]) })),
    [listKey],
  );
  // Reading a ticket to its end may answer it: it leaves the list then, once it is left.
  const [left, setLeft] = useState(openId);
  if (left !== openId) {
    setLeft(openId);
    if (left !== null) touch(left);
  }
  const rows = useMemo(
    () => (touched ? tickets.filter((ticket) => !touched.has(ticket.id) || ticket.id === openId || isListed(ticket, filters, me)) : tickets),
    // `filters` are another object at every render, and `listKey` says what they are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [tickets, touched, openId, listKey, me],
  );
  return [rows, touch];
}
