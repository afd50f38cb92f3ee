import { lazy } from 'react';
import { Later } from '../../ui/Later.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { useKnownSession } from '../account/useSession.js';

/** @import { PageProps } from '../ticket/TicketPage.jsx' */

const TicketPage = lazy(() => import('../ticket/TicketPage.jsx'));

/** The ticket that is open. @param {Omit<PageProps, 'linked'> & { linked: PageProps['linked'] | null }} props */
export function TicketPane({ linked, ...page }) {
  const { session } = useKnownSession();
  return (
    <div className="@container min-w-0 grow">
      <Later instead={<p role="alert" className="p-6">The page could not be loaded. Reload it.</p>} fallback={<Opening />}>
        {linked && session ? <TicketPage linked={linked} {...page} /> : <Opening />}
      </Later>
    </div>
  );
}

function Opening() {
  return (
    <div role="status" className="p-6">
      <LoadingSpinner>Loading the ticket…</LoadingSpinner>
    </div>
  );
}
