import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { BottomBar } from './components/BottomBar.jsx';
import { ErrorBoundary } from './components/ErrorBoundary.jsx';
import { FilterBar } from './components/FilterBar.jsx';
import { Notice } from './components/Notice.jsx';
import { StatsDashboard } from './components/StatsDashboard.jsx';
import { TicketForm } from './components/TicketForm.jsx';
import { TicketList } from './components/TicketList.jsx';
import { TopBar } from './components/TopBar.jsx';
import { isFiltered, NO_FILTERS } from './filters.js';
import { useAddress } from './hooks/useAddress.js';
import { useBreaker } from './hooks/useBreaker.js';
import { useLinkedTicket } from './hooks/useLinkedTicket.js';
import { useLiveUpdates } from './hooks/useLiveUpdates.js';
import { useNotice } from './hooks/useNotice.js';
import { useShortcuts } from './hooks/useShortcuts.js';
import { useStats } from './hooks/useStats.js';
import { useTheme } from './hooks/useTheme.js';
import { useTicketChange } from './hooks/useTicketChange.js';
import { useTickets } from './hooks/useTickets.js';
import { moveToRow } from './rowFocus.js';

/**
 * @import { Place } from './components/BottomBar.jsx'
 * @import { Ticket } from './ticket.js'
 */

const ShortcutsDialog = lazy(() => import('./components/ShortcutsDialog.jsx'));

/** Owns the filters and `refreshKey` (requirements §8); everything else is handed down. */
export function App() {
  const { filters, ticketId, setFilters, setTicket } = useAddress();
  const [refreshKey, setRefreshKey] = useState(0);
  // Who follows a link to a list or a ticket wants to see it, also on a phone.
  const [place, setPlace] = useState(/** @returns {Place} */ () => (isFiltered(filters) || ticketId ? 'tickets' : 'new'));
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const refresh = useCallback(() => setRefreshKey((key) => key + 1), []);

  const list = useTickets(filters, refreshKey);
  const { figures, receive: receiveStats, retry: retryStats } = useStats(refreshKey);
  const { linked, show: showLinked, retry: retryLinked } = useLinkedTicket(ticketId, refreshKey);
  const live = useLiveUpdates({
    onTicket: (ticket, isNew) => {
      list.receive(ticket, isNew);
      showLinked(ticket);
    },
    onStats: receiveStats,
    onReset: refresh,
  });
  const { notice, say, dismiss } = useNotice();
  const { change: showInList } = list;
  const show = useCallback(
    (/** @type {Ticket} */ ticket) => {
      showInList(ticket);
      showLinked(ticket);
    },
    [showInList, showLinked],
  );
  const changeTicket = useTicketChange(show, say);
  const breaker = useBreaker();
  const { theme, toggle: toggleTheme } = useTheme();

  const title = useRef(/** @type {HTMLInputElement | null} */ (null));
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
  useShortcuts({
    n: () => goTo('new', title),
    '/': () => goTo('tickets', search),
    '?': () => setIsHelpOpen(true),
    j: () => moveToRow(1),
    k: () => moveToRow(-1),
  });

  const only = (/** @type {Place} */ name) => (place === name ? '' : 'max-lg:hidden');
  return (
    <div className="min-h-dvh max-lg:pb-18">
      <TopBar live={live} breaker={breaker} theme={theme} onTheme={toggleTheme} onHelp={() => setIsHelpOpen(true)} />
      <main>
        <div className={only('dashboard')}>
          <StatsDashboard
            figures={figures}
            onRetry={retryStats}
            filters={filters}
            onFilter={(next) => {
              setFilters(next);
              setPlace('tickets');
            }}
            breaker={breaker}
            onTicket={openTicket}
          />
        </div>
        <div className="mx-auto grid max-w-[1600px] lg:grid-cols-[23.75rem_minmax(0,1fr)] xl:grid-cols-[25rem_minmax(0,1fr)]">
          <div className={`${only('new')} border-line px-4 py-4 lg:sticky lg:top-11 lg:max-h-[calc(100dvh-2.75rem)] lg:self-start lg:overflow-y-auto lg:px-6`}>
            <TicketForm onCreated={refresh} onTicket={openTicket} titleRef={title} />
          </div>
          <section aria-labelledby="tickets" className={`${only('tickets')} min-w-0 border-line lg:min-h-[calc(100dvh-2.75rem)] lg:border-l`}>
            <h2 id="tickets" className="sr-only">
              Tickets
            </h2>
            <div className="sticky top-0 z-10 border-b border-line bg-page px-3 py-2.5 lg:top-11 lg:px-4">
              <FilterBar filters={filters} onChange={setFilters} searchRef={search} />
            </div>
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
        </div>
      </main>
      <BottomBar place={place} fresh={list.fresh.length} onPlace={setPlace} />
      <Notice notice={notice} onDismiss={dismiss} />
      {isHelpOpen && (
        <ErrorBoundary instead={null}>
          <Suspense fallback={null}>
            <ShortcutsDialog onClose={() => setIsHelpOpen(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}
