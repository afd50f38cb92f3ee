/**
 * The ticket API as the contracts describe it. A test overrides answers with `server.use`.
 */
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import classifySuccess from '../../contracts/public-api/classify-success.json';
import countsJson from '../../contracts/public-api/counts.json';
import errorValidation from '../../contracts/public-api/error-validation.json';
import health from '../../contracts/public-api/health.json';
import historyJson from '../../contracts/public-api/history.json';
import requestJson from '../../contracts/public-api/request.json';
import sessionJson from '../../contracts/public-api/session.json';
import statsDaily from '../../contracts/public-api/stats-daily.json';
import statsSuggestions from '../../contracts/public-api/stats-suggestions.json';
import statsSuggestionsWrong from '../../contracts/public-api/stats-suggestions-wrong.json';
import stats from '../../contracts/public-api/stats.json';
import ticketPage from '../../contracts/public-api/ticket-page.json';
import createdJson from '../../contracts/public-api/ticket-created.json';
import ticketJson from '../../contracts/public-api/ticket.json';

/**
 * @import { Session } from '../src/api/session.js'
 * @import { Ticket } from '../src/api/ticket.js'
 */

export const TICKETS = '/api/tickets/';
/** Its number alone: other endpoints have words there. */
export const TICKET = '/api/tickets/:id(\\d+)/';
export const HISTORY = '/api/tickets/:id/history/';
export const CLASSIFY = '/api/tickets/classify/';
export const STATS = '/api/tickets/stats/';
export const DAILY = '/api/tickets/stats/daily/';
export const SUGGESTIONS = '/api/tickets/stats/suggestions/';
export const WRONG = '/api/tickets/stats/suggestions/wrong/';
export const HEALTH = '/api/health/';
export const SESSION = '/api/session/';
export const REQUEST = '/api/request/';
export const SET_UP = '/api/session/set-up/';
export const MESSAGES = '/api/tickets/:id/messages/';
export const LATER_SUGGESTION = '/api/tickets/:id/suggestion/';
export const SIMILAR = '/api/tickets/:id/similar/';
export const VERDICT = '/api/tickets/:id/similar/:other/';
export const SIMILAR_STATS = '/api/tickets/stats/similar/';
export const OWN_SIMILAR = '/api/request/similar/';
export const AGENTS = '/api/agents/';
export const MACROS = '/api/macros/';
export const COUNTS = '/api/tickets/counts/';

/** @param {Partial<Session>} [different] */
export const session = (different = {}) => HttpResponse.json({ ...sessionJson, ...different });

/**
 * @param {Partial<Ticket>} [different]
 * @returns {Ticket}
 */
export const ticket = (different = {}) => /** @type {Ticket} */ ({ ...ticketJson, ...different });

/**
 * @param {Ticket[]} results
 * @param {string | null} [next]
 */
export const page = (results, next = null) => HttpResponse.json({ ...ticketPage, next, results });

/**
 * @param {number} status
 * @param {string} error
 * @param {Record<string, string[]>} [details]
 * @param {Record<string, string>} [headers]
 * @param {string} [code]
 */
export const refusal = (status, error, details = {}, headers = {}, code = undefined) =>
  HttpResponse.json({ ...errorValidation, error, details, code }, { status, headers });

export const server = setupServer(
  http.get(SESSION, () => session()),
  http.get(SET_UP, () => HttpResponse.json({ needed: false })),
  http.get(REQUEST, () => HttpResponse.json(requestJson)),
  http.get(MESSAGES, () => HttpResponse.json({ older: null, results: [] })),
  http.get(LATER_SUGGESTION, () => HttpResponse.json({ suggestion: null })),
  http.get(SIMILAR_STATS, () => HttpResponse.json({ days: 30, models: [] })),
  http.get(SIMILAR, () => HttpResponse.json({ model: 'trigrams', results: [] })),
  http.post(OWN_SIMILAR, () => HttpResponse.json({ results: [] })),
  http.get(AGENTS, () => HttpResponse.json({ results: [] })),
  http.get(MACROS, () => HttpResponse.json({ results: [] })),
  http.get(STATS, () => HttpResponse.json(stats)),
  http.get(DAILY, () => HttpResponse.json(statsDaily)),
  http.get(SUGGESTIONS, () => HttpResponse.json(statsSuggestions)),
  http.get(WRONG, () => HttpResponse.json(statsSuggestionsWrong)),
  http.get(HEALTH, () => HttpResponse.json(health)),
  http.post(CLASSIFY, () => HttpResponse.json(classifySuccess)),
  http.get('/api/views/', () => HttpResponse.json([])),
  http.get(COUNTS, () => HttpResponse.json(countsJson)),
  http.get(HISTORY, () => HttpResponse.json(historyJson)),
  http.get(TICKETS, () => page([ticket()])),
  http.get(TICKET, () => HttpResponse.json(ticket(), { headers: { ETag: '"1"' } })),
  http.post(TICKETS, async ({ request }) => {
    const { suggestion_token: _, ...body } = /** @type {any} */ (await request.json());
    return HttpResponse.json({ ...createdJson, id: 18, ...body }, { status: 201 });
  }),
  http.patch(TICKET, async ({ request }) =>
    HttpResponse.json(ticket({ .../** @type {any} */ (await request.json()), updated_at: '2026-11-23T09:00:00Z' })),
  ),
);
