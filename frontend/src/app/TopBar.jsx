import { lazy, Suspense } from 'react';
import { useKnownSession } from '../features/account/useSession.js';
import { signInAddress } from '../browser/places.js';
import { Bar } from '../ui/Bar.jsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.jsx';
import { Icon, ICONS } from '../ui/icons.jsx';
import { LiveMark } from '../live/LiveMark.jsx';

/**
 * @import { Breaker } from '../features/dashboard/useBreaker.js'
 * @import { LiveStatus } from '../live/useLiveUpdates.js'
 */

const AccountMenu = lazy(() => import('../features/account/AccountMenu.jsx'));

/**
 * @param {object} props
 * @param {LiveStatus | null} props.live null: this person has nothing to follow
 * @param {Breaker} props.breaker
 * @param {() => void} props.onHelp
 */
export function TopBar({ live, breaker, onHelp }) {
  return (
    <Bar
      account={<Account />}
      end={
        <button type="button" className="quiet-button font-semibold" onClick={onHelp} aria-label="Keyboard shortcuts">
          ?
        </button>
      }
    >
      {live && <LiveMark live={live} />}
      {breaker !== 'unknown' && (
        <p className="flex items-center gap-1.5 text-small whitespace-nowrap text-ink-soft max-sm:hidden">
          <Icon path={ICONS.spark} className={`size-3 ${breaker !== 'open' ? 'fill-accent text-accent' : ''}`} />
          <span>{breaker !== 'open' ? 'Suggestions on' : 'Suggestions unavailable'}</span>
        </p>
      )}
    </Bar>
  );
}

/** Who is signed in, or the way to sign in: in an open portal too, where an account with a role has the workplace. */
function Account() {
  const { session } = useKnownSession();
  if (!session) return null;
  if (session.account) {
    return (
      <ErrorBoundary instead={null}>
        <Suspense fallback={null}>
          <AccountMenu account={session.account} />
        </Suspense>
      </ErrorBoundary>
    );
  }
  return (
    <a href={signInAddress()} className="quiet-button whitespace-nowrap">
      Sign in
    </a>
  );
}
