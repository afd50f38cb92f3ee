import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useMedia } from '../../browser/useMedia.js';
import { useRemembered } from '../../browser/useRemembered.js';
import { searchWords } from '../../ui/folding.js';
import { Icon } from '../../ui/icons.jsx';
import { Select } from '../../ui/Select.jsx';
import { SearchField } from '../tickets/FilterBar.jsx';
import { isFiltered } from '../tickets/filters.js';
import { Action, FreshTickets, Message, More } from '../tickets/ListStates.jsx';
import { focusFirstRow } from '../tickets/rowFocus.js';
import { FilterChips } from './FilterChips.jsx';
import { WORK_ICONS } from './icons.js';
import { WorkRows } from './WorkRows.jsx';

/**
 * @import { Agent } from '../../api/people.js'
 * @import { Filters } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { TicketsInView } from '../tickets/useTickets.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 * @import { Place } from './views.js'
 */

/** Fingers need rows of two lines. */
const PHONE = '(width < 40rem)';

/** @type {[string, string][]} */
const SORTS = [
  ['', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['changed', 'Last changed'],
  ['priority', 'Priority'],
  ['waiting', 'Longest waiting'],
];

/** @type {Record<string, import('./WorkRow.jsx').RowProps['timeOf']>} */
const TIME_OF = { changed: 'updated_at', waiting: 'waiting_since' };

/**
 * The list of the workplace: its name and count, the search and the filters, and the rows.
 *
 * @param {object} props
 * @param {Place} props.place
 * @param {string} props.count '' when it is not known
 * @param {TicketsInView} props.list
 * @param {Agent[]} props.agents
 * @param {number | null} props.openId the ticket whose page is open
 * @param {number | null} props.leftId the ticket whose page has just been left
 * @param {import('react').Ref<HTMLInputElement>} props.searchRef
 * @param {import('react').ReactNode} props.menu the way to the navigation on a narrow page
 * @param {string} props.className
 * @param {(filters: Filters) => void} props.onFilters
 * @param {(id: number) => void} props.onOpen
 * @param {(ticket: Ticket, changes: Changes) => void} props.onChange
 */
export function ListPane({ place, count, list, agents, openId, leftId, searchRef, menu, className, onFilters, onOpen, onChange }) {
  const { view, filters, isChanged } = place;
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  useBarHeight(scroller, bar);
  const [rows, setRows] = useRemembered('rows', /** @type {'one' | 'two'} */ ('one'));
  const isPhone = useMedia(PHONE);
  const isTall = isPhone || rows === 'two';
  const words = searchWords(filters.search);
  const [newest, setNewest] = useState(/** @type {number | null} */ (null));
  const { status, tickets } = list;
  const isEmpty = tickets.length === 0;

  return (
    <section
      ref={scroller}
      aria-labelledby="list-name"
      aria-busy={status === 'loading'}
      className={`@container h-dvh overflow-y-auto overscroll-contain [scroll-padding-block:var(--bars)_1rem] ${className}`}
    >
      <div ref={bar} role="search" aria-label="Filter tickets" className="top-0 z-10 border-b border-line bg-page roomy:sticky">
        <div className="flex flex-wrap items-center gap-x-3 px-4 py-1.5">
          {menu}
          <h2 id="list-name" tabIndex={-1} className="min-w-0 truncate font-semibold outline-none">
            {view.label}
          </h2>
          <p role="status" className="grow text-small whitespace-nowrap text-ink-soft tabular-nums">
            <span>{count}</span>
          </p>
          <SearchField
            search={filters.search}
            inputRef={searchRef}
            className="order-last mt-1.5 w-full @2xl:order-none @2xl:mt-0 @2xl:w-72"
            onSearch={(search) => onFilters({ ...filters, search })}
          />
          <Select
            aria-label="Sort"
            className="shrink-0"
            value={filters.sort}
            onChange={(event) => onFilters({ ...filters, sort: event.target.value })}
          >
            {SORTS.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Select>
          {!isPhone && (
            <button
              type="button"
              className="quiet-button -mr-2"
              aria-label={isTall ? 'Show rows of one line' : 'Show rows of two lines'}
              title={isTall ? 'Show rows of one line' : 'Show rows of two lines'}
              onClick={() => setRows(isTall ? 'one' : 'two')}
            >
              <Icon path={isTall ? WORK_ICONS.line : WORK_ICONS.rows} />
            </button>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2 empty:hidden">
          <FilterChips filters={filters} agents={agents} onChange={onFilters} />
          {isChanged && (
            <button type="button" className="quiet-button -my-1 text-small text-accent!" onClick={() => onFilters(view.filters)}>
              {`Back to ${view.label}`}
            </button>
          )}
        </div>
      </div>
      {list.fresh.length > 0 && (
        <FreshTickets
          count={list.fresh.length}
          onShow={() => {
            // The row is in the page before the list has scrolled to it, so that it can take the focus.
            flushSync(() => {
              setNewest(list.fresh[0].id);
              list.showFresh();
            });
            scroller.current?.scrollTo({ top: 0 });
            focusFirstRow(scroller.current);
            setNewest(null);
          }}
        />
      )}
      <p role="status" className="sr-only">
        {status === 'loading' && 'Loading tickets…'}
      </p>
      {status === 'loading' && isEmpty && <Skeleton isTall={isTall} />}
      {status === 'failed' && (
        <Message>
          <p role="alert">{list.error?.sentence || 'The tickets could not be loaded.'}</p>
          {list.error?.status === 400 && isChanged ? (
            // The same filters would be refused again.
            <Action onClick={() => onFilters(view.filters)}>Clear filters</Action>
          ) : (
            <Action onClick={list.retry}>Try again</Action>
          )}
        </Message>
      )}
      {status === 'ready' && isEmpty && !list.next && (
        <Nothing place={place} onClear={() => onFilters(view.filters)} />
      )}
      {!isEmpty && (
        <WorkRows
          tickets={tickets}
          isWhole={!list.next}
          isStale={status === 'loading'}
          isTall={isTall}
          openId={openId}
          wanted={newest ?? leftId}
          scroller={scroller}
          words={words}
          timeOf={TIME_OF[filters.sort] ?? 'created_at'}
          onNearEnd={() => status === 'ready' && list.loadMore()}
          onOpen={onOpen}
          onChange={onChange}
        />
      )}
      {list.next && status !== 'loading' && (
        <More status={status} error={list.error} isFirst={isEmpty} from={list.next} onMore={list.loadMore} />
      )}
    </section>
  );
}

/**
 * Keeps `--bars` at the height, in pixels, that the bar covers at the top of the list.
 *
 * @param {import('react').RefObject<HTMLElement | null>} scroller
 * @param {import('react').RefObject<HTMLElement | null>} bar
 */
function useBarHeight(scroller, bar) {
  useEffect(() => {
    const measure = () => {
      const isFixed = bar.current && getComputedStyle(bar.current).position === 'sticky';
      scroller.current?.style.setProperty('--bars', isFixed ? `${bar.current?.offsetHeight}px` : '0px');
    };
    const observer = new ResizeObserver(measure);
    if (bar.current) observer.observe(bar.current);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [scroller, bar]);
}

/** @type {Record<string, string>} */
const EMPTY = {
  mine: 'Nothing is assigned to you.',
  unassigned: 'Every unfinished ticket has an assignee.',
  waiting: 'No requester waits for an answer.',
  unfinished: 'Everything is finished.',
  all: 'No tickets yet. The first one that is sent appears here.',
};

/** @param {{ place: Place, onClear: () => void }} props */
function Nothing({ place: { view, filters, isChanged }, onClear }) {
  const isMatch = isChanged && isFiltered(filters);
  return (
    <Message>
      <p>{isMatch ? 'No tickets match.' : (EMPTY[view.name] ?? 'No tickets match.')}</p>
      {isMatch && <Action onClick={onClear}>Clear filters</Action>}
    </Message>
  );
}

/** Rows of the true shape, so that nothing jumps when the tickets come. @param {{ isTall: boolean }} props */
function Skeleton({ isTall }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 14 }, (_, row) => (
        <div key={row} className={`breathing flex items-center gap-4 border-b border-line px-4 ${isTall ? 'h-14' : 'h-9'}`}>
          <span className="size-3 rounded bg-line" />
          <span className="h-2.5 rounded bg-line" style={{ width: `${20 + ((row * 17) % 30)}%` }} />
          <span className="ml-auto h-2.5 w-16 rounded bg-line" />
        </div>
      ))}
    </div>
  );
}
