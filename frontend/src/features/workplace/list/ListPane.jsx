import { useLayoutEffect, useRef } from 'react';
import { useMedia } from '../../../browser/useMedia.js';
import { useOnline } from '../../../browser/useOnline.js';
import { useRemembered } from '../../../browser/useRemembered.js';
import { searchWords } from '../../../ui/folding.js';
import { Icon } from '../../../ui/icons.jsx';
import { State } from '../../../ui/State.jsx';
import { useBarsHeight } from '../../../ui/useBarsHeight.js';
import { exportAddress } from '../../reports/links.js';
import { SearchField } from '../../tickets/FilterBar.jsx';
import { isFiltered, writeFilters } from '../../tickets/filters.js';
import { Action, FailedList, FreshTickets, More } from '../../tickets/ListStates.jsx';
import { useFreshTickets } from '../../tickets/useFreshTickets.js';
import { useNextRow } from '../../tickets/useNextRow.js';
import { FilterChips } from './FilterChips.jsx';
import { WORK_ICONS } from '../icons.js';
import { ListMenu } from './ListMenu.jsx';
import { SortMenu } from './SortMenu.jsx';
import { WorkRows } from './WorkRows.jsx';

/**
 * @import { Agent } from '../../../api/people.js'
 * @import { Filters } from '../../../api/tickets.js'
 * @import { Ticket } from '../../../api/ticket.js'
 * @import { TicketsInView } from '../../tickets/useTickets.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
 * @import { Selection } from './useSelection.js'
 * @import { Place } from '../views.js'
 */

/** Fingers need rows of two lines. */
const PHONE = '(width < 40rem)';

/**
 * @typedef {object} ViewActions what the reader may do with views
 * @property {(() => void) | null} save the list as a new view
 * @property {(() => void) | null} update the saved view with the filters of the list
 * @property {(() => void) | null} edit the saved view
 */

/** @type {Record<string, import('./WorkRow.jsx').RowProps['timeOf']>} */
const TIME_OF = { changed: 'updated_at', waiting: 'waiting_since' };

/**
 * The list of the workplace: its name and count, the search and the filters, and the rows.
 *
 * @param {object} props
 * @param {Place} props.place
 * @param {string} props.count '' when it is not known
 * @param {TicketsInView} props.list
 * @param {Ticket[]} props.rows those of its tickets that are shown
 * @param {Agent[]} props.agents
 * @param {Selection} props.selection
 * @param {number | null} props.openId the ticket whose page is open
 * @param {number | null} props.leftId the ticket whose page has just been left
 * @param {import('react').Ref<HTMLInputElement>} props.searchRef
 * @param {import('react').ReactNode} props.menu the way to the navigation on a narrow page
 * @param {import('react').ReactNode} props.children over the rows
 * @param {boolean} props.mayChange
 * @param {boolean} props.isFiltering whether the list of filters is open
 * @param {string} props.className
 * @param {(filters: Filters) => void} props.onFilters
 * @param {(isFound: boolean, number: number | null) => void} props.onLeaveSearch
 * @param {() => void} props.onFilterMenu
 * @param {ViewActions} props.onView
 * @param {(id: number) => void} props.onOpen
 * @param {(ticket: Ticket, changes: Changes) => void} props.onChange
 */
export function ListPane({ place, count, list, rows, agents, selection, openId, leftId, searchRef, menu, children, mayChange, isFiltering, className, ...on }) {
  const { onFilters, onLeaveSearch, onFilterMenu, onView, onOpen, onChange } = on;
  const { view, filters, isChanged } = place;
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  const fresh = useRef(/** @type {HTMLDivElement | null} */ (null));
  useBarsHeight(bar, { scroller, around: fresh });
  const [density, setDensity] = useRemembered('rows', /** @type {'one' | 'two'} */ ('one'));
  const isPhone = useMedia(PHONE);
  const isTall = isPhone || density === 'two';
  const [newest, showFresh] = useFreshTickets(list, scroller, (element) => void element.scrollTo({ top: 0 }));
  const { status } = list;
  const listKey = writeFilters(filters);
  // Another list begins at its top; one that is narrowed while it is read does too.
  useLayoutEffect(() => {
    // It returns a promise in newer browsers, which is no clean-up.
    void scroller.current?.scrollTo({ top: 0 });
  }, [listKey]);
  const isEmpty = rows.length === 0;
  const goOn = useNextRow(rows, list.next);
  const isOnline = useOnline();
  const isOld = status === 'failed' || !isOnline;

  return (
    <div className={`relative h-dvh bg-panel ${className}`}>
      <section
        ref={scroller}
        aria-labelledby="list-name"
        aria-busy={status === 'loading'}
        // A bar that appears with the rows would move what is above them.
        className="@container h-dvh overflow-y-auto overscroll-contain [scrollbar-gutter:stable] scroll-pb-4"
      >
        <div ref={bar} role="search" aria-label="Filter tickets" className="top-0 z-10 border-b border-line bg-panel roomy:sticky">
          <div className="flex flex-wrap items-center gap-x-2 py-1.5 pr-4 pl-4 lg:pl-7.5">
            {menu}
            <h2 id="list-name" tabIndex={-1} className="min-w-0 truncate font-semibold outline-none">
              <bdi>{view.label}</bdi>
            </h2>
            <p role="status" className="grow text-small whitespace-nowrap text-ink-soft tabular-nums">
              <span>{count}</span>
            </p>
            <SearchField
              search={filters.search}
              inputRef={searchRef}
              onLeave={onLeaveSearch}
              className="order-last mt-1.5 w-full @2xl:order-none @2xl:mt-0 @2xl:w-72"
              onSearch={(search) => onFilters({ ...filters, search })}
            />
            <button
              type="button"
              className={`quiet-button ${isFiltering ? '[anchor-name:--filter]' : ''}`}
              aria-haspopup="dialog"
              aria-expanded={isFiltering}
              aria-label="Filter"
              aria-keyshortcuts="f"
              title="Filter (f)"
              onClick={onFilterMenu}
            >
              <Icon path={WORK_ICONS.filter} />
              <span className="hidden @2xl:inline">Filter</span>
            </button>
            <SortMenu value={filters.sort} onChange={(sort) => onFilters({ ...filters, sort })} />
            <div className="-mr-2">
              <ListMenu
                isTall={isTall}
                onRows={isPhone ? null : () => setDensity(isTall ? 'one' : 'two')}
                onSelect={mayChange && !isEmpty ? selection.all : null}
                onSave={onView.save}
                onEdit={onView.edit}
                file={exportAddress(filters)}
              />
            </div>
          </div>
          <div className="flex flex-wrap items-center gap-1.5 pt-0.5 pr-4 pb-1.5 pl-4 empty:hidden lg:pl-7.5">
            <FilterChips filters={filters} agents={agents} tickets={list.tickets} onChange={onFilters} />
            {isChanged && (
              <button type="button" className="quiet-button -my-1 text-small text-accent!" onClick={() => onFilters(view.filters)}>
                {`Back to ${view.label}`}
              </button>
            )}
            {isChanged && onView.update && (
              <button type="button" className="quiet-button -my-1 text-small text-accent!" onClick={onView.update}>
                {`Save to “${view.label}”`}
              </button>
            )}
            {isChanged && onView.save && (
              <button type="button" className="quiet-button -my-1 text-small text-accent!" onClick={onView.save}>
                Save view
              </button>
            )}
          </div>
        </div>
        <div ref={fresh} className="contents">
          {list.fresh.length > 0 && <FreshTickets count={list.fresh.length} onShow={showFresh} />}
        </div>
        <p role="status" className="sr-only">
          {status === 'loading' && 'Loading tickets…'}
        </p>
        {status === 'loading' && isEmpty && <Skeleton isTall={isTall} />}
        {status === 'failed' && isEmpty && (
          <FailedList error={list.error} isFiltered={isChanged} onClear={() => onFilters(view.filters)} onRetry={list.retry} />
        )}
        {isOld && !isEmpty && (
          <p role="alert" className="flex items-center justify-center gap-2 border-b border-line bg-page px-4 py-1 text-small">
            <span>{isOnline ? 'This list may be out of date: it could not be loaded again.' : 'You are offline. This is the list as it was.'}</span>
            {isOnline && (
              <button type="button" className="quiet-button -my-1 text-accent!" onClick={list.retry}>
                Try again
              </button>
            )}
          </p>
        )}
        {status === 'ready' && isEmpty && !list.next && <Nothing place={place} onClear={() => onFilters(view.filters)} />}
        {!isEmpty && (
          <WorkRows
            tickets={rows}
            isWhole={!list.next}
            isStale={status === 'loading'}
            isOld={isOld}
            isTall={isTall}
            openId={openId}
            selected={selection.ids}
            wanted={newest ?? leftId}
            scroller={scroller}
            words={searchWords(filters.search)}
            timeOf={TIME_OF[filters.sort] ?? 'created_at'}
            mayChange={mayChange}
            onNearEnd={() => status === 'ready' && list.loadMore()}
            onSelect={(id, isRange) => (isRange ? selection.extend(id) : selection.toggle(id))}
            onOpen={onOpen}
            onChange={onChange}
          />
        )}
        {list.next && status !== 'loading' && (
          <More status={status} error={list.error} isFirst={isEmpty} from={list.next} onMore={list.loadMore} onReach={goOn} />
        )}
      </section>
      {children}
    </div>
  );
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
  if (isMatch || view.saved) {
    return (
      <State drawing="search" heading="No tickets match.">
        {isMatch && <Action onClick={onClear}>Clear filters</Action>}
      </State>
    );
  }
  return <State drawing={view.name === 'all' ? 'empty' : 'done'} heading={EMPTY[view.name]} />;
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
