import { useHistory } from './useHistory.js';
import { FIELDS, label } from '../../api/ticket.js';
import { exactly } from '../../browser/time.js';

/** @import { TicketChange } from '../../api/tickets.js' */
/** @import { Ticket } from '../../api/ticket.js' */

/** @type {Record<string, { label: string, values?: readonly string[] }>} */
const CHANGED = {
  ...FIELDS,
  requester: { label: 'Requester' },
  assignee: { label: 'Assignee' },
  duplicate_of: { label: 'Duplicate of' },
};

/**
 * The timeline of an unfolded ticket: what was changed and by whom, oldest first.
 *
 * @param {{ ticket: Ticket }} props
 */
export default function TicketHistory({ ticket }) {
  const { changes, failure, showMore } = useHistory(ticket);
  return (
    <div className="mt-3 text-small text-ink-soft">
      {changes.length > 0 && (
        <ol aria-label="History" className="space-y-1 border-l border-line pl-3">
          {changes.map((change) => (
            <li key={change.id} className="wrap-anywhere">
              <Change change={change} />
              {change.account && (
                <>
                  <span> · by </span>
                  <bdi translate="no">{change.account}</bdi>
                </>
              )}
              <time dateTime={change.changed_at}>{` · ${exactly(change.changed_at)}`}</time>
            </li>
          ))}
        </ol>
      )}
      {showMore && (
        <button type="button" className="mt-2 underline" onClick={showMore}>
          Show later changes
        </button>
      )}
      {failure !== null && (
        <p role="status">{`The history cannot be loaded. ${failure || 'Fold the ticket and unfold it to try again.'}`}</p>
      )}
    </div>
  );
}

/** @param {{ change: TicketChange }} props */
function Change({ change: { field, old_value: before, new_value: after } }) {
  // The description above is the new one, and too long to stand here twice.
  if (field === 'description') return <span>{`${CHANGED[field].label} changed`}</span>;
  const read = (/** @type {string} */ value) => (CHANGED[field].values ? label(value) : value || 'none');
  return (
    <>
      <span>{`${CHANGED[field].label}: `}</span>
      <bdi>{read(before)}</bdi>
      <span className="mr-[0.5ch]" aria-hidden="true">
        {' →'}
      </span>
      <span className="sr-only">became </span>
      <bdi>{read(after)}</bdi>
    </>
  );
}
