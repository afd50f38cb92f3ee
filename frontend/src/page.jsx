import { lazy, startTransition, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.jsx';
import { BrokenPage, ErrorBoundary } from './components/ErrorBoundary.jsx';
import { REQUEST, SIGN_IN } from './places.js';

/**
 * Pages with an address of their own; every other address is that of the portal's first page.
 *
 * @type {Partial<Record<string, import('react').ComponentType>>}
 */
const PAGES = {
  [SIGN_IN]: lazy(() => import('./components/SignInPage.jsx')),
  [REQUEST]: lazy(() => import('./components/RequestPage.jsx')),
};

/**
 * Puts the page that the address names into `root`.
 *
 * @param {HTMLElement} root
 */
export function openPage(root) {
  const Page = PAGES[window.location.pathname.replace(/\/$/, '')] ?? App;
  // As a transition, so that the first render of a slow phone is cut into pieces between which it answers.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <ErrorBoundary instead={<BrokenPage />}>
          <Suspense fallback={null}>
            <Page />
          </Suspense>
        </ErrorBoundary>
      </StrictMode>,
    ),
  );
}
