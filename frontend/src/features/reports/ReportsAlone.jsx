import { lazy, Suspense, useEffect, useMemo } from 'react';
import { leaveFor, signInAddress } from '../../browser/places.js';
import { Bar } from '../../ui/Bar.jsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { SessionContext, useSession } from '../account/useSession.js';
import ReportsPage from './ReportsPage.jsx';

const AccountMenu = lazy(() => import('../account/AccountMenu.jsx'));
const nothing = () => {};

/** The reports without the workplace, until it is known who is there; it says who may see them. */
export default function ReportsAlone() {
  const { session, may, isOver, hasRole, isSettled } = useSession(nothing);
  const known = useMemo(() => ({ session, may, isOver, hasRole }), [session, may, isOver, hasRole]);
  const isStranger = Boolean(session && !session.account);
  useEffect(() => {
    if (isStranger) leaveFor(signInAddress());
  }, [isStranger]);
  const account = session?.account;
  return (
    <SessionContext value={known}>
      <div className="min-h-dvh">
        <Bar
          account={
            account && (
              <ErrorBoundary instead={null}>
                <Suspense fallback={null}>
                  <AccountMenu account={account} />
                </Suspense>
              </ErrorBoundary>
            )
          }
        >
          <a href="/" className="text-ink-soft hover:text-ink">
            Tickets
          </a>
        </Bar>
        <main>
          {account?.role && <ReportsPage />}
          {account && !account.role && <p className="p-6">The reports are for accounts with a role. Ask an admin for one.</p>}
          {!account && (
            <div role="status" className="p-6">
              {isSettled && !session ? (
                <span>We could not reach the server. Reload this page in a moment.</span>
              ) : (
                <LoadingSpinner>Loading the reports…</LoadingSpinner>
              )}
            </div>
          )}
        </main>
      </div>
    </SessionContext>
  );
}
