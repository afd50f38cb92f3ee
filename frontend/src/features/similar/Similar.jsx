import { lazy, Suspense } from 'react';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';

/** Each is loaded when it is shown, and the page goes on without it when it breaks. */
export const PossiblySame = later(lazy(() => import('./PossiblySame.jsx')));
export const OwnSimilar = later(lazy(() => import('./OwnSimilar.jsx')));

/**
 * @template {object} Props
 * @param {import('react').ComponentType<Props>} Part
 * @returns {(props: Props) => import('react').ReactNode}
 */
function later(Part) {
  return (props) => (
    <ErrorBoundary instead={null}>
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    </ErrorBoundary>
  );
}
