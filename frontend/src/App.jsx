import { Activity, lazy, Suspense, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { BottomBar } from './app/BottomBar.jsx';
import { ErrorBoundary } from './ui/ErrorBoundary.jsx';
import { FilterBar } from './features/tickets/FilterBar.jsx';
import { Notice } from './ui/Notice.jsx';
import { SessionOver } from './features/account/SessionOver.jsx';
import { StatsDashboard } from './features/dashboard/StatsDashboard.jsx';
import { Suggestions } from './features/suggestions/Suggestions.jsx';
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
import { useShortcuts } from './browser/useShortcuts.js';
import { useTicketChange } from './features/tickets/useTicketChange.js';
import { useTriage } from './features/tickets/useTriage.js';
import { useStored } from './browser/useStored.js';
import { LoadingSpinner } from './ui/LoadingSpinner.jsx';
import { WAITING_MESSAGES } from './features/ticket/names.js';
import { foldRow, moveToRow, openRow, rowOf } from './features/tickets/rowFocus.js';

/** @import { Place } from './app/BottomBar.jsx' */

/** Below this the page has one column, of which one place is shown at a time. */
const NARROW = '(width < 64rem)';

const TicketNeedsSignIn = lazy(() => import('./app/TicketNeedsSignIn.jsx'));
const TicketPage = lazy(() => import('./features/ticket/TicketPage.jsx'));
const SendWaiting = lazy(() => import('./features/ticket/SendWaiting.jsx'));
const ShortcutsDialog = lazy(() => import('./app/ShortcutsDialog.jsx'));

/** Owns the filters and `refreshKey` (requirements §8); everything else is handed down. */
export function App() {
  const { filters, pageId, setFilters, setTicket, openPage, closePage, ...address } = useAddress();
  const [refreshKey, setRefreshKey] = useState(0);
  const refresh = useCallback(() => setRefreshKey((key) => key + 1), []);
  const { session, may, isOver, isSettled, check } = useSession(refresh);
  const hasRole = Boolean(session?.account?.role);
  // Conversations are for accounts with a role; others see the ticket of such an address as a row.
  const isPage = pageId !== null && (!session || hasRole);
  const ticketId = pageId ?? address.ticketId;
  const pointedId = isPage ? null : ticketId;
  const known = useMemo(() => ({ session, may, isOver }), [session, may, isOver]);
  // Who follows a link to a list or a ticket wants to see it, also on a phone.
  const [wanted, setPlace] = useState(/** @returns {Place} */ () => (isFiltered(filters) || ticketId ? 'tickets' : 'new'));
  const place = may.view ? wanted : 'new';
  const [isHelpOpen, setIsHelpOpen] = useState(false);

  const { list, figures, retryStats, linked, retryLinked, reload, turn, live, show } = useTriage({
    filters,
    ticketId,
    isPage,
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
    // A hidden panel cannot take the focus.
    flushSync(() => setPlace(next));
    target.current?.focus();
  };
  const left = useRef(0);
  // The row of the opened ticket stays in the page, to take the focus when its reader comes back.
  const [opened, setOpened] = useState(isPage ? pageId : null);
  if (isPage && opened !== pageId && opened === null) setOpened(pageId);
  useLayoutEffect(() => {
    if (isPage || opened === null) return;
    window.scrollTo(0, left.current);
    rowOf(opened)?.focus({ preventScroll: true });
    setOpened(null);
  }, [isPage, opened]);
  const openTicket = (/** @type {number} */ id) => {
    if (hasRole) {
      if (!isPage) left.current = window.scrollY;
      flushSync(() => openPage(id));
      window.scrollTo(0, 0);
      return;
    }
    flushSync(() => setTicket(id));
    goTo('tickets', pointed);
    pointed.current?.scrollIntoView({ block: 'start' });
  };
  useKeptFocus();
  const leavePage = () => isPage && flushSync(() => setTicket(null));
  useShortcuts({
    n: () => {
      leavePage();
      goTo('new', title);
    },
    '/': () => {
      leavePage();
      goTo('tickets', search);
    },
    '?': () => setIsHelpOpen(true),
    ...(isPage ? {} : { j: () => moveToRow(1), k: () => moveToRow(-1), o: openRow, Escape: foldRow }),
  });
  const hasOutgoing = useStored(WAITING_MESSAGES).length > 0;

  const isNarrow = useMedia(NARROW);
  // Hidden panels render at idle priority.
  const modeOf = (/** @type {Place} */ name) => (isPage || (isNarrow && place !== name) ? 'hidden' : 'visible');
  return (
    <SessionContext value={known}>
      <div className={`min-h-dvh ${may.view && !isPage ? 'max-lg:pb-18' : ''}`}>
        <TopBar live={may.view ? live : null} breaker={breaker} onHelp={() => setIsHelpOpen(true)} />
        <main>
          {isPage && (
            <ErrorBoundary instead={<p role="alert" className="p-6">The page could not be loaded. Reload it.</p>}>
              <Suspense fallback={<Opening />}>
                {hasRole && linked ? (
                  <TicketPage
                    linked={linked}
                    turn={turn}
                    onChange={changeTicket}
                    onReload={linked.ticket ? reload : retryLinked}
                    onTicket={openTicket}
                    onBack={closePage}
                  />
                ) : (
                  <Opening />
                )}
              </Suspense>
            </ErrorBoundary>
          )}
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
              >
                <Suggestions breaker={breaker} turn={figures} onTicket={openTicket} />
              </StatsDashboard>
            </Activity>
          )}
          <div hidden={isPage} className={`mx-auto grid ${may.view ? 'max-w-[1600px] lg:grid-cols-[23.75rem_minmax(0,1fr)] xl:grid-cols-[25rem_minmax(0,1fr)]' : 'max-w-[34rem] grid-cols-[minmax(0,1fr)] lg:pt-6'}`}>
            {/* Hidden by its style alone: a ticket that waits for the network is sent from any place. */}
            <div className={`${place === 'new' ? '' : 'max-lg:hidden'} min-w-0 border-line px-4 py-4 lg:px-6 ${may.view ? 'lg:sticky lg:top-11 lg:max-h-[calc(100dvh-2.75rem)] lg:self-start lg:overflow-y-auto' : ''}`}>
              {pointedId && session && !may.view && (
                <ErrorBoundary instead={null}>
                  <Suspense fallback={null}>
                    <TicketNeedsSignIn id={pointedId} hasAccount={Boolean(session.account)} />
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
                    pointed={pointedId !== null && linked ? { linked, onClose: () => setTicket(null), onRetry: retryLinked } : null}
                    pointedRef={pointed}
                    held={opened}
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
        {may.view && !isPage && <BottomBar place={place} fresh={list.fresh.length} onPlace={setPlace} />}
        <Notice notice={notice} isAtTop={isPage} onDismiss={dismiss}>
          {isOver && <SessionOver />}
        </Notice>
        {hasRole && hasOutgoing && !isPage && (
          <ErrorBoundary instead={null}>
            <Suspense fallback={null}>
              <SendWaiting onSent={refresh} />
            </Suspense>
          </ErrorBoundary>
        )}
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

/** Until the page of a ticket is there. */
function Opening() {
  return (
    <div role="status" className="p-6">
      <LoadingSpinner>Loading the ticket…</LoadingSpinner>
    </div>
  );
}
