import { Fragment, lazy, Suspense, useId } from 'react';
import { ErrorBoundary } from '../../../ui/ErrorBoundary.jsx';
import { FIELDS, label, PROPERTIES, shownValue } from '../../../api/ticket.js';
import { listAgents } from '../../../api/people.js';
import { exactly } from '../../../browser/time.js';
import { Ago } from '../../../ui/Ago.jsx';
import { SettledSelect } from '../../../ui/fields/SettledSelect.jsx';
import { Duplicates } from './Duplicates.jsx';
import { lasting } from './lasting.js';
import { LaterSuggestion } from './LaterSuggestion.jsx';
import { OtherTickets } from './OtherTickets.jsx';
import { RequesterField } from './RequesterField.jsx';
import { useLoaded } from '../useLoaded.js';

/**
 * @import { LaterSuggestion as Later } from '../../../api/messages.js'
 * @import { Assignee, Property, Ticket } from '../../../api/ticket.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
 * @import { OtherTickets as Others } from './useOtherTickets.js'
 */

const RequesterLink = lazy(() => import('../../request/RequesterLink.jsx'));

/**
 * The properties of a ticket beside its conversation, which agents change.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {Ticket[]} props.duplicates
 * @param {Others | null} props.others of the same requester
 * @param {boolean} props.isWhole whether all of that is known, as far as it can be
 * @param {Assignee | null} props.me null until the server has said which account this is
 * @param {Later | null} props.later a higher priority since the requester wrote again
 * @param {boolean} props.mayChange
 * @param {number} props.now milliseconds
 * @param {(changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 * @param {(query: string) => void} props.onList
 */
export function Properties({ ticket, duplicates, others, isWhole, me, later, mayChange, now, onChange, onTicket, onList }) {
  const { assignee } = ticket;
  const agents = useLoaded(mayChange ? 'agents' : '', listAgents) ?? [];
  // An account that was switched off stays the assignee of finished tickets.
  const unlisted = [assignee, me].filter((one) => one && agents.every(({ id }) => id !== one.id));
  const choices = /** @type {Assignee[]} */ ([...unlisted.filter((one, at) => unlisted.findIndex((each) => each?.id === one?.id) === at), ...agents]);

  return (
    <section aria-label="Properties" className="grid grid-cols-[minmax(0,1fr)] content-start gap-3 text-small">
      <Value name="status" ticket={ticket} mayChange={mayChange} onChange={onChange} />
      {mayChange ? (
        <Row caption="Assignee">
          {(id) => (
            <span className="flex min-w-0 flex-1 items-center gap-1">
              <SettledSelect
                id={id}
                className="grow"
                aria-keyshortcuts="a"
                value={`${assignee?.id ?? ''}`}
                onChange={(chosen) => onChange({ assignee: choices.find((one) => `${one.id}` === chosen) ?? null })}
              >
                <option value="">Unassigned</option>
                {choices.map(({ id: each, name }) => (
                  <option key={each} value={each}>
                    {name}
                  </option>
                ))}
              </SettledSelect>
              {me && assignee?.id !== me.id && (
                <button type="button" className="quiet-button -mr-2 whitespace-nowrap text-accent!" onClick={() => onChange({ assignee: me })}>
                  Take it
                </button>
              )}
            </span>
          )}
        </Row>
      ) : (
        <Fact caption="Assignee">
          <bdi translate="no">{assignee?.name ?? 'Unassigned'}</bdi>
        </Fact>
      )}
      {PROPERTIES.toReversed().map((name) => (
        <Fragment key={name}>
          <Value name={name} ticket={ticket} mayChange={mayChange} onChange={onChange} />
          {name === 'priority' && (
            <div role="status" className="empty:hidden">
              {later && <LaterSuggestion suggestion={later} mayChange={mayChange} onChange={onChange} />}
            </div>
          )}
        </Fragment>
      ))}
      <dl className="grid gap-3 border-t border-line pt-3">
        {ticket.waiting_since && (
          <Moment caption="Waiting">
            <time dateTime={ticket.waiting_since} title={exactly(ticket.waiting_since)}>
              {lasting(ticket.waiting_since, now)}
            </time>
          </Moment>
        )}
        <Moment caption="Sent">
          <Ago time={ticket.created_at} now={now} />
        </Moment>
        {ticket.updated_at > ticket.created_at && (
          <Moment caption="Changed">
            <Ago time={ticket.updated_at} now={now} />
          </Moment>
        )}
      </dl>
      <RequesterField
        requester={ticket.requester ?? null}
        mayChange={mayChange}
        onChange={(requester) => onChange({ requester })}
      />
      {/* All at once: each would move what is below it. */}
      {isWhole && (
        <>
          {others && <OtherTickets others={others} onTicket={onTicket} onList={onList} />}
          <Duplicates ticket={ticket} duplicates={duplicates} mayChange={mayChange} onChange={onChange} onTicket={onTicket} />
          {mayChange && (
            // As high as what comes, so that nothing below it moves.
            <div className="border-t border-line lg:min-h-18.5 print:hidden">
              <ErrorBoundary instead={null}>
                <Suspense fallback={null}>
                  <RequesterLink ticketId={ticket.id} />
                </Suspense>
              </ErrorBoundary>
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** @param {{ caption: string, children: (id: string) => import('react').ReactNode }} props */
function Row({ caption, children }) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id} className="w-20 shrink-0 text-ink-soft">
        {caption}
      </label>
      {children(id)}
    </div>
  );
}

/** @param {{ caption: string, children: import('react').ReactNode }} props */
function Fact({ caption, children }) {
  return (
    <p className="flex gap-2">
      <span className="w-20 shrink-0 text-ink-soft">{caption}</span>
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  );
}

/** @param {{ caption: string, children: import('react').ReactNode }} props */
function Moment({ caption, children }) {
  return (
    <div className="flex gap-2">
      <dt className="w-20 shrink-0 text-ink-soft">{caption}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

/** Their letters on a keyboard, which open a menu (workplace/menus). @type {Partial<Record<'status' | Property, string>>} */
const SHORTCUTS = { status: 's', priority: 'p', category: 'c' };

/** @param {{ name: 'status' | Property, ticket: Ticket, mayChange: boolean, onChange: (changes: Changes) => void }} props */
function Value({ name, ticket, mayChange, onChange }) {
  const { label: caption, values } = FIELDS[name];
  if (!mayChange || !values) return <Fact caption={caption}>{shownValue(name, ticket[name])}</Fact>;
  return (
    <Row caption={caption}>
      {(id) => (
        <SettledSelect id={id} className="flex-1" aria-keyshortcuts={SHORTCUTS[name]} value={ticket[name]} onChange={(chosen) => onChange({ [name]: chosen })}>
          {values.map((each) => (
            <option key={each} value={each}>
              {label(each)}
            </option>
          ))}
        </SettledSelect>
      )}
    </Row>
  );
}
