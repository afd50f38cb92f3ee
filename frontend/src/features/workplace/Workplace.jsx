import { lazy, startTransition, useEffect, useLayoutEffect, useState } from 'react';
import { listAgents } from '../../api/people.js';
import { useAppearance } from '../../browser/useAppearance.js';
import { useMedia } from '../../browser/useMedia.js';
import { useRemembered } from '../../browser/useRemembered.js';
import { useShortcuts } from '../../browser/useShortcuts.js';
import { useStored } from '../../browser/useStored.js';
import { NARROW } from '../../browser/widths.js';
import { Icon } from '../../ui/icons.jsx';
import { Later } from '../../ui/Later.jsx';
import { Notice } from '../../ui/Notice.jsx';
import { useNotice } from '../../ui/useNotice.js';
import { SessionOver } from '../account/SessionOver.jsx';
import { useKnownSession } from '../account/useSession.js';
import { TicketForm } from '../new-ticket/TicketForm.jsx';
import { WAITING_MESSAGES } from '../ticket/names.js';
import { useLoaded } from '../ticket/useLoaded.js';
import { writeFilters } from '../tickets/filters.js';
import { WORK_ICONS } from './icons.js';
import { ListPane } from './list/ListPane.jsx';
import { SelectionBar } from './list/SelectionBar.jsx';
import { useSelection } from './list/useSelection.js';
import { useShownRows } from './list/useShownRows.js';
import { commandsOf } from './menus/commands.js';
import { Navigation } from './Navigation.jsx';
import { Sheet } from './Sheet.jsx';
import { TicketPane } from './TicketPane.jsx';
import { useActions } from './useActions.js';
import { usePlaces } from './usePlaces.js';
import { useSavedViews } from './useSavedViews.js';
import { useWorkplace } from './useWorkplace.js';
import { ALL, asView, readPlace, writePlace } from './views.js';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { SavedView } from '../../api/views.js'
 * @import { PageAddress } from '../tickets/useAddress.js'
 */

const ReportsPage = lazy(() => import('../reports/ReportsPage.jsx'));
const Menus = lazy(() => import('./menus/Menus.jsx'));
const SendWaiting = lazy(() => import('../ticket/SendWaiting.jsx'));

/** The least width with room for the names of the views beside a ticket. */
const WIDE = '(width >= 85rem)';

/** The list beside an open ticket: at its left, and invisible where there is no room for both. */
const BESIDE =
  'shrink-0 border-r border-line print:hidden max-lg:invisible max-lg:fixed max-lg:inset-0 lg:sticky lg:top-0 lg:w-(--list)';

/** The place of messages: over the list, beside the open ticket, or above the foot of its page. */
const NOTICE = 'inset-x-4 bottom-20 print:hidden';
/** On a phone the bar of a selection has two lines. */
const NOTICE_OVER_SELECTION = 'inset-x-4 bottom-20 max-sm:bottom-32 print:hidden';
const NOTICE_BESIDE =
  'inset-x-4 bottom-[calc(var(--foot,0px)+1rem)] print:hidden lg:right-auto lg:bottom-6 lg:left-[calc(var(--navigation)+1rem)] lg:w-[calc(var(--list)-2rem)]';

/**
 * The page of accounts with a role: the views, a list, and the ticket that is open.
 *
 * @param {object} props
 * @param {PageAddress} props.address
 * @param {number} props.refreshKey a new value requests everything again
 * @param {boolean} props.isSettled whether the session is known well enough for requests
 * @param {() => void} props.onRefresh
 * @param {() => void} props.onRefused the live stream was refused, perhaps because the session has ended
 */
export default function Workplace({ address, refreshKey, isSettled, onRefresh, onRefused }) {
  const { session, may, isOver } = useKnownSession();
  const { name } = useAppearance();
  const { pageId } = address;
  const isNarrow = useMedia(NARROW);
  // Panels at the sides, and the list that a ticket hides on a phone, load after the part that is seen first.
  const [hasRest, setHasRest] = useState(false);
  const [isTicketShown, setIsTicketShown] = useState(false);
  const isListSeen = pageId === null || !isNarrow;
  const [hasList, setHasList] = useState(isListSeen);
  if ((isListSeen || hasRest) && !hasList) setHasList(true);
  const account = session?.account;
  const me = account?.id === undefined ? null : { id: account.id, name: account.name };
  const saved = useSavedViews(refreshKey, isSettled && hasList);
  const place = readPlace(address.query, saved.views);
  const listKey = writeFilters(place.filters);
  const { list, linked, counts, live, turn, show, retry, reload } = useWorkplace({
    filters: place.filters,
    openId: pageId,
    refreshKey,
    onMissed: onRefresh,
    onRefused,
    isWanted: isSettled,
    isListWanted: place.isKnown,
    hasList,
    hasRest,
    isOver,
    me: me?.id,
  });
  const [rows, touch] = useShownRows(list.tickets, place.filters, listKey, pageId, me?.id);
  const selection = useSelection(rows, listKey);
  const { notice, say, dismiss } = useNotice();
  const actions = useActions({ rows, selection, open: linked?.ticket ?? null, me, show, touch, say });
  const { menu, openMenu } = actions;
  const agents = useLoaded(isSettled && hasRest ? `agents ${refreshKey}` : '', listAgents) ?? [];
  const isWide = useMedia(WIDE);
  const [fold, setFold] = useRemembered('navigation', /** @type {'folded' | 'open' | null} */ (null));
  const isFolded = fold === null ? !isWide : fold === 'folded';
  const places = usePlaces(address, rows, list.status === 'loading', isNarrow);
  const { isPage, isReports, openTicket, openList } = places;
  const hasOutgoing = useStored(WAITING_MESSAGES).length > 0;
  const isShown = pageId === null ? list.status !== 'loading' : isTicketShown;
  useEffect(() => {
    if (!isShown) return;
    whenIdle(() => {
      loadTheRest();
      startTransition(() => setHasRest(true));
    });
  }, [isShown]);
  // The list alone scrolls in its pane, so that the window needs no room for a bar (styles.css).
  const hasPanes = !isPage && !isReports;
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (hasPanes) dataset.panes = '';
    return () => void delete dataset.panes;
  }, [hasPanes]);
  useEffect(() => {
    if (place.isGone) say('error', 'This view no longer exists. All tickets are shown instead.');
  }, [place.isGone, say]);

  const openPalette = () => {
    places.setIsMenuOpen(false);
    openMenu({ kind: 'palette' });
  };
  const openHelp = () => openMenu({ kind: 'help' });
  const setFilters = (/** @type {Filters} */ filters) => address.setQuery(writePlace(place.view, filters));
  const showView = (/** @type {SavedView | null} */ view) => {
    if (!view) return;
    saved.keep(view);
    say('status', `The view “${view.name}” is saved.`);
    openList(writePlace(asView(view)));
  };
  const own = place.view.saved;
  const mayEdit = may.change && own !== undefined && (own.owner?.id === me?.id || (may.administer && own.shared));
  const viewActions = {
    save: may.change ? () => openMenu({ kind: 'view', view: null }) : null,
    update: mayEdit ? () => void saved.update(own, listKey.slice(1), say).then(showView) : null,
    edit: mayEdit ? () => openMenu({ kind: 'view', view: own }) : null,
  };
  const commands = commandsOf({ may, views: saved.views ?? [], actions, selection, places, openHelp, saveView: viewActions.save });
  useShortcuts({
    j: () => places.step(1),
    k: () => places.step(-1),
    Enter: places.openFirst,
    'Ctrl+k': openPalette,
    f: () => {
      if (!isReports && !(isPage && isNarrow)) openMenu({ kind: 'filter' });
    },
    ...Object.fromEntries(commands.flatMap(({ shortcut, run }) => (shortcut ? [[shortcut, run]] : []))),
    ...(may.change ? { x: actions.select, 'Shift+x': actions.extend } : {}),
    ...(selection.ids.size > 0 ? { Escape: selection.clear } : {}),
  });

  /** @param {boolean} isSheet */
  const navigation = (isSheet) => (
    <Navigation
      view={isReports ? null : place.view}
      saved={saved.views ?? []}
      isReports={isReports}
      counts={counts}
      live={live}
      isFolded={!isSheet && isFolded}
      onFold={isSheet ? null : () => setFold(isFolded ? 'open' : 'folded')}
      onView={openList}
      onReports={places.openReports}
      onNew={places.openForm}
      onFind={openPalette}
      onHelp={openHelp}
    />
  );

  const menuButton = isNarrow && (
    <button type="button" className="quiet-button -ml-3" aria-label="Views" onClick={() => places.setIsMenuOpen(true)}>
      <Icon path={WORK_ICONS.menu} />
    </button>
  );

  return (
    <div className={`flex min-h-dvh [--list:clamp(21rem,31vw,max(25rem,20vw))] [--top:0px] ${isFolded ? '[--navigation:3.5rem]' : '[--navigation:15rem]'}`}>
      {!isNarrow && (
        <div className="sticky top-0 z-20 h-dvh w-(--navigation) shrink-0 border-r border-line bg-page print:hidden">
          {navigation(false)}
        </div>
      )}
      <main className="flex min-w-0 grow">
        <h1 className="sr-only">{name}</h1>
        {isReports && (
          <Later instead={<p role="alert" className="p-6">The page could not be loaded. Reload it.</p>}>
            <div className="min-w-0 grow">
              <ReportsPage menu={menuButton} />
            </div>
          </Later>
        )}
        {hasList && (
          <ListPane
            place={place}
            count={countWords(place, counts, list)}
            list={list}
            rows={rows}
            selection={selection}
            agents={agents}
            openId={pageId}
            leftId={places.leftId}
            searchRef={places.search}
            className={isReports ? 'hidden' : isPage ? BESIDE : 'min-w-0 grow'}
            menu={menuButton}
            mayChange={may.change}
            isFiltering={menu?.kind === 'filter'}
            onFilters={setFilters}
            onLeaveSearch={places.leaveSearch}
            onFilterMenu={() => openMenu({ kind: 'filter' })}
            onView={viewActions}
            onOpen={openTicket}
            onChange={actions.change}
          >
            {selection.ids.size > 0 && <SelectionBar count={selection.chosen.length} onAction={actions.act} onClear={selection.clear} />}
          </ListPane>
        )}
        {isPage && (
          <TicketPane
            linked={linked}
            turn={turn}
            onChange={actions.change}
            onShown={() => setIsTicketShown(true)}
            onReload={linked?.ticket ? reload : retry}
            onTicket={openTicket}
            onList={openList}
            onBack={address.closePage}
          />
        )}
      </main>
      {isNarrow && (
        <Sheet isOpen={places.isMenuOpen} label="Views" side="left" onClose={() => places.setIsMenuOpen(false)}>
          {(hasRest || places.isMenuOpen) && <div className="h-dvh">{navigation(true)}</div>}
        </Sheet>
      )}
      <Sheet isOpen={places.isFormOpen} label="New ticket" side="right" onClose={() => places.setIsFormOpen(false)}>
        {/* The form stays in the page, so that a ticket that waits for the network is sent from any view. */}
        {(hasRest || places.isFormOpen) && (
          <div className="p-4 lg:px-6">
            <TicketForm onCreated={onRefresh} onTicket={openTicket} firstFieldRef={places.firstField} />
          </div>
        )}
      </Sheet>
      <Notice notice={notice} className={isPage ? NOTICE_BESIDE : selection.ids.size > 0 ? NOTICE_OVER_SELECTION : NOTICE} onDismiss={dismiss}>
        {isOver && <SessionOver />}
      </Notice>
      {hasOutgoing && !isPage && (
        <Later>
          <SendWaiting onSent={onRefresh} />
        </Later>
      )}
      {menu && (
        <Later key={menu.turn}>
          <Menus
            menu={menu}
            filters={place.filters}
            query={listKey.slice(1)}
            agents={agents}
            me={me}
            commands={commands}
            onChange={actions.changeThem}
            onFilters={setFilters}
            onSaved={showView}
            onDeleted={(id) => {
              saved.drop(id);
              openList(writePlace(ALL));
            }}
            onTicket={openTicket}
            onClose={() => actions.closeMenu(menu)}
          />
        </Later>
      )}
    </div>
  );
}

/** Loads the chunks of tickets and menus, so that the first of each opens at once. */
const loadTheRest = () => void Promise.all([import('../ticket/TicketPage.jsx'), import('./menus/Menus.jsx')]).catch(() => {});

/** @param {() => void} work */
function whenIdle(work) {
  // Safari has no requestIdleCallback.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 2_000 });
  else work();
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
