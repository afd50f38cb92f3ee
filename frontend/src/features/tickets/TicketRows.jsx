import { useRef, useState } from 'react';
import { useNow } from '../../browser/useNow.js';
import { useRows } from './useRows.js';
import { TicketCard } from './card/TicketCard.jsx';

/**
 * @import { Changes } from './useTicketChange.js'
 * @import { Ticket } from '../../api/ticket.js'
 */

/**
 * The rows of the list, of which only those in sight are in the page.
 *
 * @param {object} props
 * @param {Ticket[]} props.tickets
 * @param {boolean} props.isWhole whether there are no more of them on the server
 * @param {boolean} props.isStale whether others are on their way
 * @param {number | null} props.wanted a ticket whose row is in the page, wherever it is
 * @param {string[]} props.words the searched words
 * @param {(ticket: Ticket, changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 */
export function TicketRows({ tickets, isWhole, isStale, wanted, words, onChange, onTicket }) {
  const now = useNow();
  const list = useRef(/** @type {HTMLOListElement | null} */ (null));
  // A row that leaves the page forgets what it knew, so this is known here.
  const [unfolded, setUnfolded] = useState(/** @type {ReadonlySet<number>} */ (new Set()));
  const [held, setHeld] = useState(/** @type {number | null} */ (null));
  const { height, shown, measure } = useRows(tickets, list, wanted ?? held);

  return (
    <ol
      ref={list}
      aria-label="Tickets"
      className={`relative transition-opacity [overflow-anchor:none] ${isStale ? 'opacity-60' : ''}`}
      style={{ height }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeld(null)}
    >
      {shown.map(({ index, top }) => {
        const ticket = tickets[index];
        return (
          <li
            key={ticket.id}
            ref={measure}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={isWhole ? tickets.length : -1}
            className="absolute inset-x-0"
            style={{ top }}
            onFocus={() => setHeld(ticket.id)}
          >
            <TicketCard
              ticket={ticket}
              words={words}
              now={now}
              isOpen={unfolded.has(ticket.id)}
              onToggle={() => setUnfolded(toggled(unfolded, ticket.id))}
              onChange={onChange}
              onTicket={onTicket}
            />
          </li>
        );
      })}
    </ol>
  );
}

/**
 * @param {ReadonlySet<number>} ids
 * @param {number} id
 */
function toggled(ids, id) {
  const others = [...ids].filter((each) => each !== id);
  return new Set(others.length === ids.size ? [...others, id] : others);
}
