import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { FirstPage } from './app/FirstPage.jsx';
import { LazyWorkplace } from './app/LazyWorkplace.jsx';
import { useAddress } from './features/tickets/useAddress.js';
import { SessionContext, useSession } from './features/account/useSession.js';
import { REPORTS } from './browser/places.js';
import { publicFilters } from './features/tickets/filters.js';
import { useKeptFocus } from './ui/focus/useKeptFocus.js';

const ReportsAlone = lazy(() => import('./features/reports/ReportsAlone.jsx'));

/**
 * The page at `/`: the workplace for accounts with a role, for others the form and what they may see of the
 * list. Owns the filters and `refreshKey` (requirements §8); everything else is handed down.
 */
export function App() {
  const address = useAddress();
  const [refreshKey, setRefreshKey] = useState(0);
  const refresh = useCallback(() => setRefreshKey((key) => key + 1), []);
  const { session, may, isOver, hasRole, isSettled, check } = useSession(refresh);
  const known = useMemo(() => ({ session, may, isOver, hasRole }), [session, may, isOver, hasRole]);
  useKeptFocus();
  // The page of a ticket is another one with a role and without.
  const isKnown = session !== null || isSettled || hasRole || address.pageId === null;
  if (!hasRole && address.path === REPORTS) {
    return (
      <Suspense fallback={null}>
        <ReportsAlone />
      </Suspense>
    );
  }

  return (
    <SessionContext value={known}>
      {!isKnown && <p role="status" className="p-6 text-ink-soft">Loading the ticket…</p>}
      {isKnown && (hasRole ? (
        <LazyWorkplace address={address} refreshKey={refreshKey} isSettled={isSettled} onRefresh={refresh} onRefused={check} />
      ) : (
        <FirstPage
          filters={publicFilters(address.filters)}
          ticketId={address.pageId ?? address.ticketId}
          refreshKey={refreshKey}
          isSettled={isSettled}
          onFilters={address.setFilters}
          onTicket={address.setTicket}
          onRefresh={refresh}
          onRefused={check}
        />
      ))}
    </SessionContext>
  );
}
