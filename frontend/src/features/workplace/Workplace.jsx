import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { listAgents } from '../../api/people.js';
import { REPORTS } from '../../browser/places.js';
import { useAppearance } from '../../browser/useAppearance.js';
import { useMedia } from '../../browser/useMedia.js';
import { useRemembered } from '../../browser/useRemembered.js';
import { useShortcuts } from '../../browser/useShortcuts.js';
import { useStored } from '../../browser/useStored.js';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Icon } from '../../ui/icons.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { Notice } from '../../ui/Notice.jsx';
import { useNotice } from '../../ui/useNotice.js';
import { SessionOver } from '../account/SessionOver.jsx';
import { useKnownSession } from '../account/useSession.js';
import { TicketForm } from '../new-ticket/TicketForm.jsx';
import { WAITING_MESSAGES } from '../ticket/names.js';
import { useLoaded } from '../ticket/useLoaded.js';
import { moveToRow, rowOf } from '../tickets/rowFocus.js';
import { useTicketChange } from '../tickets/useTicketChange.js';
import { WORK_ICONS } from './icons.js';
import { ListPane } from './ListPane.jsx';
import { Navigation } from './Navigation.jsx';
import { Sheet } from './Sheet.jsx';
import { useWorkplace } from './useWorkplace.js';
import { readPlace, VIEWS, writePlace } from './views.js';

/**
 * @import { PageAddress } from '../tickets/useAddress.js'
 */

const ReportsPage = lazy(() => import('../reports/ReportsPage.jsx'));
const TicketPage = lazy(() => import('../ticket/TicketPage.jsx'));
const SendWaiting = lazy(() => import('../ticket/SendWaiting.jsx'));
const ShortcutsDialog = lazy(() => import('../../ui/ShortcutsDialog.jsx'));

/** @type {[string, string][]} */
const SHORTCUTS = [
  ['n', 'Write a new ticket'],
  ['/', 'Search'],
  ['j', 'Next ticket'],
  ['k', 'Previous ticket'],
  ['Enter', 'Open the ticket'],
  ['Esc', 'Back to the list, or close what is open'],
  ['r', 'Reply'],
  ['m', 'Write a note for the team'],
  ['i', 'Take the ticket'],
  ['g then m', 'Mine'],
  ['g then u', 'Unassigned'],
  ['g then w', 'Waiting'],
  ['g then o', 'Unfinished'],
  ['g then a', 'All'],
  ['Ctrl + Enter', 'Send what you are writing'],
  ['?', 'This list'],
];

/** Below this one place is shown at a time. */
const NARROW = '(width < 64rem)';
/** From here on there is room for the names of the views beside a ticket. */
const WIDE = '(width >= 85rem)';

/**
 * The page of accounts with a role: the views, a list, and the ticket that is open.
 *
 * @param {object} props
 * @param {PageAddress} props.address
 * @param {number} props.refreshKey another one asks for everything again
 * @param {boolean} props.isSettled whether the session is known well enough for requests
 * @param {() => void} props.onRefresh
 * @param {() => void} props.onRefused the live stream was refused, perhaps because the session has ended
 */
export default function Workplace({ address, refreshKey, isSettled, onRefresh, onRefused }) {
  const { session, may, isOver } = useKnownSession();
  const { name } = useAppearance();
  const { pageId, ticketId, openPage, closePage } = address;
  const isPage = pageId !== null;
  const isReports = address.path === REPORTS;
  const place = readPlace(address.query);
  const { list, linked, counts, live, turn, show, retry, reload } = useWorkplace({
    filters: place.filters,
    openId: pageId,
    refreshKey,
    onMissed: onRefresh,
    onRefused,
    isWanted: isSettled,
    isOver,
    me: session?.account?.id,
  });
  const agents = useLoaded(isSettled ? `agents ${refreshKey}` : '', listAgents) ?? [];
  const { notice, say, dismiss } = useNotice();
  const changeTicket = useTicketChange(show, say);
  const [isFormOpen, setIsFormOpen] = useState(false);
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const isNarrow = useMedia(NARROW);
  const isWide = useMedia(WIDE);
  const [fold, setFold] = useRemembered('navigation', /** @type {'folded' | 'open' | null} */ (null));
  const isFolded = fold === null ? !isWide : fold === 'folded';

  const firstField = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));

  // A link to a row of the list that readers without a role see.
  useEffect(() => {
    if (ticketId !== null && pageId === null) openPage(ticketId, 'exchange');
  }, [ticketId, pageId, openPage]);
  // The row of the ticket that was open takes the focus when its reader comes back.
  const [leftId, setLeftId] = useState(pageId);
  if (isPage && leftId !== pageId) setLeftId(pageId);
  useLayoutEffect(() => {
    if (isPage || leftId === null) return;
    rowOf(leftId)?.focus();
    setLeftId(null);
  }, [isPage, leftId]);
  // So that the first ticket opens at once.
  useEffect(() => void import('../ticket/TicketPage.jsx').catch(() => {}), []);

  const openTicket = (/** @type {number} */ id) => {
    setIsFormOpen(false);
    flushSync(() => openPage(id));
    window.scrollTo(0, 0);
  };
  const openList = (/** @type {string} */ query) => {
    setIsMenuOpen(false);
    flushSync(() => address.openList(query));
  };
  const openForm = () => {
    flushSync(() => setIsFormOpen(true));
    firstField.current?.focus();
  };
  const step = (/** @type {1 | -1} */ by) => {
    if (!isPage) return moveToRow(by);
    const next = list.tickets[list.tickets.findIndex(({ id }) => id === pageId) + by];
    if (!next) return undefined;
    flushSync(() => openPage(next.id, 'exchange'));
    return window.scrollTo(0, 0);
  };
  useShortcuts({
    ...(may.change ? { n: openForm } : {}),
    '/': () => {
      if (isPage && isNarrow) flushSync(closePage);
      search.current?.focus();
    },
    '?': () => setIsHelpOpen(true),
    j: () => step(1),
    k: () => step(-1),
    ...Object.fromEntries(VIEWS.map((view) => [`g ${view.key}`, () => openList(writePlace(view))])),
  });
  const hasOutgoing = useStored(WAITING_MESSAGES).length > 0;

  /** @param {boolean} isSheet */
  const navigation = (isSheet) => (
    <Navigation
      view={isReports ? null : place.view}
      isReports={isReports}
      counts={counts}
      live={live}
      isFolded={!isSheet && isFolded}
      onFold={isSheet ? null : () => setFold(isFolded ? 'open' : 'folded')}
      onView={openList}
      onReports={() => {
        setIsMenuOpen(false);
        address.openPath(REPORTS);
      }}
      onNew={openForm}
      onHelp={() => setIsHelpOpen(true)}
    />
  );

  const menu = isNarrow && (
    <button type="button" className="quiet-button -ml-3" aria-label="Views" onClick={() => setIsMenuOpen(true)}>
      <Icon path={WORK_ICONS.menu} />
    </button>
  );

  return (
    <div className="flex min-h-dvh [--top:0px]">
      {!isNarrow && (
        <div className={`sticky top-0 z-20 h-dvh shrink-0 border-r border-line bg-panel ${isFolded ? 'w-14' : 'w-60'}`}>
          {navigation(false)}
        </div>
      )}
      <main className="flex min-w-0 grow">
        <h1 className="sr-only">{name}</h1>
        {isReports && (
          <ErrorBoundary instead={<p role="alert" className="p-6">The page could not be loaded. Reload it.</p>}>
            <Suspense fallback={null}>
              <div className="min-w-0 grow">
                <div className="px-4 py-1.5 lg:hidden">{menu}</div>
                <ReportsPage />
              </div>
            </Suspense>
          </ErrorBoundary>
        )}
        <ListPane
          place={place}
          count={countWords(place, counts, list)}
          list={list}
          agents={agents}
          openId={pageId}
          leftId={leftId}
          searchRef={search}
          className={
            isReports
              ? 'hidden'
              : isPage
              ? 'shrink-0 border-r border-line max-lg:invisible max-lg:fixed max-lg:inset-0 lg:sticky lg:top-0 lg:w-[clamp(21rem,28vw,max(25rem,20vw))]'
              : 'min-w-0 grow'
          }
          menu={menu}
          onFilters={(filters) => address.setQuery(writePlace(place.view, filters))}
          onOpen={openTicket}
          onChange={changeTicket}
        />
        {isPage && (
          <div className="@container min-w-0 grow">
            <ErrorBoundary instead={<p role="alert" className="p-6">The page could not be loaded. Reload it.</p>}>
              <Suspense fallback={<Opening />}>
                {linked && session ? (
                  <TicketPage
                    linked={linked}
                    turn={turn}
                    onChange={changeTicket}
                    onReload={linked.ticket ? reload : retry}
                    onTicket={openTicket}
                    onBack={closePage}
                  />
                ) : (
                  <Opening />
                )}
              </Suspense>
            </ErrorBoundary>
          </div>
        )}
      </main>
      {isNarrow && (
        <Sheet isOpen={isMenuOpen} label="Views" side="left" onClose={() => setIsMenuOpen(false)}>
          <div className="h-dvh bg-panel">{navigation(true)}</div>
        </Sheet>
      )}
      <Sheet isOpen={isFormOpen} label="New ticket" side="right" onClose={() => setIsFormOpen(false)}>
        {/* It stays in the page: a ticket that waits for the network is sent from any place. */}
        <div className="p-4 lg:px-6">
          <TicketForm onCreated={onRefresh} onTicket={openTicket} firstFieldRef={firstField} />
        </div>
      </Sheet>
      <Notice notice={notice} isAtTop={isPage} onDismiss={dismiss}>
        {isOver && <SessionOver />}
      </Notice>
      {hasOutgoing && !isPage && (
        <ErrorBoundary instead={null}>
          <Suspense fallback={null}>
            <SendWaiting onSent={onRefresh} />
          </Suspense>
        </ErrorBoundary>
      )}
      {isHelpOpen && (
        <ErrorBoundary instead={null}>
          <Suspense fallback={null}>
            <ShortcutsDialog shortcuts={SHORTCUTS} onClose={() => setIsHelpOpen(false)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
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

/**
 * @param {import('./views.js').Place} place
 * @param {import('./useCounts.js').Counts} counts
 * @param {import('../tickets/useTickets.js').TicketsInView} list
 * @returns {string} how many tickets the list has, as far as that is known
 */
function countWords({ view, isChanged }, counts, { tickets, next, status }) {
  const known = isChanged ? undefined : counts[/** @type {import('./views.js').OwnView} */ (view.name)];
  if (known) return `${known.count.toLocaleString()}${known.capped ? '+' : ''}`;
  if (status === 'loading' || status === 'failed') return '';
  return `${tickets.length.toLocaleString()}${next ? '+' : ''}`;
}
