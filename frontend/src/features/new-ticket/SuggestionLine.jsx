import { Icon, ICONS } from '../../ui/icons.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { Sureness } from '../../ui/Sureness.jsx';

/**
 * @import { Suggestion } from '../../api/tickets.js'
 * @import { Suggested } from './useSuggestion.js'
 */

/**
 * What the suggestion is based on and how sure it is, in one quiet line that is always there, so
 * that nothing jumps when it fills.
 *
 * @param {object} props
 * @param {string} props.id
 * @param {Suggested['status']} props.status
 * @param {Suggestion | null} props.suggestion
 * @param {string} props.advice what to do about a text that gets no suggestion
 * @param {boolean} props.isOpen whether a field still shows the suggestion unaccepted
 * @param {() => void} props.onAccept
 */
export function SuggestionLine({ id, status, suggestion, advice, isOpen, onAccept }) {
  return (
    <div className="flex min-h-10 items-start gap-2 text-small text-ink-soft">
      <p id={id} role="status" className="min-w-0 grow py-0.5">
        {status === 'idle' && <span>Describe the problem, and we suggest a title, a category and a priority.</span>}
        {status === 'thinking' && <LoadingSpinner>Looking for a category and a priority…</LoadingSpinner>}
        {status === 'too-long' && <span>{advice}</span>}
        {status === 'unavailable' && (
          <span className="inline-flex items-center gap-1.5 text-ink">
            <Icon path={ICONS.warning} className="size-3.5 text-amber" />
            <span>{advice || 'Suggestions are unavailable, please choose.'}</span>
          </span>
        )}
        {status === 'shown' && suggestion && (
          <>
            <Icon path={ICONS.spark} className="mr-1.5 inline size-3.5 fill-accent align-[-2px] text-accent" />
            <bdi className="mr-[0.5ch]">{suggestion.reason}</bdi>
            <Sureness confidence={suggestion.confidence} />
          </>
        )}
      </p>
      {status === 'shown' && isOpen && (
        <button
          type="button"
          className="-my-2 min-h-11 shrink-0 rounded px-1.5 font-medium text-accent hover:bg-accent-soft lg:my-0 lg:min-h-6"
          onClick={onAccept}
        >
          Accept
        </button>
      )}
    </div>
  );
}
