/**
 * The requests of the page that the address names, before React is here (main.jsx). On a slow network the answers come
 * while the scripts do.
 */
import { sendEarly } from '../api/early.js';
import { COUNTS, messagesPath, SESSION, VIEWS } from '../api/paths.js';
import { duplicatesPath, listPath, ticketPath } from '../api/tickets.js';
import { FIRST } from '../browser/places.js';
import { NARROW } from '../browser/widths.js';
import { readTicketPath } from '../features/tickets/filters.js';
import { readPlace } from '../features/workplace/views.js';

/** Asks for what the workplace shows first. */
export function askEarly() {
  const { pathname, search } = window.location;
  const id = readTicketPath(pathname);
  if (id === null && !FIRST.includes(pathname.replace(/\/$/, ''))) return;
  sendEarly(SESSION);
  if (id !== null) {
    sendEarly(ticketPath(id));
    sendEarly(messagesPath(id));
    sendEarly(duplicatesPath(id));
    // The list comes after the ticket that hides it.
    if (window.matchMedia(NARROW).matches) return;
  }
  const { filters, isKnown } = readPlace(search, null);
  if (isKnown) sendEarly(listPath(filters));
  sendEarly(COUNTS);
  sendEarly(VIEWS);
}
