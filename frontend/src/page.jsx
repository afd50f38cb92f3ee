import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.jsx';
import { BrokenPage, ErrorBoundary } from './components/ErrorBoundary.jsx';
import { PASSWORD, REQUEST, SIGN_IN } from './places.js';

/**
 * Pages with an address of their own; every other address is that of the portal's first page.
 *
 * @type {Partial<Record<string, () => Promise<{ default: import('react').ComponentType }>>>}
 */
const PAGES = {
  [SIGN_IN]: () => import('./components/SignInPage.jsx'),
  [PASSWORD]: () => import('./components/PasswordPage.jsx'),
  [REQUEST]: () => import('./components/RequestPage.jsx'),
};

/**
 * Puts the page that the address names into `root`, whose picture of it stays until then.
 *
 * @param {HTMLElement} root
 */
export async function openPage(root) {
  const load = PAGES[window.location.pathname.replace(/\/$/, '')];
  const Page = load ? (await load()).default : App;
  // As a transition, so that the first render of a slow phone is cut into pieces between which it answers.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <ErrorBoundary instead={<BrokenPage />}>
          <Page />
        </ErrorBoundary>
      </StrictMode>,
    ),
  );
}
