/**
 * The filters of the list, as they stand in the address and as the API understands them.
 *
 * @import { operations } from './api/schema.js'
 * @import { Ticket } from './ticket.js'
 * @typedef {NonNullable<operations['ticket_list']['parameters']['query']>} Query
 * @typedef {Required<Pick<Query, 'category' | 'priority' | 'status' | 'search'>>} Filters
 *   an empty string means "any"
 */
import { CATEGORIES, PRIORITIES, STATUSES } from './ticket.js';

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
 * The words of a search; quotes keep a phrase together, as the API does it.
 *
 * @param {string} search
 * @returns {string[]}
 */
export function searchWords(search) {
  return [...search.matchAll(/"([^"]+)"|[^\s"]+/g)].map((match) => (match[1] ?? match[0]).trim()).filter(Boolean);
}

/**
 * Whether the API would list this ticket under these filters. Needed for tickets that arrive live.
 *
 * @param {Ticket} ticket
 * @param {Filters} filters
 */
export function isListed(ticket, filters) {
  const text = `${ticket.title}\n${ticket.description}`.toLowerCase();
  return (
    (!filters.category || ticket.category === filters.category) &&
    (!filters.priority || ticket.priority === filters.priority) &&
    (!filters.status || ticket.status === filters.status) &&
    searchWords(filters.search).every((word) => text.includes(word.toLowerCase()))
  );
}
