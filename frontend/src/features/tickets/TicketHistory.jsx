import { useHistory } from './useHistory.js';
import { label } from '../../api/ticket.js';
import { exactly } from '../../browser/time.js';

/** @import { TicketChange } from '../../api/tickets.js' */
/** @import { Status, Ticket } from '../../api/ticket.js' */

const FIELDS = {
  title: 'Title',
  description: 'Description',
  category: 'Category',
  priority: 'Priority',
  status: 'Status',
  requester: 'Requester',
  assignee: 'Assignee',
  duplicate_of: 'Duplicate of',
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
  if (field === 'description') return <span>{`${FIELDS[field]} changed`}</span>;
  const isChoice = field === 'category' || field === 'priority' || field === 'status';
  const read = (/** @type {string} */ value) => (isChoice ? label(/** @type {Status} */ (value)) : value || 'none');
  return (
    <>
      <span>{`${FIELDS[field]}: `}</span>
      <bdi>{read(before)}</bdi>
      <span className="mr-[0.5ch]" aria-hidden="true">
        {' →'}
      </span>
      <span className="sr-only">became </span>
      <bdi>{read(after)}</bdi>
    </>
  );
}
