/** A ticket with a conversation, as the API keeps it for accounts with a role. */
import { http, HttpResponse } from 'msw';
import { AGENTS, HISTORY, MACROS, MESSAGES, page, refusal, server, ticket, TICKET, TICKETS } from '../api.js';
import { AGENT, asks } from '../people.js';

/**
 * @import { Message, NewMessage } from '../../src/api/messages.js'
 * @import { Ticket } from '../../src/api/ticket.js'
 */

export const ANNA = { id: 3, name: 'Anna Ek' };
export const BO = { id: 4, name: 'Bo Lind' };

/** @param {Partial<Message>} [different]  @returns {Message} */
export const message = (different = {}) => ({
  id: 1,
  kind: 'request',
  author: { name: 'Rea Quist', role: 'requester' },
  body: 'It still does not work.',
  created_at: '2026-11-23T08:16:00Z',
  ...different,
});

/**
 * Anna works on ticket 17; what she sends is kept as the API keeps it.
 *
 * @param {object} [options]
 * @param {Message[]} [options.messages] oldest first
 * @param {Partial<Ticket>} [options.different]
 * @param {unknown[]} [options.changes]
 */
export function conversation({ messages = [], different = {}, changes = [] } = {}) {
  const kept = { messages, isAnswerLost: false, ticket: ticket({ requester: { id: 9, name: 'Rea Quist', email: 'rea@example.com' }, assignee: null, ...different }) };
  /** @type {{ key: string | null, body: NewMessage }[]} */
  const posts = [];
  /** @type {string[]} */
  const reads = [];
  /** @type {any[]} */
  const patches = [];
  /** @type {any[]} */
  const bulks = [];
  /** @type {Map<string, { sent: Message, body: string }>} */
  const byKey = new Map();
  asks({ ...AGENT, account: /** @type {any} */ ({ ...AGENT.account, ...ANNA }) });
  server.use(
    http.get(AGENTS, () => HttpResponse.json({ results: [ANNA, BO] })),
    http.get(MACROS, () =>
      HttpResponse.json({
        results: [
          { id: 1, title: 'Ask for the browser', body: 'Which browser do you use, {{requester.name}}?' },
          { id: 2, title: 'Goodbye', body: 'You are welcome.' },
        ],
      }),
    ),
    http.get(TICKETS, ({ request }) => page(request.url.includes('duplicate_of') ? [] : [kept.ticket])),
    http.get(HISTORY, () => HttpResponse.json({ next: null, results: changes })),
    http.get(TICKET, ({ params }) => HttpResponse.json({ ...kept.ticket, id: Number(params.id) }, { headers: { ETag: '"1"' } })),
    http.patch(TICKET, async ({ request }) => {
      const body = /** @type {any} */ (await request.json());
      patches.push(body);
      const assignee = [ANNA, BO].find(({ id }) => id === body.assignee) ?? null;
      Object.assign(kept.ticket, body, 'assignee' in body ? { assignee } : {}, body.duplicate_of ? { status: 'closed' } : {}, { updated_at: '2026-11-23T09:00:00Z' });
      return HttpResponse.json(kept.ticket);
    }),
    http.post('*/api/tickets/bulk/', async ({ request }) => {
      const { items } = /** @type {any} */ (await request.json());
      bulks.push(items);
      for (const { changes } of items) Object.assign(kept.ticket, changes);
      return HttpResponse.json({ results: items.map((/** @type {any} */ { id }) => ({ id, status: 200, ticket: kept.ticket })) });
    }),
    http.get(MESSAGES, ({ request }) => {
      const { searchParams } = new URL(request.url);
      reads.push(searchParams.toString());
      const after = Number(searchParams.get('after') ?? 0);
      return HttpResponse.json({ older: null, results: kept.messages.filter(({ id }) => id > after) });
    }),
    http.post(MESSAGES, async ({ request }) => {
      const body = /** @type {NewMessage} */ (await request.json());
      const key = request.headers.get('Idempotency-Key') ?? '';
      posts.push({ key, body });
      const known = byKey.get(key);
      if (known && known.body !== JSON.stringify(body)) {
        return HttpResponse.json({ error: 'Conflict', code: 'key_reused', details: { detail: ['This Idempotency-Key was used for another message.'] } }, { status: 409 });
      }
      if (known) return HttpResponse.json(known.sent, { status: 201 });
      const newer = kept.messages.filter(({ id, author }) => id > body.seen && author.name !== ANNA.name);
      if (newer.length > 0) {
        return HttpResponse.json({ error: 'Conflict', code: 'newer_messages', details: {}, newer }, { status: 409 });
      }
      const sent = message({
        id: kept.messages.length + 1,
        kind: body.kind,
        author: { name: ANNA.name, role: 'agent' },
        body: body.body,
        created_at: '2026-11-23T08:20:00Z',
        ...(body.to_duplicates ? { sent_to: [20, 21] } : {}),
      });
      byKey.set(key, { sent, body: JSON.stringify(body) });
      if (body.status) Object.assign(kept.ticket, { status: body.status, updated_at: '2026-11-23T09:00:00Z' });
      kept.messages = [...kept.messages, sent];
      return kept.isAnswerLost ? HttpResponse.error() : HttpResponse.json(sent, { status: 201 });
    }),
  );
  return { kept, posts, reads, patches, bulks };
}

export const failing = () => server.use(http.post(MESSAGES, () => refusal(500, 'Server Error'), { once: true }));
