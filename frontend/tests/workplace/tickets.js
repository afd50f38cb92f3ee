/** Tickets that an agent, Anna, has before her in the workplace. */
import { http, HttpResponse } from 'msw';
import { AGENTS, HISTORY, page, refusal, server, ticket, TICKET, TICKETS } from '../api.js';
import { AGENT, asks } from '../people.js';

/** @import { Ticket } from '../../src/api/ticket.js' */

export const ANNA = { id: 3, name: 'Anna Ek' };
export const BO = { id: 4, name: 'Bo Lind' };
export const BULK = '/api/tickets/bulk/';

/**
 * @param {number} count
 * @param {(id: number) => Partial<Ticket>} [different]
 * @returns {Ticket[]} with the numbers from `count` to 1
 */
export const some = (count, different = () => ({})) =>
  Array.from({ length: count }, (_, index) => {
    const id = count - index;
    return ticket({ id, title: `Problem ${id}`, assignee: null, ...different(id) });
  });

/**
 * Tickets that the API keeps and changes as the real one does.
 *
 * @param {Ticket[]} [tickets]
 */
export function workplace(tickets = some(3)) {
  const kept = new Map(tickets.map((each) => [each.id, each]));
  /** What was asked for. @type {string[]} */
  const queries = [];
  /** @type {any[]} */
  const bulks = [];
  /** @type {any[]} */
  const patches = [];
  let changes = 0;
  /** @param {number} id  @param {any} body */
  const apply = (id, body) => {
    changes += 1;
    const assignee = 'assignee' in body ? { assignee: [ANNA, BO].find((one) => one.id === body.assignee) ?? null } : {};
    const status = body.duplicate_of ? { status: 'closed' } : {};
    const after = /** @type {Ticket} */ ({ ...kept.get(id), ...body, ...assignee, ...status, updated_at: `2026-11-23T09:00:${`${changes}`.padStart(2, '0')}Z` });
    kept.set(id, after);
    return after;
  };
  asks({ ...AGENT, account: /** @type {any} */ ({ ...AGENT.account, ...ANNA }) });
  server.use(
    http.get(AGENTS, () => HttpResponse.json({ results: [ANNA, BO] })),
    http.get(TICKETS, ({ request }) => {
      const { search, searchParams } = new URL(request.url);
      if (searchParams.has('duplicate_of')) return page([]);
      queries.push(decodeURIComponent(search));
      return page([...kept.values()]);
    }),
    http.get(HISTORY, () => HttpResponse.json({ next: null, results: [] })),
    http.get(TICKET, ({ params }) =>
      HttpResponse.json(kept.get(Number(params.id)) ?? ticket({ id: Number(params.id) }), { headers: { ETag: '"1"' } }),
    ),
    http.patch(TICKET, async ({ request, params }) => {
      const body = /** @type {any} */ (await request.json());
      patches.push(body);
      return HttpResponse.json(apply(Number(params.id), body), { headers: { ETag: '"2"' } });
    }),
    http.post(BULK, async ({ request }) => {
      const { items } = /** @type {any} */ (await request.json());
      bulks.push(items);
      const results = items.map((/** @type {any} */ { id, changes: body, if_updated_at: seen }) => {
        const before = kept.get(id);
        if (!before) return { id, status: 404, error: { error: 'Not Found', details: {} } };
        if (before.updated_at !== seen) return { id, status: 412, error: { error: 'Precondition Failed', details: {} } };
        return { id, status: 200, ticket: apply(id, body) };
      });
      return HttpResponse.json({ results });
    }),
  );
  return { kept, queries, bulks, patches };
}

/** The next bulk change fails. */
export const failing = () => server.use(http.post(BULK, () => refusal(500, 'Server Error'), { once: true }));
