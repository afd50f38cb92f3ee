/**
 * The endpoints of the public API (requirements §4), one function each. Paths, bodies and answers are
 * checked against schema.d.ts, which is made from the API's own description.
 *
 * @import { Ticket, Category, Priority } from './ticket.js'
 * @import { operations, paths } from './schema.js'
 */
import { request } from './client.js';

/** @typedef {Answer<'ticket_create'>} SentTicket private_link: where its sender follows it, `/request#token` */
/** @typedef {{ tickets: Ticket[], next: string | null }} TicketPage */
/**
 * @typedef {Record<keyof Omit<NonNullable<operations['ticket_list']['parameters']['query']>, 'limit' | 'cursor'>
 *   | 'replied_after' | 'replied_before' | 'resolved_after' | 'resolved_before', string>} Filters
 *   of the list, as the API's parameters; several values are separated by commas, an empty string means "any"
 */
/**
 * @template {keyof operations} Name
 * @typedef {operations[Name]['responses'] extends { 200: { content: { 'application/json': infer Body } } } ? Body
 *   : operations[Name]['responses'] extends { 201: { content: { 'application/json': infer Body } } } ? Body
 *   : never} Answer what an operation of the API answers when all is well
 */
/**
 * @typedef {operations['ticket_create']['requestBody']['content']['application/json'] & {
 *   suggestion_token?: string, requester?: { name?: string, email?: string },
 * }} NewTicket
 */
/**
 * @typedef {object} Suggestion
 * @property {Category} category
 * @property {Priority} priority
 * @property {boolean} isFallback the classifier could not be asked; these are the defaults
 * @property {string} reason empty at a fallback
 * @property {number | null} confidence 0 to 1
 * @property {readonly string[]} unsure the fields whose suggestion is better not shown
 * @property {string | undefined} token goes along when the ticket is sent
 */
/** @typedef {Answer<'ticket_history'>['results'][number]} TicketChange one field that was changed */
/** @typedef {{ changes: TicketChange[], next: string | null }} ChangePage oldest first */
/** @typedef {Answer<'ticket_stats'>} Stats */
/** @typedef {Answer<'ticket_stats_suggestions'>} SuggestionStats */
/** @typedef {Answer<'ticket_stats_suggestions_wrong'>[number]} WrongSuggestion */
/** @typedef {Answer<'ticket_stats_daily'>[number]} DayCount date is YYYY-MM-DD */

/** @satisfies {Record<string, keyof paths>} */
const PATHS = /** @type {const} */ ({
  tickets: '/api/tickets/',
  ticket: '/api/tickets/{ticket_id}/',
  history: '/api/tickets/{ticket_id}/history/',
  bulk: '/api/tickets/bulk/',
  links: '/api/tickets/{ticket_id}/links/',
  classify: '/api/tickets/classify/',
  stats: '/api/tickets/stats/',
  daily: '/api/tickets/stats/daily/',
  suggestions: '/api/tickets/stats/suggestions/',
  wrong: '/api/tickets/stats/suggestions/wrong/',
  health: '/api/health/',
});

/**
 * @param {number} id
 * @param {string} [path]
 */
export const ticketPath = (id, path = PATHS.ticket) => path.replace('{ticket_id}', `${id}`);

/** The server answers within 12 s whatever happens behind it (contracts/timeouts.json). */
const CLASSIFY_TIMEOUT_MS = 15_000;

/** @param {Filters} filters  @returns {string} the path of the first page of a list */
export function listPath(filters) {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return `${PATHS.tickets}${query.size ? `?${query}`.replaceAll('%2C', ',') : ''}`;
}

/**
 * @param {Filters} filters
 * @param {AbortSignal} [signal]
 * @returns {Promise<TicketPage>}
 */
export const listTickets = (filters, signal) => readPage(listPath(filters), signal);

/**
 * @param {string} next the `next` of the page before
 * @param {AbortSignal} [signal]
 * @returns {Promise<TicketPage>}
 */
export function listMoreTickets(next, signal) {
  return readPage(withoutHost(next), signal);
}

/** Tickets that the server lists at once at most (contracts/limits.json). */
export const PAGE_MAX = 200;
/** More duplicates than a reply goes to. */
const DUPLICATE_PAGES = 3;

/** @typedef {{ tickets: Ticket[], isWhole: boolean }} Duplicates newest first; isWhole: there are no others */

/** @param {number} id of the original */
export const duplicatesPath = (id) => `${PATHS.tickets}?duplicate_of=${id}&limit=${PAGE_MAX}`;

/**
 * @param {number} id of the original
 * @param {AbortSignal} [signal]
 * @returns {Promise<Duplicates>}
 */
export async function listDuplicates(id, signal) {
  let page = await readPage(duplicatesPath(id), signal);
  const { tickets } = page;
  for (let pages = 1; page.next && pages < DUPLICATE_PAGES; pages += 1) {
    page = await listMoreTickets(page.next, signal);
    tickets.push(...page.tickets);
  }
  return { tickets, isWhole: page.next === null };
}

/**
 * @param {number} id of a requester
 * @param {number} count so many at most
 * @param {AbortSignal} [signal]
 * @returns {Promise<TicketPage>} newest first
 */
export const listOfRequester = (id, count, signal) => readPage(`${PATHS.tickets}?requester=${id}&limit=${count}`, signal);

/**
 * Only path and query count: behind a proxy the server may not know its own public address.
 *
 * @param {string} address
 */
function withoutHost(address) {
  const { pathname, search } = new URL(address, window.location.href);
  return pathname + search;
}

/**
 * @param {string} path
 * @param {AbortSignal} [signal]
 */
async function readPage(path, signal) {
  /** @type {{ data: Answer<'ticket_list'> }} */
  const { data } = await request(path, { signal });
  return { tickets: data.results, next: data.next };
}

/**
 * @param {NewTicket} ticket
 * @param {string} idempotencyKey the same on a retry, so that a lost answer makes no second ticket
 * @returns {Promise<SentTicket>}
 */
export async function createTicket(ticket, idempotencyKey) {
  /** @type {{ data: Answer<'ticket_create'> }} */
  const { data } = await request(PATHS.tickets, {
    method: 'POST',
    body: ticket,
    headers: { 'Idempotency-Key': idempotencyKey },
  });
  return data;
}

/**
 * @param {number} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ ticket: Ticket, etag: string | null }>}
 */
export async function getTicket(id, signal) {
  /** @type {{ data: Answer<'ticket_get'>, headers: Headers }} */
  const { data, headers } = await request(ticketPath(id), { signal });
  return { ticket: data, etag: headers.get('ETag') };
}

/**
 * @param {number} id
 * @param {NonNullable<operations['ticket_update']['requestBody']>['content']['application/json']} changes
 * @param {string | null} etag the server refuses with 412 when the ticket is no longer that one
 * @returns {Promise<Ticket>}
 */
export async function updateTicket(id, changes, etag) {
  /** @type {{ data: Answer<'ticket_update'> }} */
  const { data } = await request(ticketPath(id), {
    method: 'PATCH',
    body: changes,
    headers: etag ? { 'If-Match': etag } : {},
  });
  return data;
}

/** @typedef {NonNullable<operations['ticket_update']['requestBody']>['content']['application/json']} SentChanges */
/** @typedef {Answer<'ticket_bulk_update'>['results'][number]} BulkResult */
/** How many tickets one request changes at most (contracts/limits.json). */
export const BULK_MAX = 200;

/**
 * Changes many tickets in one request, each only while its `updated_at` is the one given.
 *
 * @param {{ id: number, changes: SentChanges, if_updated_at: string }[]} items
 * @returns {Promise<BulkResult[]>} in the order given
 */
export async function updateTickets(items) {
  /** @type {{ data: Answer<'ticket_bulk_update'> }} */
  const { data } = await request(PATHS.bulk, { method: 'POST', body: { items } });
  return data.results;
}

/**
 * @param {number} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<ChangePage>}
 */
export function listChanges(id, signal) {
  return readChanges(ticketPath(id, PATHS.history), signal);
}

/**
 * @param {string} next the `next` of the page before
 * @returns {Promise<ChangePage>}
 */
export function listMoreChanges(next) {
  return readChanges(withoutHost(next));
}

/**
 * @param {string} path
 * @param {AbortSignal} [signal]
 */
async function readChanges(path, signal) {
  /** @type {{ data: Answer<'ticket_history'> }} */
  const { data } = await request(path, { signal });
  return { changes: data.results, next: data.next };
}

/**
 * @param {number} id
 * @returns {Promise<string>} a new private link for the person who sent the ticket: `/request#token`
 */
export async function renewLink(id) {
  /** @type {{ data: Answer<'ticket_link_create'> }} */
  const { data } = await request(ticketPath(id, PATHS.links), { method: 'POST' });
  return data.private_link;
}

/** Ends every private link of the ticket that was made until now. @param {number} id */
export async function revokeLinks(id) {
  await request(ticketPath(id, PATHS.links), { method: 'DELETE' });
}

/**
 * @param {string} description
 * @param {AbortSignal} [signal]
 * @returns {Promise<Suggestion>}
 */
export async function classify(description, signal) {
  /** @type {{ data: Answer<'ticket_classify'> }} */
  const { data } = await request(PATHS.classify, {
    method: 'POST',
    body: { description },
    signal,
    timeoutMs: CLASSIFY_TIMEOUT_MS,
  });
  return {
    category: data.suggested_category,
    priority: data.suggested_priority,
    isFallback: 'warning' in data,
    reason: data.suggestion?.reason ?? '',
    confidence: data.suggestion?.confidence ?? null,
    unsure: data.suggestion?.unsure ?? [],
    token: data.suggestion?.token,
  };
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Stats>}
 */
export async function fetchStats(signal) {
  return (await request(PATHS.stats, { signal })).data;
}

/**
 * @param {number} days
 * @param {string} zone the IANA name of the time zone whose days are counted
 * @param {AbortSignal} [signal]
 * @returns {Promise<DayCount[]>} oldest first, days without a ticket included
 */
export async function fetchDailyStats(days, zone, signal) {
  return (await request(`${PATHS.daily}?${new URLSearchParams({ days: `${days}`, tz: zone })}`, { signal })).data;
}

/**
 * @param {number} days
 * @param {AbortSignal} [signal]
 * @returns {Promise<SuggestionStats>}
 */
export async function fetchSuggestionStats(days, signal) {
  return (await request(`${PATHS.suggestions}?days=${days}`, { signal })).data;
}

/**
 * @param {number} days
 * @param {number} limit
 * @param {AbortSignal} [signal]
 * @returns {Promise<WrongSuggestion[]>} newest first
 */
export async function fetchWrongSuggestions(days, limit, signal) {
  return (await request(`${PATHS.wrong}?days=${days}&limit=${limit}`, { signal })).data;
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer<'health_retrieve'>>}
 */
export async function fetchHealth(signal) {
  return (await request(PATHS.health, { signal })).data;
}
