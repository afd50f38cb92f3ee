/**
 * The filters of the list in the page's address: the parameters of the API (docs/api.md).
 *
 * @import { Filters } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 */
import { fold, searchWords, ticketNumber } from '../../ui/folding.js';
import { CATEGORIES, PRIORITIES, STATUSES } from '../../api/ticket.js';

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({
  category: '',
  priority: '',
  status: '',
  assignee: '',
  requester: '',
  duplicate_of: '',
  waiting: '',
  created_after: '',
  created_before: '',
  replied_after: '',
  replied_before: '',
  resolved_after: '',
  resolved_before: '',
  tz: '',
  search: '',
  sort: '',
});

/** What orders the list or says how its days are read narrows nothing. @type {(keyof Filters)[]} */
const NARROW_NOTHING = ['tz', 'sort'];
/** The API answers these to accounts with a role alone. @type {(keyof Filters)[]} */
const OF_PERSONS = [
  'assignee',
  'requester',
  'duplicate_of',
  'waiting',
  'replied_after',
  'replied_before',
  'resolved_after',
  'resolved_before',
];

export const NAMES = /** @type {(keyof Filters)[]} */ (Object.keys(NO_FILTERS));
export const SORTS = ['newest', 'oldest', 'changed', 'priority', 'waiting'];

/** @param {Filters} filters */
export const isFiltered = (filters) => NAMES.some((name) => filters[name] && !NARROW_NOTHING.includes(name));

/** @param {string} value of a filter that may have several  @returns {string[]} */
export const valuesOf = (value) => value.split(',').filter(Boolean);

const NUMBER = /^[1-9]\d{0,17}$/;
const MOMENT = /^(today(-\d{1,4})?|\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d(:?\d\d)?)?)?)$/;

/** @param {string} name of a time zone */
function isZone(name) {
  try {
    return Boolean(name && new Intl.DateTimeFormat(undefined, { timeZone: name }));
  } catch {
    return false;
  }
}

/**
 * @param {string[]} known
 * @returns {(given: string[]) => string} those that are known, in the order of the API
 */
const anyOf = (known) => (given) => {
  const words = given.flatMap((each) => each.split(','));
  return known.filter((word) => words.includes(word)).join(',');
};

/** @param {(value: string) => boolean} isGood  @returns {(given: string[]) => string} */
const one = (isGood) => (given) => (isGood(given[0]) ? given[0] : '');

/** @type {Record<keyof Filters, (given: string[]) => string>} */
const READERS = {
  category: anyOf(CATEGORIES),
  priority: anyOf(PRIORITIES),
  status: anyOf(STATUSES),
  assignee: one((value) => ['me', 'none'].includes(value) || NUMBER.test(value)),
  requester: one((value) => NUMBER.test(value)),
  duplicate_of: one((value) => NUMBER.test(value)),
  waiting: one((value) => value === 'true'),
  created_after: one((value) => MOMENT.test(value)),
  created_before: one((value) => MOMENT.test(value)),
  replied_after: one((value) => MOMENT.test(value)),
  replied_before: one((value) => MOMENT.test(value)),
  resolved_after: one((value) => MOMENT.test(value)),
  resolved_before: one((value) => MOMENT.test(value)),
  tz: one(isZone),
  search: ([value]) => value.trim(),
  sort: one((value) => SORTS.includes(value) && value !== 'newest'),
};

/**
 * @param {string} query what follows the address's `?`
 * @param {Filters} [others] the filters that the address does not name
 * @returns {Filters} unknown values are left out, because the API would refuse them
 */
export function readFilters(query, others = NO_FILTERS) {
  const params = new URLSearchParams(query);
  const read = NAMES.map((name) => [name, params.has(name) ? READERS[name](params.getAll(name)) : others[name]]);
  return /** @type {Filters} */ (Object.fromEntries(read));
}

/**
 * @param {Filters} filters
 * @param {Filters} [others] those that need not be named
 * @returns {string} '' or a query that begins with `?`
 */
export function writeFilters(filters, others = NO_FILTERS) {
  const named = NAMES.filter((name) => filters[name] !== others[name]);
  const params = new URLSearchParams(named.map((name) => [name, filters[name]]));
  return params.size ? `?${params}`.replaceAll('%2C', ',') : '';
}

/** @param {Filters} filters  @returns {Filters} those that the API answers to everybody */
export function publicFilters(filters) {
  const without = OF_PERSONS.map((name) => [name, '']);
  return { ...filters, ...Object.fromEntries(without), ...(filters.sort === 'waiting' ? { sort: '' } : {}) };
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

const UNFINISHED = ['open', 'in_progress'];

/**
 * Whether the API would list this ticket under these filters. Needed for tickets that arrive or change while
 * the page is open. Days are left to the API.
 *
 * @param {Ticket} ticket
 * @param {Filters} filters
 * @param {number} [me] the reader's account
 */
export function isListed(ticket, filters, me) {
  const { assignee, requester, duplicate_of: original, waiting, sort } = filters;
  const isAny = (/** @type {'category' | 'priority' | 'status'} */ name) =>
    !filters[name] || valuesOf(filters[name]).includes(ticket[name]);
  const owner = ticket.assignee?.id ?? null;
  const isOwned = { '': true, none: owner === null, me: owner !== null && owner === me }[assignee] ?? `${owner}` === assignee;
  const isFound = () => {
    const text = `${fold(ticket.title)}\n${fold(ticket.description)}`;
    return searchWords(filters.search).every((word) => text.includes(word));
  };
  return (
    isAny('category') &&
    isAny('priority') &&
    isAny('status') &&
    isOwned &&
    (!requester || `${ticket.requester?.id}` === requester) &&
    (!original || `${ticket.duplicate_of}` === original) &&
    ((!waiting && sort !== 'waiting') || Boolean(ticket.waiting_since)) &&
    (sort !== 'priority' || UNFINISHED.includes(ticket.status)) &&
    (ticketNumber(filters.search) === ticket.id || isFound())
  );
}
