import { lazy, Suspense } from 'react';
import { useKnownSession } from '../account/useSession.js';
import { CATEGORIES, label, PRIORITIES } from '../../api/ticket.js';
import { exactly } from '../../browser/time.js';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Marked } from '../../ui/Marked.jsx';
import { Select } from '../../ui/Select.jsx';
import { TicketLink } from './TicketLink.jsx';

/**
 * @import { Changes } from './useTicketChange.js'
 * @import { Category, Priority, Ticket } from '../../api/ticket.js'
 */

const TicketHistory = lazy(() => import('./TicketHistory.jsx'));
const RequesterLink = lazy(() => import('../request/RequesterLink.jsx'));

/**
 * What a row unfolds to: the whole description, where the ticket is filed, and its times.
 *
 * @param {object} props
 * @param {string} props.id
 * @param {Ticket} props.ticket
 * @param {string[]} props.words the searched words
 * @param {(changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 */
export function TicketDetails({ id, ticket, words, onChange, onTicket }) {
  const { session, may } = useKnownSession();
  const isChanged = ticket.updated_at > ticket.created_at;
  return (
    <div id={id} className="px-3 pb-4 sm:pl-27 lg:pr-4 lg:pl-28">
      <p className="max-w-[72ch] wrap-anywhere whitespace-pre-wrap" dir="auto">
        <Marked text={ticket.description} words={words} />
      </p>
      {may.change && (
        <div className="mt-3 flex flex-wrap gap-x-4 gap-y-2">
          <Filing
            caption="Category"
            values={CATEGORIES}
            value={ticket.category}
            onChange={(category) => onChange({ category })}
          />
          <Filing
            caption="Priority"
            values={PRIORITIES}
            value={ticket.priority}
            onChange={(priority) => onChange({ priority })}
          />
        </div>
      )}
      <p className="mt-3 text-small text-ink-soft tabular-nums">
        <TicketLink
          id={ticket.id}
          className="text-accent underline underline-offset-2"
          title="The address of this ticket, to share"
          onTicket={onTicket}
        >
          <span translate="no">{`#${ticket.id}`}</span>
        </TicketLink>
        <span>{` · ${may.change ? '' : `${label(ticket.priority)} priority, ${label(ticket.category)} · `}Sent ${exactly(ticket.created_at)}`}</span>
        {isChanged && <span>{` · Changed ${exactly(ticket.updated_at)}`}</span>}
      </p>
      <ErrorBoundary instead={null}>
        <Suspense fallback={null}>
          <TicketHistory ticket={ticket} />
        </Suspense>
      </ErrorBoundary>
      {session?.account && may.change && (
        <ErrorBoundary instead={null}>
          <Suspense fallback={null}>
            <RequesterLink ticketId={ticket.id} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}

/**
 * @template {Category | Priority} T
 * @param {object} props
 * @param {string} props.caption
 * @param {T[]} props.values
 * @param {T} props.value
 * @param {(value: T) => void} props.onChange
 */
function Filing({ caption, values, value, onChange }) {
  return (
    <label className="inline-flex items-center gap-2 text-small text-ink-soft">
      <span>{caption}</span>
      <Select
        value={value}
        onChange={(event) => onChange(/** @type {T} */ (event.target.value))}
      >
        {values.map((each) => (
          <option key={each} value={each}>
            {label(each)}
          </option>
        ))}
      </Select>
    </label>
  );
}
