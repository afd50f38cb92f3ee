/** Tickets that an agent, Anna, has before her in the workplace. */
import { http, HttpResponse } from 'msw';
import { AGENTS, page, server, ticket, TICKET, TICKETS } from '../api.js';
import { AGENT, asks } from '../people.js';

/** @import { Ticket } from '../../src/api/ticket.js' */

export const ANNA = { id: 3, name: 'Anna Ek' };
export const BO = { id: 4, name: 'Bo Lind' };

/**
 * @param {number} count
 * @param {(id: number) => Partial<Ticket>} [different]
 * @returns {Ticket[]} with the numbers from `count` to 1
 */
export const some = (count, different = () => ({})) =>
  Array.from({ length: count }, (_, index) => {
    const id = count - index;
    return ticket({ id, title: `Problem ${id}`, ...different(id) });
  });

/**
 * @param {Ticket[]} [tickets]
 * @returns {{ queries: string[] }} what was asked for
 */
export function workplace(tickets = some(3)) {
  /** @type {string[]} */
  const queries = [];
  asks({ ...AGENT, account: /** @type {any} */ ({ ...AGENT.account, ...ANNA }) });
  server.use(
    http.get(AGENTS, () => HttpResponse.json({ results: [ANNA, BO] })),
    http.get(TICKETS, ({ request }) => {
      const { search, searchParams } = new URL(request.url);
      if (searchParams.has('duplicate_of')) return page([]);
      queries.push(decodeURIComponent(search));
      return page(tickets);
    }),
    http.get(TICKET, ({ params }) =>
      HttpResponse.json(tickets.find(({ id }) => `${id}` === params.id) ?? ticket({ id: Number(params.id) }), { headers: { ETag: '"1"' } }),
    ),
  );
  return { queries };
}
