import { useRef } from 'react';
import { isFiltered } from './filters.js';
import { searchWords } from '../../ui/folding.js';
import { LinkedTicket } from './card/LinkedTicket.jsx';
import { State } from '../../ui/State.jsx';
import { Action, FailedList, FreshTickets, More } from './ListStates.jsx';
import { TicketRows } from './TicketRows.jsx';
import { useFreshTickets } from './useFreshTickets.js';
import { useNextRow } from './useNextRow.js';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { LinkedTicket as Linked } from './useLinkedTicket.js'
 * @import { Changes } from './useTicketChange.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { TicketsInView } from './useTickets.js'
 */

/**
 * @param {object} props
 * @param {TicketsInView} props.list
 * @param {{ linked: Linked, onClose: () => void, onRetry: () => void } | null} props.pointed the ticket in the address
 * @param {import('react').RefObject<HTMLElement | null>} props.pointedRef
 * @param {Filters} props.filters what `list` was asked for
 * @param {() => void} props.onClear
 * @param {(ticket: Ticket, changes: Changes) => void} props.onChange
 * @param {(id: number) => void} props.onTicket
 */
export function TicketList({ list, pointed, pointedRef, filters, onClear, onChange, onTicket }) {
  const top = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [newest, showFresh] = useFreshTickets(list, top, (element) => element.scrollIntoView({ block: 'start' }));
  const { status } = list;
  // Each ticket appears on the page once.
  const tickets = pointed?.linked.ticket ? list.tickets.filter(({ id }) => id !== pointed.linked.id) : list.tickets;
  const words = searchWords(filters.search);
  const isEmpty = tickets.length === 0;
  const goOn = useNextRow(tickets, list.next);

  return (
    <div ref={top} aria-busy={status === 'loading'}>
      {list.fresh.length > 0 && <FreshTickets count={list.fresh.length} onShow={showFresh} />}
      {pointed && <LinkedTicket ref={pointedRef} {...pointed} words={words} onChange={onChange} onTicket={onTicket} />}
      <p role="status" className="sr-only">
        {status === 'loading' && 'Loading tickets…'}
      </p>
      {status === 'loading' && isEmpty && <Skeleton />}
      {status === 'failed' && <FailedList error={list.error} isFiltered={isFiltered(filters)} onClear={onClear} onRetry={list.retry} />}
      {status === 'ready' && isEmpty && !list.next && <NoTickets isFiltered={isFiltered(filters)} onClear={onClear} />}
      {!isEmpty && (
        <TicketRows
          tickets={tickets}
          isWhole={!list.next}
          isStale={status === 'loading' || status === 'failed'}
          wanted={newest}
          words={words}
          onChange={onChange}
          onTicket={onTicket}
        />
      )}
      {list.next && status !== 'loading' && (
        <More status={status} error={list.error} isFirst={isEmpty} from={list.next} onMore={list.loadMore} onReach={goOn} />
      )}
    </div>
  );
}

/** @param {{ isFiltered: boolean, onClear: () => void }} props */
function NoTickets({ isFiltered, onClear }) {
  return (
    <State drawing={isFiltered ? 'search' : 'empty'} heading={isFiltered ? 'No tickets match.' : 'No tickets yet. The first one that is sent appears here.'}>
      {isFiltered && <Action onClick={onClear}>Clear filters</Action>}
    </State>
  );
}

/** Rows of the true shape, so that nothing jumps when the tickets come. */
function Skeleton() {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="breathing flex gap-4 border-b border-line px-4 py-3.5">
          <span className="h-3 w-14 rounded bg-line" />
          <span className="grid grow gap-2.5">
            <span className="h-3 rounded bg-line" style={{ width: `${34 + ((row * 17) % 30)}%` }} />
            <span className="h-2.5 rounded bg-line" style={{ width: `${55 + ((row * 23) % 35)}%` }} />
          </span>
          <span className="h-3 w-32 rounded bg-line max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}
