/**
 * The filters of the list in the page's address.
 *
 * @import { Filters } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 */
import { fold, searchWords, ticketNumber } from '../../ui/folding.js';
import { CATEGORIES, PRIORITIES, STATUSES } from '../../api/ticket.js';

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({ category: '', priority: '', status: '', search: '' });

/** @param {Filters} filters */
export const isFiltered = (filters) => Object.values(filters).some(Boolean);

/**
 * @param {string} query what follows the address's `?`
 * @returns {Filters} unknown values are left out, because the API would refuse them
 */
export function readFilters(query) {
  const params = new URLSearchParams(query);
  /** @template {string} T @param {string} name @param {T[]} values @returns {T | ''} */
  const known = (name, values) => values.find((value) => value === params.get(name)) ?? '';
  return {
    category: known('category', CATEGORIES),
    priority: known('priority', PRIORITIES),
    status: known('status', STATUSES),
    search: params.get('search')?.trim() ?? '',
  };
}

/**
 * @param {Filters} filters
 * @returns {string} '' or a query that begins with `?`
 */
export function writeFilters(filters) {
  const params = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return params.size ? `?${params}` : '';
}

/**
 * What the address says: which tickets are listed, and which one is pointed at.
 *
 * @typedef {{ filters: Filters, ticketId: number | null }} Address
 */

/** No ticket has a number that JavaScript could not tell from the next. */
const TICKET_NUMBER = /^[1-9]\d{0,14}$/;

/**
 * @param {string} query what follows the address's `?`
 * @returns {Address}
 */
export function readAddress(query) {
  const number = new URLSearchParams(query).get('ticket') ?? '';
  return { filters: readFilters(query), ticketId: TICKET_NUMBER.test(number) ? Number(number) : null };
}

/**
 * @param {Address} address
 * @returns {string} '' or a query that begins with `?`
 */
export function writeAddress({ filters, ticketId }) {
  const query = writeFilters(filters);
  if (ticketId === null) return query;
  return `${query}${query ? '&' : '?'}ticket=${ticketId}`;
}

/**
 * @param {number} id
 * @param {boolean} hasPage whether the reader sees conversations
 * @returns {string} the address of one ticket, to be shared
 */
export const ticketAddress = (id, hasPage) =>
  hasPage ? `/tickets/${id}` : `/${writeAddress({ filters: NO_FILTERS, ticketId: id })}`;

/**
 * @param {string} path of the address
 * @returns {number | null} the ticket whose page it is
 */
export function readTicketPath(path) {
  const [, number = ''] = path.match(/^\/tickets\/([^/]+)\/?$/) ?? [];
  return TICKET_NUMBER.test(number) ? Number(number) : null;
}

/**
 * Whether the API would list this ticket under these filters. Needed for tickets that arrive live.
 *
 * @param {Ticket} ticket
 * @param {Filters} filters
 */
export function isListed(ticket, filters) {
  const text = `${fold(ticket.title)}\n${fold(ticket.description)}`;
  const isFound = () => searchWords(filters.search).every((word) => text.includes(word));
  return (
    (!filters.category || ticket.category === filters.category) &&
    (!filters.priority || ticket.priority === filters.priority) &&
    (!filters.status || ticket.status === filters.status) &&
    (ticketNumber(filters.search) === ticket.id || isFound())
  );
}
