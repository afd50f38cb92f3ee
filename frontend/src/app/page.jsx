import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../App.jsx';
import { hadRole } from '../features/account/lastVisit.js';
import { loadWorkplace } from './LazyWorkplace.jsx';
import { BrokenPage, ErrorBoundary } from '../ui/ErrorBoundary.jsx';
import { FIRST, JOIN, PASSWORD, REPORTS, REQUEST, SETTINGS, SET_UP, SIGN_IN } from '../browser/places.js';
import { readTicketPath } from '../features/tickets/filters.js';
import { thisTab } from '../browser/tab.js';

/**
 * The pages beside the first one, by their addresses.
 *
 * @type {Partial<Record<string, () => Promise<{ default: import('react').ComponentType }>>>}
 */
const PAGES = {
  [SIGN_IN]: () => import('../features/account/SignInPage.jsx'),
  [PASSWORD]: () => import('../features/account/PasswordPage.jsx'),
  [JOIN]: () => import('../features/account/JoinPage.jsx'),
  [SET_UP]: () => import('../features/account/SetUpPage.jsx'),
  [SETTINGS]: () => import('../features/settings/SettingsPage.jsx'),
  [REQUEST]: () => import('../features/request/RequestPage.jsx'),
};

/**
 * Puts the page that the address names into `root`, whose picture of it stays until then.
 *
 * @param {HTMLElement} root
 */
export async function openPage(root) {
  // The list has one address; this one is where the address of a ticket without its number leads.
  if (/^\/tickets\/?$/.test(window.location.pathname)) window.history.replaceState(null, '', `/${window.location.search}${window.location.hash}`);
  const path = window.location.pathname.replace(/\/$/, '');
  const load = PAGES[path] ?? (() => import('./NotFoundPage.jsx'));
  // The places of the workplace are of one component.
  const isApp = FIRST.includes(path) || path === REPORTS || readTicketPath(path) !== null;
  const Page = isApp ? App : (await load()).default;
  // Without it the page says so.
  if (isApp && hadRole()) await loadWorkplace().catch(() => {});
  // Other tabs ask for this one, whichever page it shows (tab.js).
  thisTab();
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
