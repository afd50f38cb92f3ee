import { label } from '../../../api/ticket.js';
import { Sureness } from '../../../ui/Sureness.jsx';

/**
 * @import { LaterSuggestion as Suggestion } from '../../../api/messages.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
 */

/** @param {Suggestion} suggestion  @returns {string} without a full stop */
export const looksNow = ({ priority }) => `Looks ${label(priority).toLowerCase()} now`;

/**
 * That a ticket looks more urgent since the requester wrote again: dashed, until an agent sets it.
 *
 * @param {object} props
 * @param {Suggestion} props.suggestion
 * @param {boolean} props.mayChange
 * @param {(changes: Changes) => void} props.onChange
 */
export function LaterSuggestion({ suggestion, mayChange, onChange }) {
  const { priority, reason, confidence } = suggestion;
  return (
    <div data-proposed className="suggested rounded-md border px-2 py-1.5">
      <p className="text-ink">
        <span className="font-medium text-accent">{`${looksNow(suggestion)}. `}</span>
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
          {`Set ${label(priority).toLowerCase()}`}
        </button>
      )}
    </div>
  );
}
