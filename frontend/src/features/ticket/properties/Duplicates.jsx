import { useId, useLayoutEffect, useRef, useState } from 'react';
import { ApiError } from '../../../api/client.js';
import { getTicket } from '../../../api/tickets.js';
import { ticketNumber } from '../../../ui/folding.js';
import { TicketLink } from '../../tickets/TicketLink.jsx';
import { TicketLine } from './TicketLine.jsx';
import { useLoaded } from '../useLoaded.js';

/**
 * @import { Ticket } from '../../../api/ticket.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
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
  const area = useRef(/** @type {HTMLElement | null} */ (null));
  const isOwnChange = useRef(false);
  // Kept when the server refuses it.
  const [text, setText] = useState('');
  const original = ticket.duplicate_of;
  const found = useLoaded(original ? `${original}` : '', (signal) => getTicket(Number(original), signal));
  const title = found?.ticket.id === original ? found?.ticket.title : '';

  // The pressed control has left the page.
  useLayoutEffect(() => {
    if (!isOwnChange.current) return;
    /** @type {HTMLElement | null | undefined} */ (area.current?.querySelector('a, input'))?.focus();
    isOwnChange.current = original !== null;
  }, [original]);
  const change = (/** @type {Changes} */ changes) => {
    isOwnChange.current = true;
    onChange(changes);
  };

  // An original cannot become a duplicate.
  const mayMark = mayChange && !original && duplicates.length === 0;
  if (!original && duplicates.length === 0 && !mayMark) return null;
  return (
    <section ref={area} aria-labelledby={id} className={`border-t border-line pt-3 ${mayMark ? 'print:hidden' : ''}`}>
      <h3 id={id} className="font-semibold">
        Duplicates
      </h3>
      {original && (
        <div className="flex items-start justify-between gap-x-2">
          <p className="min-w-0 py-1.5 wrap-anywhere lg:py-1">
            <span>Duplicate of </span>
            <TicketLink id={original} className="text-accent underline underline-offset-2" onTicket={onTicket}>
              <span translate="no">{`#${original}`}</span>
            </TicketLink>
            {title && <bdi className="ml-1">{title}</bdi>}
          </p>
          {mayChange && (
            <button type="button" className="quiet-button -mr-2" onClick={() => change({ duplicate_of: null })}>
              Unmark
            </button>
          )}
        </div>
      )}
      <ul className="max-h-96 overflow-y-auto">
        {duplicates.map((each) => (
          <TicketLine key={each.id} ticket={each} onTicket={onTicket} />
        ))}
      </ul>
      {mayMark && (
        <Mark id={ticket.id} text={text} onText={setText} onMark={(to) => change({ duplicate_of: to, status: 'closed' })} />
      )}
    </section>
  );
}

/** @param {{ id: number, text: string, onText: (text: string) => void, onMark: (original: number) => void }} props */
function Mark({ id, text, onText, onMark }) {
  const field = useId();
  const [error, setError] = useState('');
  const mark = async () => {
    const original = ticketNumber(text.trim());
    if (!original) return setError('Enter the number of a ticket, such as 17');
    if (original === id) return setError(`Choose another ticket: #${id} cannot be a duplicate of itself`);
    const obstacle = await obstacleTo(original);
    return obstacle ? setError(obstacle) : onMark(original);
  };
  return (
    <form
      noValidate
      className="mt-1"
      onSubmit={(event) => {
        event.preventDefault();
        void mark();
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
            onText(event.target.value);
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

/**
 * @param {number} original
 * @returns {Promise<string>} why no ticket can be its duplicate, '' when the server may accept it
 */
async function obstacleTo(original) {
  try {
    const { ticket } = await getTicket(original);
    return ticket.duplicate_of ? `Choose #${ticket.duplicate_of}: #${original} is a duplicate of it` : '';
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The server refuses the change itself, if it must.
    return error.status === 404 ? `Choose another ticket: there is no #${original}` : '';
  }
}
