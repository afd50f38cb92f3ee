import { useCallback, useRef, useState } from 'react';
import { focusedTicket } from '../tickets/rowFocus.js';
import { fieldsOf, isSame } from '../tickets/ticketWords.js';
import { useChanges } from './useChanges.js';

/**
 * @import { Assignee, Ticket } from '../../api/ticket.js'
 * @import { Say } from '../../ui/useNotice.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 * @import { Menu } from './menus/Menus.jsx'
 * @import { Action } from './list/SelectionBar.jsx'
 * @import { Selection } from './list/useSelection.js'
 */

/**
 * Actions of the reader on the selected tickets, or on the ticket that is open or has the focus.
 *
 * @param {object} options
 * @param {Ticket[]} options.rows of the list
 * @param {Selection} options.selection
 * @param {Ticket | null} options.open the ticket whose page is open
 * @param {Assignee | null} options.me
 * @param {(ticket: Ticket) => void} options.show puts this state of a ticket on the page
 * @param {(id: number) => void} options.touch says that the reader has changed a ticket
 * @param {Say} options.say
 */
export function useActions({ rows, selection, open, me, show, touch, say }) {
  const showOwn = useCallback(
    (/** @type {Ticket} */ ticket) => {
      touch(ticket.id);
      show(ticket);
    },
    [touch, show],
  );
  const { change, changeMany, undo } = useChanges(showOwn, say);
  const [menu, setMenu] = useState(/** @type {(Menu & { turn: number }) | null} */ (null));
  const turn = useRef(0);
  const openMenu = (/** @type {Menu} */ next) => {
    turn.current += 1;
    setMenu({ ...next, turn: turn.current });
  };

  /** @returns {Ticket[]} none when nothing is selected, open or focused; the page says so */
  const targets = () => {
    if (selection.chosen.length > 0) return selection.chosen;
    const id = focusedTicket();
    const found = open ?? rows.find((ticket) => ticket.id === id);
    if (!found) say('status', 'Move to a ticket with j and k first, or select some with x.');
    return found ? [found] : [];
  };
  /** @param {Ticket[]} tickets  @param {Changes} changes */
  const changeThem = (tickets, changes) => {
    const others = tickets.filter((ticket) => fieldsOf(changes).some((field) => !isSame(ticket[field], changes[field])));
    selection.clear();
    if (others.length > 0) void changeMany(others, changes);
  };
  /** Calls `run` with the open or focused ticket, if the list has it. @param {(id: number) => void} run */
  const onRow = (run) => {
    const id = open?.id ?? focusedTicket();
    if (id !== null && rows.some((ticket) => ticket.id === id)) run(id);
  };

  return {
    menu,
    openMenu,
    /** Closes `closed` unless another menu is open: dialogs report late that they are closed. @param {Menu} closed */
    closeMenu: (closed) => setMenu((now) => (now === closed ? null : now)),
    change,
    changeThem,
    undo,
    act: (/** @type {Action} */ action) => {
      const tickets = targets();
      if (tickets.length > 0) openMenu({ kind: 'action', action, tickets });
    },
    take: () => me && changeThem(targets(), { assignee: me }),
    select: () => onRow(selection.toggle),
    extend: () => onRow(selection.extend),
    copyLink: async () => {
      const [ticket] = targets();
      if (!ticket) return;
      try {
        await navigator.clipboard.writeText(`${window.location.origin}/tickets/${ticket.id}`);
        say('status', `The link to #${ticket.id} is copied.`);
      } catch {
        say('error', `The link could not be copied. It is ${window.location.origin}/tickets/${ticket.id}`);
      }
    },
  };
}
