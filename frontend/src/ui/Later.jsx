import { Suspense } from 'react';
import { ErrorBoundary } from './ErrorBoundary.jsx';

/**
 * A part of the page that is loaded later, and whose error stays its own.
 *
 * @param {object} props
 * @param {import('react').ReactNode} [props.fallback] until it is there
 * @param {import('react').ReactNode} [props.instead] when it cannot be loaded or breaks
 * @param {import('react').ReactNode} props.children
 */
export function Later({ fallback = null, instead = null, children }) {
  return (
    <ErrorBoundary instead={instead}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}
