import { useState } from 'react';
import { BULK_MAX } from '../../../api/tickets.js';

/** @import { Ticket } from '../../../api/ticket.js' */

/** @typedef {ReturnType<typeof useSelection>} Selection */

/**
 * The tickets that are selected for one action. The selection ends when another list is shown.
 *
 * @param {Ticket[]} tickets of the list, in its order
 * @param {string} listKey which list it is
 */
export function useSelection(tickets, listKey) {
  const [state, setState] = useState({ listKey, ids: /** @type {ReadonlySet<number>} */ (new Set()), anchor: 0 });
  const ids = state.listKey === listKey ? state.ids : NOTHING;
  const chosen = ids.size > 0 ? tickets.filter(({ id }) => ids.has(id)) : [];
  /** @param {Iterable<number>} next  @param {number} anchor where a range begins */
  const set = (next, anchor) => setState({ listKey, ids: new Set([...next].slice(0, BULK_MAX)), anchor });

  return {
    ids,
    chosen,
    toggle: (/** @type {number} */ id) => set(ids.has(id) ? [...ids].filter((each) => each !== id) : [...ids, id], id),
    /** Chooses everything between the ticket that was chosen last and this one. */
    extend: (/** @type {number} */ id) => {
      const [from, to] = [state.anchor, id].map((each) => tickets.findIndex((ticket) => ticket.id === each));
      if (from < 0 || ids.size === 0) return set([...ids, id], id);
      const range = tickets.slice(Math.min(from, to), Math.max(from, to) + 1).map((ticket) => ticket.id);
      return set([...ids, ...range], state.anchor);
    },
    all: () => set(tickets.map(({ id }) => id), tickets[0]?.id ?? 0),
    clear: () => set([], 0),
  };
}

/** @type {ReadonlySet<number>} */
const NOTHING = new Set();
