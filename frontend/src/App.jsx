import { Activity, lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { BottomBar } from './app/BottomBar.jsx';
import { ErrorBoundary } from './ui/ErrorBoundary.jsx';
import { FilterBar } from './features/tickets/FilterBar.jsx';
import { Notice } from './ui/Notice.jsx';
import { SessionOver } from './features/account/SessionOver.jsx';
import { StatsDashboard } from './features/dashboard/StatsDashboard.jsx';
import { TicketForm } from './features/new-ticket/TicketForm.jsx';
import { TicketList } from './features/tickets/TicketList.jsx';
import { TopBar } from './app/TopBar.jsx';
import { isFiltered, NO_FILTERS } from './features/tickets/filters.js';
import { useAddress } from './app/useAddress.js';
import { useBreaker } from './features/dashboard/useBreaker.js';
import { useKeptFocus } from './ui/useKeptFocus.js';
import { useMedia } from './browser/useMedia.js';
import { useNotice } from './ui/useNotice.js';
import { SessionContext, useSession } from './features/account/useSession.js';
import { useShortcuts } from './app/useShortcuts.js';
import { useTicketChange } from './features/tickets/useTicketChange.js';
import { useTriage } from './features/tickets/useTriage.js';
import { foldRow, moveToRow } from './features/tickets/rowFocus.js';

/** @import { Place } from './app/BottomBar.jsx' */

/** Below this the page has one column, of which one place is shown at a time. */
const NARROW = '(width < 64rem)';

const TicketNeedsSignIn = lazy(() => import('./app/TicketNeedsSignIn.jsx'));
const ShortcutsDialog = lazy(() => import('./app/ShortcutsDialog.jsx'));

/** Owns the filters and `refreshKey` (requirements §8); everything else is handed down. */
export function App() {
  const { filters, ticketId, setFilters, setTicket } = useAddress();
  const [refreshKey, setRefreshKey] = useState(0);
  const refresh = useCallback(() => setRefreshKey((key) => key + 1), []);
  const { session, may, isOver, isSettled, check } = useSession(refresh);
  const known = useMemo(() => ({ session, may, isOver }), [session, may, isOver]);
  // Who follows a link to a list or a ticket wants to see it, also on a phone.
  const [wanted, setPlace] = useState(/** @returns {Place} */ () => (isFiltered(filters) || ticketId ? 'tickets' : 'new'));
  const place = may.view ? wanted : 'new';
  const [isHelpOpen, setIsHelpOpen] = useState(false);

  const { list, figures, retryStats, linked, retryLinked, live, show } = useTriage({
    filters,
    ticketId,
    refreshKey,
    onMissed: refresh,
    onRefused: check,
    isWanted: may.view && isSettled,
    isOver,
  });
  const { notice, say, dismiss } = useNotice();
  const changeTicket = useTicketChange(show, say);
  const breaker = useBreaker();

  const title = useRef(/** @type {HTMLInputElement | null} */ (null));
  const tickets = useRef(/** @type {HTMLElement | null} */ (null));
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  const pointed = useRef(/** @type {HTMLElement | null} */ (null));
  const goTo = (/** @type {Place} */ next, /** @type {import('react').RefObject<HTMLElement | null>} */ target) => {
    // What is not shown cannot take the focus.
    flushSync(() => setPlace(next));
    target.current?.focus();
  };
  const openTicket = (/** @type {number} */ id) => {
    flushSync(() => setTicket(id));
    goTo('tickets', pointed);
    pointed.current?.scrollIntoView({ block: 'start' });
  };
  useKeptFocus();
  useShortcuts({
    n: () => goTo('new', title),
    '/': () => goTo('tickets', search),
    '?': () => setIsHelpOpen(true),
    j: () => moveToRow(1),
    k: () => moveToRow(-1),
    Escape: foldRow,
  });

  const isNarrow = useMedia(NARROW);
  // What is not shown is drawn when there is nothing else to do.
  const modeOf = (/** @type {Place} */ name) => (isNarrow && place !== name ? 'hidden' : 'visible');
  return (
    <SessionContext value={known}>
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
                  setFilters(next);
                  // On a narrow page the pressed bar is hidden then, and the list takes the focus.
                  if (isNarrow) goTo('tickets', tickets);
                  else setPlace('tickets');
                }}
                breaker={breaker}
                onTicket={openTicket}
              />
            </Activity>
          )}
          <div className={`mx-auto grid ${may.view ? 'max-w-[1600px] lg:grid-cols-[23.75rem_minmax(0,1fr)] xl:grid-cols-[25rem_minmax(0,1fr)]' : 'max-w-[34rem] grid-cols-[minmax(0,1fr)] lg:pt-6'}`}>
            {/* Hidden by its style alone: a ticket that waits for the network is sent from any place. */}
            <div className={`${place === 'new' ? '' : 'max-lg:hidden'} min-w-0 border-line px-4 py-4 lg:px-6 ${may.view ? 'lg:sticky lg:top-11 lg:max-h-[calc(100dvh-2.75rem)] lg:self-start lg:overflow-y-auto' : ''}`}>
              {ticketId && session && !may.view && (
                <ErrorBoundary instead={null}>
                  <Suspense fallback={null}>
                    <TicketNeedsSignIn id={ticketId} hasAccount={Boolean(session.account)} />
                  </Suspense>
                </ErrorBoundary>
              )}
              <TicketForm onCreated={refresh} onTicket={openTicket} titleRef={title} />
            </div>
            {may.view && (
              <Activity mode={modeOf('tickets')}>
                <section ref={tickets} tabIndex={-1} aria-labelledby="tickets" className="min-w-0 outline-none border-line lg:min-h-[calc(100dvh-2.75rem)] lg:border-l">
                  <h2 id="tickets" className="sr-only">
                    Tickets
                  </h2>
                  <FilterBar filters={filters} onChange={setFilters} searchRef={search} />
                  <TicketList
                    list={list}
                    pointed={linked && { linked, onClose: () => setTicket(null), onRetry: retryLinked }}
                    pointedRef={pointed}
                    filters={filters}
                    onClear={() => setFilters(NO_FILTERS)}
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
              <ShortcutsDialog onClose={() => setIsHelpOpen(false)} />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
    </SessionContext>
  );
}
