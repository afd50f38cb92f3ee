import { useNow } from '../../../browser/useNow.js';
import { useReturnedFocus } from '../../../ui/focus/useReturnedFocus.js';
import { rowOf } from '../rowFocus.js';
import { TicketCard } from './TicketCard.jsx';

/**
 * @import { LinkedTicket as Linked } from '../useLinkedTicket.js'
 * @import { Changes } from '../useTicketChange.js'
 * @import { Ticket } from '../../../api/ticket.js'
 */

/**
 * The ticket that the address points at, unfolded above the list until it is closed.
 *
 * @param {object} props
 * @param {Linked} props.linked
 * @param {string[]} props.words the searched words
 * @param {() => void} props.onClose
 * @param {() => void} props.onRetry
 * @param {(ticket: Ticket, changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').RefObject<HTMLElement | null>} props.ref
 */
export function LinkedTicket({ linked, words, onClose, onRetry, onChange, onTicket, ref }) {
  const now = useNow();
  const { id, status, ticket } = linked;
  useReturnedFocus(ref, () => rowOf(id));
  return (
    <section ref={ref} tabIndex={-1} aria-label={`Ticket #${id} from a link`} className="bg-panel outline-none">
      <p className="flex min-h-11 items-center justify-between gap-3 px-3 text-small text-ink-soft lg:min-h-8 lg:px-4">
        <span role="status">{`${SAYS[status](id)}${linked.status === 'failed' && linked.sentence ? ` ${linked.sentence}` : ''}`}</span>
        <span className="-mr-2 flex">
          {status === 'failed' && (
            <button type="button" className="quiet-button text-accent" onClick={onRetry}>
              Try again
            </button>
          )}
          <button type="button" className="quiet-button text-accent" onClick={onClose}>
            Close
          </button>
        </span>
      </p>
      {ticket ? (
        <TicketCard
          ticket={ticket}
          words={words}
          now={now}
          isOpen
          onToggle={onClose}
          onChange={onChange}
          onTicket={onTicket}
        />
      ) : (
        <div className="border-b border-line" />
      )}
    </section>
  );
}

/** @type {Record<Linked['status'], (id: number) => string>} */
const SAYS = {
  loading: (id) => `Loading ticket #${id}…`,
  ready: (id) => `Ticket #${id}, from a link`,
  missing: (id) => `There is no ticket #${id}. The link may be wrong.`,
  failed: (id) => `Ticket #${id} could not be loaded.`,
};
