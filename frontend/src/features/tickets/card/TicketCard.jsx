import { label } from '../../../api/ticket.js';
import { Ago } from '../../../ui/Ago.jsx';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { excerpt, Marked } from '../../../ui/Marked.jsx';
import { PriorityMark } from '../../../ui/PriorityMark.jsx';
import { StatusControl } from './StatusControl.jsx';
import { TicketDetails } from './TicketDetails.jsx';

/**
 * @import { Changes } from '../useTicketChange.js'
 * @import { Ticket } from '../../../api/ticket.js'
 */

/**
 * One ticket: a row of two lines that unfolds in place.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {string[]} props.words the searched words
 * @param {number} props.now milliseconds
 * @param {boolean} props.isOpen
 * @param {() => void} props.onToggle
 * @param {(ticket: Ticket, changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 */
export function TicketCard({ ticket, words, now, isOpen, onToggle, onChange, onTicket }) {
  const isDone = ticket.status === 'resolved' || ticket.status === 'closed';
  const details = `ticket-${ticket.id}`;

  return (
    <article
      aria-label={`Ticket #${ticket.id}`}
      className={`border-b border-line ${isOpen ? 'bg-panel' : 'hover:bg-hover'}`}
    >
      {/* Its layers lie within it: none of them covers the bars above the list. */}
      <div className="relative isolate grid grid-cols-[1fr_auto] items-start gap-x-3 px-3 py-2.5 sm:grid-cols-[5.25rem_1fr_auto_auto] lg:px-4">
        <PriorityMark priority={ticket.priority} className="max-sm:hidden text-small leading-5" />
        <div className="col-span-2 min-w-0 sm:col-span-1">
          <h3 className="flex items-baseline gap-2">
            <button
              type="button"
              data-row
              aria-expanded={isOpen}
              aria-controls={isOpen ? details : undefined}
              // The whole row can be pressed, and the button alone is what keyboards reach.
              className={`min-w-0 text-left font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent ${isOpen ? 'wrap-anywhere' : 'truncate'} ${isDone ? 'text-ink-soft' : ''}`}
              onClick={onToggle}
            >
              <bdi>
                <Marked text={ticket.title} words={words} />
              </bdi>
            </button>
            <span className="ml-auto shrink-0 text-small font-normal text-ink-soft tabular-nums sm:ml-0">
              <span className="max-xl:hidden" translate="no">{`#${ticket.id} · `}</span>
              <Ago time={ticket.created_at} now={now} />
            </span>
          </h3>
          {!isOpen && (
            <p className="truncate text-left text-small text-ink-soft" dir="auto">
              <Marked text={excerpt(ticket.description, words)} words={words} />
            </p>
          )}
        </div>
        <div className="flex items-center gap-3 text-small text-ink-soft max-sm:mt-1 max-sm:h-7 sm:w-22 sm:leading-5">
          <PriorityMark priority={ticket.priority} className="sm:hidden" />
          <span className="inline-flex items-center gap-1.5">
            <Icon path={ICONS[ticket.category]} className="size-3.5" />
            <span>{label(ticket.category)}</span>
          </span>
        </div>
        <StatusControl ticket={ticket} onStatus={(status) => onChange(ticket, { status })} />
      </div>
      {isOpen && (
        <TicketDetails
          id={details}
          ticket={ticket}
          words={words}
          onChange={(changes) => onChange(ticket, changes)}
          onTicket={onTicket}
        />
      )}
    </article>
  );
}
