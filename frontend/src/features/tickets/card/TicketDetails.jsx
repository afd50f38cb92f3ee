import { lazy, Suspense } from 'react';
import { useKnownSession } from '../../account/useSession.js';
import { FIELDS, label, PROPERTIES, shownValue } from '../../../api/ticket.js';
import { exactly } from '../../../browser/time.js';
import { ErrorBoundary } from '../../../ui/ErrorBoundary.jsx';
import { Marked } from '../../../ui/Marked.jsx';
import { Select } from '../../../ui/fields/Select.jsx';
import { TicketLink } from '../TicketLink.jsx';

/**
 * @import { Changes } from '../useTicketChange.js'
 * @import { Property, Ticket } from '../../../api/ticket.js'
 */

const TicketHistory = lazy(() => import('../TicketHistory.jsx'));
const RequesterLink = lazy(() => import('../../request/RequesterLink.jsx'));

/** How a property reads without its label. @type {Record<string, (value: string) => string>} */
const WORDS = { category: label, priority: (value) => `${label(value)} priority` };

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
  const isFiled = (/** @type {Property} */ name) => may.change && Boolean(FIELDS[name].values);
  const shown = PROPERTIES.filter((name) => ticket[name] && !isFiled(name))
    .map((name) => WORDS[name]?.(ticket[name]) ?? `${FIELDS[name].label}: ${shownValue(name, ticket[name])}`)
    .toReversed()
    .join(', ');
  return (
    <div id={id} className="px-3 pb-4 sm:pl-27 lg:pr-4 lg:pl-28">
      <p className="max-w-[72ch] wrap-anywhere whitespace-pre-wrap" dir="auto">
        <Marked text={ticket.description} words={words} />
      </p>
      {may.change && (
        <div className="mt-3 flex flex-wrap gap-x-4 gap-y-2">
          {PROPERTIES.filter(isFiled).map((name) => (
            <Filing key={name} name={name} value={ticket[name]} onChange={(value) => onChange({ [name]: value })} />
          ))}
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
        <span>{` · ${shown ? `${shown} · ` : ''}Sent ${exactly(ticket.created_at)}`}</span>
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

/** @param {{ name: Property, value: string, onChange: (value: string) => void }} props */
function Filing({ name, value, onChange }) {
  return (
    <label className="inline-flex items-center gap-2 text-small text-ink-soft">
      <span>{FIELDS[name].label}</span>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {FIELDS[name].values?.map((each) => (
          <option key={each} value={each}>
            {label(each)}
          </option>
        ))}
      </Select>
    </label>
  );
}
