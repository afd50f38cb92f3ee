/**
 * What the list knows, and how each thing that happens changes it. Pure, so that the order in which
 * answers and live events arrive can be thought through here and tested without a page.
 *
 * @import { ApiError } from '../../api/client.js'
 * @import { Filters, TicketPage } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 */
import { isListed } from './filters.js';

/**
 * @typedef {object} Pages
 * @property {string} key the filters that `tickets` were listed under
 * @property {'loading' | 'failed' | 'ready' | 'loading-more' | 'failed-more'} status
 * @property {Ticket[]} tickets in the order of the list
 * @property {Ticket[]} fresh arrived live and not shown yet, newest first
 * @property {string | null} next
 * @property {ApiError | null} error
 */
/**
 * @typedef {{ type: 'retried' }
 *   | { type: 'loaded', key: string, page: TicketPage }
 *   | { type: 'failed', key: string, error: ApiError }
 *   | { type: 'more-asked' }
 *   | { type: 'more-loaded', from: string, page: TicketPage }
 *   | { type: 'more-failed', from: string, error: ApiError }
 *   | { type: 'arrived', ticket: Ticket, isNew: boolean, filters: Filters, me?: number }
 *   | { type: 'changed', ticket: Ticket }
 *   | { type: 'fresh-shown' }} PagesEvent
 */

/** @type {Pages} */
export const NO_PAGES = { key: '', status: 'loading', tickets: [], fresh: [], next: null, error: null };

/**
 * @param {Pages} pages
 * @param {PagesEvent} event
 * @returns {Pages}
 */
export function reducePages(pages, event) {
  switch (event.type) {
    case 'retried':
      return { ...pages, status: 'loading', error: null };
    case 'loaded':
      return loaded(pages, event.key, event.page);
    case 'failed':
      // What is known of the same list stays.
      return { ...(event.key === pages.key ? pages : NO_PAGES), key: event.key, status: 'failed', error: event.error };
    case 'more-asked':
      return { ...pages, status: 'loading-more', error: null };
    case 'more-loaded':
      if (event.from !== pages.next) return pages;
      return {
        ...pages,
        status: 'ready',
        tickets: [...pages.tickets, ...without(event.page.tickets, pages.tickets)],
        next: event.page.next,
      };
    case 'more-failed':
      if (event.from !== pages.next) return pages;
      return { ...pages, status: 'failed-more', error: event.error };
    case 'arrived':
      return arrived(pages, event);
    case 'changed':
      return { ...pages, tickets: replaced(pages.tickets, event.ticket), fresh: replaced(pages.fresh, event.ticket) };
    case 'fresh-shown':
      return { ...pages, tickets: [...pages.fresh, ...pages.tickets], fresh: [] };
  }
}

/**
 * The first page again must not cost the reader the pages that were scrolled in already: where the
 * two overlap, the tickets below the overlap stay.
 *
 * @param {Pages} pages
 * @param {string} key
 * @param {TicketPage} page
 * @returns {Pages}
 */
function loaded(pages, key, page) {
  const ready = { ...NO_PAGES, key, status: /** @type {const} */ ('ready') };
  const last = page.tickets.at(-1);
  const overlap = last ? pages.tickets.findIndex((ticket) => ticket.id === last.id) : -1;
  if (key !== pages.key || overlap === -1 || !page.next) {
    return { ...ready, tickets: page.tickets, next: page.next };
  }
  return { ...ready, tickets: [...page.tickets, ...without(pages.tickets.slice(overlap + 1), page.tickets)], next: pages.next };
}

/**
 * @param {Pages} pages
 * @param {{ ticket: Ticket, isNew: boolean, filters: Filters, me?: number }} event
 * @returns {Pages}
 */
function arrived(pages, { ticket, isNew, filters, me }) {
  const known = [...pages.tickets, ...pages.fresh].find(({ id }) => id === ticket.id);
  if (known) {
    // Events can be delivered again after a reconnection; an older one must not win.
    return known.updated_at > ticket.updated_at ? pages : reducePages(pages, { type: 'changed', ticket });
  }
  if (!isNew || !isListed(ticket, filters, me)) return pages;
  return { ...pages, fresh: [ticket, ...pages.fresh] };
}

/**
 * What a live event does not have stays.
 *
 * @param {Ticket[]} tickets
 * @param {Ticket} changed
 */
const replaced = (tickets, changed) =>
  tickets.map((ticket) => (ticket.id === changed.id ? { ...ticket, ...changed } : ticket));

/**
 * @param {Ticket[]} tickets
 * @param {Ticket[]} others
 */
function without(tickets, others) {
  const ids = new Set(others.map(({ id }) => id));
  return tickets.filter(({ id }) => !ids.has(id));
}
