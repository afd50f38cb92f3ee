import { readLaterSuggestion } from '../../api/messages.js';
import { label, PRIORITIES } from '../../api/ticket.js';
import { Sureness } from '../../ui/Sureness.jsx';
import { useLoaded } from './useLoaded.js';

/**
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 */

/**
 * That a ticket looks more urgent since the requester wrote again: dashed, until an agent sets it.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {number} props.message the number of the requester's newest message that has no answer; the same during the component's life
 * @param {boolean} props.mayChange
 * @param {(changes: Changes) => void} props.onChange
 */
export function LaterSuggestion({ ticket, message, mayChange, onChange }) {
  const suggestion = useLoaded(`${ticket.id} ${message}`, (signal) => readLaterSuggestion(ticket.id, signal));
  if (!suggestion || PRIORITIES.indexOf(suggestion.priority) <= PRIORITIES.indexOf(ticket.priority)) return null;

  const { priority, reason, confidence } = suggestion;
  const name = label(priority).toLowerCase();
  return (
    <div data-proposed className="suggested rounded-md border px-2 py-1.5">
      <p className="text-ink">
        <span className="font-medium text-accent">{`Looks ${name} now. `}</span>
        {reason && (
          <>
            <bdi>{reason}</bdi>
            <span> </span>
          </>
        )}
        <Sureness confidence={confidence} />
      </p>
      {mayChange && (
        <button
          type="button"
          className="quiet-button -ml-2 text-accent!"
          onClick={({ currentTarget }) => {
            // The button goes with the suggestion.
            /** @type {HTMLElement | null | undefined} */ (currentTarget.closest('section')?.querySelector('[aria-keyshortcuts=p]'))?.focus();
            onChange({ priority });
          }}
        >
          {`Set ${name}`}
        </button>
      )}
    </div>
  );
}
