/** The pages of the portal, and the ways between them. */

/** The first page has a file's name as well. */
export const FIRST = ['', '/index.html'];
export const SIGN_IN = '/sign-in';
/** Where one changes one's own password. */
export const PASSWORD = '/password';
/** Where an invited person chooses a password; the invitation follows the `#`. */
export const JOIN = '/join';
/** Where a new installation gets its first account. */
export const SET_UP = '/set-up';
export const SETTINGS = '/settings';
/** Figures of the team, for accounts with a role. */
export const REPORTS = '/reports';
/** The page of a requester; the token of the private link follows the `#`. */
export const REQUEST = '/request';

/** @returns {string} the page to sign in on, which leads back to where one is now */
export function signInAddress() {
  const { pathname, search } = window.location;
  const here = pathname + search;
  return here === '/' ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(here)}`;
}

/**
 * Where to go after signing in: a page of this very site, or the first page. Compared as the browser
 * will read it, and given as a whole address, because a path can look like a host (`//…`).
 *
 * @param {string} query what follows the address's `?`
 * @returns {string}
 */
export function nextAddress(query) {
  const { origin } = window.location;
  const wanted = new URLSearchParams(query).get('next') ?? '/';
  const next = URL.canParse(wanted, origin) ? new URL(wanted, origin) : null;
  if (!next?.href.startsWith(`${origin}/`) || next.pathname === SIGN_IN) return `${origin}/`;
  return next.href;
}

/**
 * Loads another page anew, so that nothing of this one stays in the browser's memory.
 *
 * @param {string} address
 */
export const leaveFor = (address) => window.location.assign(address);

/** Asks search engines not to list this page. @returns {() => void} takes that back */
export function unlisted() {
  const robots = Object.assign(document.createElement('meta'), { name: 'robots', content: 'noindex' });
  document.head.append(robots);
  return () => robots.remove();
}

export const reload = () => window.location.reload();
