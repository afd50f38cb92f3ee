import { lazy, Suspense } from 'react';
import { ErrorBoundary } from '../ui/ErrorBoundary.jsx';

/** @typedef {typeof import('../features/workplace/Workplace.jsx').default} Workplace */

const load = () => import('../features/workplace/Workplace.jsx');
const Later = lazy(load);
/** @type {Workplace | undefined} */
let loaded;

/** Loads the workplace before the page is drawn, for a browser whose last visit was by an account with a role. */
export async function loadWorkplace() {
  loaded = (await load()).default;
}

/** The workplace, which other visitors do not load. @param {Parameters<Workplace>[0]} props */
export function LazyWorkplace(props) {
  const Page = loaded ?? Later;
  return (
    <ErrorBoundary instead={<p role="alert" className="p-6">The page could not be loaded. Reload it.</p>}>
      <Suspense fallback={<p role="status" className="p-6 text-ink-soft">Loading…</p>}>
        <Page {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}
