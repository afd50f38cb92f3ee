import { Activity, lazy, Suspense, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useMedia } from '../browser/useMedia.js';
import { useShortcuts } from '../browser/useShortcuts.js';
import { NARROW } from '../browser/widths.js';
import { SessionOver } from '../features/account/SessionOver.jsx';
import { useKnownSession } from '../features/account/useSession.js';
import { StatsDashboard } from '../features/dashboard/StatsDashboard.jsx';
import { useBreaker } from '../features/dashboard/useBreaker.js';
import { TicketForm } from '../features/new-ticket/TicketForm.jsx';
import { Suggestions } from '../features/suggestions/Suggestions.jsx';
import { FilterBar } from '../features/tickets/FilterBar.jsx';
import { isFiltered, NO_FILTERS } from '../features/tickets/filters.js';
import { foldRow, moveToRow } from '../features/tickets/rowFocus.js';
import { TicketList } from '../features/tickets/TicketList.jsx';
import { useTicketChange } from '../features/tickets/useTicketChange.js';
import { ErrorBoundary } from '../ui/ErrorBoundary.jsx';
import { Notice } from '../ui/Notice.jsx';
import { useNotice } from '../ui/useNotice.js';
import { BottomBar } from './BottomBar.jsx';
import { TopBar } from './TopBar.jsx';
import { useTriage } from './useTriage.js';

/**
 * @import { Filters } from '../api/tickets.js'
 * @import { Place } from './BottomBar.jsx'
 */

const TicketNeedsSignIn = lazy(() => import('./TicketNeedsSignIn.jsx'));
const FirstPageKeys = lazy(() => import('./FirstPageKeys.jsx'));

/**
 * The page of people without a role: the form, and in an open portal the dashboard and the list.
 *
 * @param {object} props
 * @param {Filters} props.filters
 * @param {number | null} props.ticketId the ticket that the address points at
 * @param {number} props.refreshKey another one asks for everything again
 * @param {boolean} props.isSettled whether the session is known well enough for requests
 * @param {(filters: Filters) => void} props.onFilters
 * @param {(id: number | null) => void} props.onTicket
 * @param {() => void} props.onRefresh
 * @param {() => void} props.onRefused the live stream was refused, perhaps because the session has ended
 */
export function FirstPage({ filters, ticketId, refreshKey, isSettled, onFilters, onTicket, onRefresh, onRefused }) {
  const { session, may, isOver } = useKnownSession();
  // Who follows a link to a list or a ticket wants to see it, also on a phone.
  const [wanted, setPlace] = useState(/** @returns {Place} */ () => (isFiltered(filters) || ticketId ? 'tickets' : 'new'));
  const place = may.view ? wanted : 'new';
  const [isHelpOpen, setIsHelpOpen] = useState(false);

  const { list, figures, retryStats, linked, retryLinked, live, show } = useTriage({
    filters,
    ticketId,
    refreshKey,
    onMissed: onRefresh,
    onRefused,
    isWanted: may.view && isSettled,
    isOver,
  });
  const { notice, say, dismiss } = useNotice();
  const changeTicket = useTicketChange(show, say);
  const breaker = useBreaker();

  const firstField = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const tickets = useRef(/** @type {HTMLElement | null} */ (null));
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  const pointed = useRef(/** @type {HTMLElement | null} */ (null));
  const goTo = (/** @type {Place} */ next, /** @type {import('react').RefObject<HTMLElement | null>} */ target) => {
    // A hidden panel cannot take the focus.
    flushSync(() => setPlace(next));
    target.current?.focus();
  };
  const openTicket = (/** @type {number} */ id) => {
    flushSync(() => onTicket(id));
    goTo('tickets', pointed);
    pointed.current?.scrollIntoView({ block: 'start' });
  };
  useShortcuts({
    n: () => goTo('new', firstField),
    '/': () => goTo('tickets', search),
    '?': () => setIsHelpOpen(true),
    j: () => moveToRow(1),
    k: () => moveToRow(-1),
    Escape: foldRow,
  });

  const isNarrow = useMedia(NARROW);
  // Hidden panels render at idle priority.
  const modeOf = (/** @type {Place} */ name) => (isNarrow && place !== name ? 'hidden' : 'visible');
  return (
    <div className={`min-h-dvh ${may.view ? 'max-lg:pb-18' : ''}`}>
      <TopBar live={may.view ? live : null} breaker={breaker} onHelp={() => setIsHelpOpen(true)} />
      <main>
        {may.view && (
          <Activity mode={modeOf('dashboard')}>
            <StatsDashboard
              figures={figures}
              onRetry={retryStats}
              filters={filters}
              onFilter={(next) => {
                onFilters(next);
                // On a narrow page the pressed bar is hidden then, and the list takes the focus.
                if (isNarrow) goTo('tickets', tickets);
                else setPlace('tickets');
              }}
            >
              <Suggestions breaker={breaker} turn={figures} onTicket={openTicket} />
            </StatsDashboard>
          </Activity>
        )}
        <div className={`mx-auto grid ${may.view ? 'max-w-[1600px] lg:grid-cols-[23.75rem_minmax(0,1fr)] xl:grid-cols-[25rem_minmax(0,1fr)]' : 'max-w-[34rem] grid-cols-[minmax(0,1fr)] lg:pt-6'}`}>
          {/* Hidden by its style alone: a ticket that waits for the network is sent from any place. */}
          <div className={`${place === 'new' ? '' : 'max-lg:hidden'} min-w-0 border-line px-4 py-4 lg:px-6 ${may.view ? 'lg:sticky lg:top-11 lg:max-h-[calc(100dvh-2.75rem)] lg:self-start lg:overflow-y-auto lg:[scrollbar-width:thin]' : ''}`}>
            {/* The form comes with what is above it, which would push it down. */}
            <Suspense fallback={null}>
              {ticketId && session && !may.view && (
                <ErrorBoundary instead={null}>
                  <TicketNeedsSignIn id={ticketId} hasAccount={Boolean(session.account)} />
                </ErrorBoundary>
              )}
              <TicketForm onCreated={onRefresh} onTicket={openTicket} firstFieldRef={firstField} />
            </Suspense>
          </div>
          {may.view && (
            <Activity mode={modeOf('tickets')}>
              <section ref={tickets} tabIndex={-1} aria-labelledby="tickets" className="min-w-0 outline-none border-line lg:min-h-[calc(100dvh-2.75rem)] lg:border-l">
                <h2 id="tickets" className="sr-only">
                  Tickets
                </h2>
                <FilterBar filters={filters} onChange={onFilters} searchRef={search} />
                <TicketList
                  list={list}
                  pointed={ticketId !== null && linked ? { linked, onClose: () => onTicket(null), onRetry: retryLinked } : null}
                  pointedRef={pointed}
                  filters={filters}
                  onClear={() => onFilters(NO_FILTERS)}
                  onChange={changeTicket}
                  onTicket={openTicket}
                />
              </section>
            </Activity>
          )}
        </div>
      </main>
      {may.view && <BottomBar place={place} fresh={list.fresh.length} onPlace={setPlace} />}
      <Notice notice={notice} onDismiss={dismiss}>
        {isOver && <SessionOver />}
      </Notice>
      {isHelpOpen && (
        <ErrorBoundary instead={null}>
          <Suspense fallback={null}>
            <FirstPageKeys onClose={() => setIsHelpOpen(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}
