import { useState } from 'react';
import { waitingTickets } from './waitingTickets.js';

/** @import { WaitingTicket } from './waitingTickets.js' */

/**
 * Tickets that the server could not be reached for. The region stays, so that screen readers hear what
 * fills it.
 *
 * @param {object} props
 * @param {WaitingTicket[]} props.tickets oldest first
 * @param {boolean} props.isFormFree whether a ticket can be taken back into the form
 * @param {(ticket: WaitingTicket) => void} props.onEdit
 */
export function WaitingTickets({ tickets, isFormFree, onEdit }) {
  const waiting = tickets.filter(({ refusal }) => !refusal);
  const refused = tickets.filter(({ refusal }) => refusal);
  return (
    <div role="status" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3 text-small empty:hidden">
      {waiting.length > 0 && (
        <div className="rounded-md border border-line bg-panel px-3 py-2.5">
          <p>
            {waiting.length === 1
              ? 'We could not reach the server. Your ticket is kept here and will be sent when you are back online.'
              : 'We could not reach the server. Your tickets are kept here and will be sent when you are back online.'}
          </p>
          <Entries tickets={waiting} isFormFree={isFormFree} onEdit={onEdit} name="Waiting to be sent" />
        </div>
      )}
      {refused.length > 0 && (
        <div className="rounded-md border border-line bg-panel px-3 py-2.5">
          <p className="text-red">The server did not accept this. Change it, then send it again.</p>
          <Entries tickets={refused} isFormFree={isFormFree} onEdit={onEdit} name="Not accepted" />
        </div>
      )}
    </div>
  );
}

/** @param {{ tickets: WaitingTicket[], isFormFree: boolean, onEdit: (ticket: WaitingTicket) => void, name: string }} props */
function Entries({ tickets, isFormFree, onEdit, name }) {
  return (
    <ul aria-label={name} className="mt-1.5">
      {tickets.map((ticket) => (
        <Entry key={ticket.key} ticket={ticket} isFormFree={isFormFree} onEdit={onEdit} />
      ))}
    </ul>
  );
}

/** @param {{ ticket: WaitingTicket, isFormFree: boolean, onEdit: (ticket: WaitingTicket) => void }} props */
function Entry({ ticket, isFormFree, onEdit }) {
  const [outcome, setOutcome] = useState('');
  const edit = async () => {
    if (!isFormFree) setOutcome('Send or clear what you are writing first.');
    else if (await waitingTickets.takeBack(ticket)) onEdit(ticket);
    else setOutcome('It is being sent just now.');
  };
  return (
    <li>
      <div className="flex min-h-11 items-center gap-2 lg:min-h-8">
        <bdi className="min-w-0 grow truncate font-medium">{ticket.body.title}</bdi>
        <button
          type="button"
          className="quiet-button -mr-2 shrink-0 text-accent!"
          aria-label={`Edit ${ticket.body.title}`}
          onClick={() => void edit()}
        >
          Edit
        </button>
      </div>
      {(ticket.refusal || outcome) && <p>{outcome || ticket.refusal}</p>}
    </li>
  );
}
