import { useId, useState } from 'react';
import { label } from '../../api/ticket.js';
import { ticketNumber } from '../../ui/folding.js';
import { StatusDot } from '../../ui/StatusDot.jsx';
import { TicketLink } from '../tickets/TicketLink.jsx';

/**
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 */

/**
 * Which tickets report the same problem.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {Ticket[]} props.duplicates
 * @param {boolean} props.mayChange
 * @param {(changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 */
export function Duplicates({ ticket, duplicates, mayChange, onChange, onTicket }) {
  const id = useId();
  const original = ticket.duplicate_of;
  // An original cannot become a duplicate.
  const mayMark = mayChange && !original && duplicates.length === 0;
  if (!original && duplicates.length === 0 && !mayMark) return null;
  return (
    <section aria-labelledby={id} className="border-t border-line pt-3">
      <h3 id={id} className="font-semibold">
        Duplicates
      </h3>
      {original && (
        <div className="flex flex-wrap items-center justify-between gap-x-2">
          <p>
            <span>Duplicate of </span>
            <TicketLink id={original} className="text-accent underline underline-offset-2" onTicket={onTicket}>
              <span translate="no">{`#${original}`}</span>
            </TicketLink>
          </p>
          {mayChange && (
            <button type="button" className="quiet-button -mr-2" onClick={() => onChange({ duplicate_of: null })}>
              Unmark
            </button>
          )}
        </div>
      )}
      <ul>
        {duplicates.map((each) => (
          <li key={each.id}>
            <TicketLink id={each.id} className="flex min-h-11 items-center gap-2 hover:underline lg:min-h-7" onTicket={onTicket}>
              <span className="shrink-0 text-ink-soft tabular-nums" translate="no">{`#${each.id} `}</span>
              <bdi className="min-w-0 grow truncate">{each.title}</bdi>
              <span className="flex shrink-0 items-center gap-1 text-ink-soft">
                <StatusDot status={each.status} />
                <span>{label(each.status)}</span>
              </span>
            </TicketLink>
          </li>
        ))}
      </ul>
      {mayMark && <Mark id={ticket.id} onMark={(to) => onChange({ duplicate_of: to, status: 'closed' })} />}
    </section>
  );
}

/** @param {{ id: number, onMark: (original: number) => void }} props */
function Mark({ id, onMark }) {
  const field = useId();
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const mark = () => {
    const original = ticketNumber(text.trim());
    if (original && original !== id) return onMark(original);
    return setError(original ? `Choose another ticket: #${id} cannot be a duplicate of itself` : 'Enter the number of a ticket, such as 17');
  };
  return (
    <form
      noValidate
      className="mt-1"
      onSubmit={(event) => {
        event.preventDefault();
        mark();
      }}
    >
      <label htmlFor={field} className="mb-1 block text-ink-soft">
        Mark as duplicate of…
      </label>
      <div className="flex gap-1.5">
        <input
          id={field}
          className="field min-w-0"
          inputMode="numeric"
          autoComplete="off"
          placeholder="#"
          value={text}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${field}-error` : undefined}
          onChange={(event) => {
            setText(event.target.value);
            setError('');
          }}
        />
        <button type="submit" className="min-h-11 shrink-0 rounded-md border border-line-strong bg-panel px-3 font-medium hover:bg-hover lg:min-h-8">
          Mark
        </button>
      </div>
      {error && (
        <p id={`${field}-error`} role="alert" className="mt-1 text-red">
          {error}
        </p>
      )}
    </form>
  );
}
