/**
 * The scripts of the workplace, which other visitors do not load, before the page's own scripts ask for them: its
 * <meta> elements name them (vite.config.js).
 */
import { readTicketPath } from '../features/tickets/filters.js';

/** Fetches them, and runs none. */
export function loadEarly() {
  const part = readTicketPath(window.location.pathname) === null ? 'workplace' : 'ticket';
  // Absent where Vite serves the sources.
  const named = /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name=scripts-of-${part}]`));
  for (const href of named?.content.split(' ') ?? []) {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', crossOrigin: '', fetchPriority: 'low', href }));
  }
}
