import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { MESSAGES, page, server, ticket, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { openPortal, pass } from '../portal.jsx';
import { conversation, failing, message } from './conversation.js';

/** @import { Ticket } from '../../src/api/ticket.js' */

const reply = () => screen.findByRole('textbox', { name: 'Reply to the requester' });
const send = '{Control>}{Enter}{/Control}';
const sendAndResolve = '{Control>}{Shift>}{Enter}{/Shift}{/Control}';
const duplicate = (/** @type {number} */ id, different = {}) => ticket({ id, title: `No. ${id}`, status: 'closed', duplicate_of: 17, ...different });
const many = (/** @type {number} */ count) => Array.from({ length: count }, (_, at) => duplicate(1_000 - at));

/**
 * The next message does not reach the page's server; what was sent is returned.
 *
 * @returns {{ key: string | null, body: any }[]}
 */
function lost() {
  /** @type {{ key: string | null, body: any }[]} */
  const tries = [];
  server.use(
    http.post(
      MESSAGES,
      async ({ request }) => {
        tries.push({ key: request.headers.get('Idempotency-Key'), body: await request.json() });
        return HttpResponse.error();
      },
      { once: true },
    ),
  );
  return tries;
}

/**
 * The list of duplicates, in pages as the server has them.
 *
 * @param {Ticket[]} duplicates
 * @returns {{ duplicates: Ticket[], reads: number }} may be changed
 */
function listed(duplicates) {
  const kept = { duplicates, reads: 0 };
  server.use(
    http.get(TICKETS, ({ request }) => {
      const { searchParams } = new URL(request.url);
      if (searchParams.get('duplicate_of') !== '17') return page([ticket()]);
      const from = Number(searchParams.get('cursor') ?? 0);
      const to = from + Number(searchParams.get('limit') ?? 50);
      kept.reads += from === 0 ? 1 : 0;
      const next = to < kept.duplicates.length ? `http://elsewhere/api/tickets/?duplicate_of=17&limit=${to - from}&cursor=${to}` : null;
      return page(kept.duplicates.slice(from, to), next);
    }),
  );
  return kept;
}

describe('a message that resolves', () => {
  test('still does so when it waits for the network and is edited, and is the same try', async () => {
    const { posts } = conversation();
    const tries = lost();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    await user.type(await reply(), send);
    await screen.findByRole('article', { name: 'Reply by Anna Ek' });
    expect(posts).toEqual(tries);
    expect(posts[0].body.status).toBe('resolved');
  });

  test('still does so with another text', async () => {
    const { posts } = conversation();
    lost();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    await user.type(await reply(), ' Goodbye.');
    await user.click(screen.getByRole('button', { name: 'Send and resolve' }));
    await waitFor(() => expect(posts.map(({ body }) => [body.body, body.status])).toEqual([['Done. Goodbye.', 'resolved']]));
  });

  test('still does so when others have written meanwhile', async () => {
    const { kept, posts } = conversation();
    lost();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await screen.findByRole('list', { name: 'Waiting to be sent' });
    kept.messages = [message({ body: 'One more thing.' })];
    await pass(4_000);
    await screen.findByText(/Somebody has written meanwhile/);
    await user.click(screen.getByRole('button', { name: 'Edit' }));
    await screen.findByRole('button', { name: 'Send anyway and resolve' });
    await user.type(await reply(), send);
    await waitFor(() => expect(posts.map(({ body }) => [body.seen, body.status])).toEqual([[0, 'resolved'], [1, 'resolved']]));
  });

  test('still does so after a failure and a reload, until its writer chooses otherwise', async () => {
    const { posts } = conversation();
    failing();
    const { user, unmount } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await screen.findByText(/It is kept here; send it again/);
    unmount();
    const again = openPortal('/tickets/17');
    expect(await reply()).toHaveValue('Done.');
    const [first, second] = screen.getAllByRole('button', { name: /^Send/ });
    expect([first.textContent, second.textContent]).toEqual(['Send and resolve', 'Send']);
    await again.user.click(second);
    await waitFor(() => expect(posts.map(({ body }) => body.status)).toEqual([undefined]));
    await waitFor(() => expect(screen.getAllByRole('button', { name: /^Send/ })[0]).toHaveTextContent(/^Send$/));
  });

  test('is the same try also when the ticket turns out to be resolved', async () => {
    const { kept, posts } = conversation();
    const tries = lost();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    Object.assign(kept.ticket, { status: 'resolved', updated_at: '2026-11-23T09:00:00Z' });
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: kept.ticket });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Send and resolve' })).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(posts).toEqual(tries));
  });

  test('is stored once when it was stored, its answer was lost, and the ticket was closed meanwhile', async () => {
    const { kept, posts, patches } = conversation();
    kept.isAnswerLost = true;
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    kept.isAnswerLost = false;
    Object.assign(kept.ticket, { status: 'closed', updated_at: '2026-11-23T09:01:00Z' });
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: kept.ticket });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Send and resolve' })).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(async () => expect(await reply()).toHaveValue(''));
    expect(kept.messages.map(({ body }) => body)).toEqual(['Done.']);
    expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
    expect(posts.map(({ body }) => body.status)).toEqual(['resolved', undefined, 'resolved']);
    expect([kept.ticket.status, patches]).toEqual(['closed', []]);
  });

  test('resolves the ticket when the same text was stored without it and its answer was lost', async () => {
    const { kept, posts, patches } = conversation();
    kept.isAnswerLost = true;
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${send}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    kept.isAnswerLost = false;
    await user.click(screen.getByRole('button', { name: 'Send and resolve' }));
    await waitFor(async () => expect(await reply()).toHaveValue(''));
    expect(kept.messages.map(({ body }) => body)).toEqual(['Done.']);
    expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
    await waitFor(() => expect(patches).toEqual([{ status: 'resolved' }]));
  });

  test('is stored once through three tries with three choices, also by the queue', async () => {
    const { kept, posts } = conversation();
    lost();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${send}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    // The second is stored.
    kept.isAnswerLost = true;
    await user.click(screen.getByRole('button', { name: 'Send and resolve' }));
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    kept.isAnswerLost = false;
    lost();
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await screen.findByRole('list', { name: 'Waiting to be sent' });
    await pass(4_000);
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Waiting to be sent' })).not.toBeInTheDocument());
    expect(kept.messages.map(({ body }) => body)).toEqual(['Done.']);
    expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
  });

  test('is another message with another text', async () => {
    const { kept, posts } = conversation();
    kept.isAnswerLost = true;
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    kept.isAnswerLost = false;
    await user.type(await reply(), ` Goodbye.${send}`);
    await waitFor(() => expect(kept.messages.map(({ body }) => body)).toEqual(['Done.', 'Done. Goodbye.']));
    expect(new Set(posts.map(({ key }) => key)).size).toBe(2);
  });

  test('opens no ticket that was closed meanwhile', async () => {
    const { posts } = conversation({ different: { status: 'closed' } });
    const body = { account: 'anna', ticketId: 17, message: { kind: 'reply', body: 'Done.', seen: 0, status: 'resolved' } };
    localStorage.setItem('waiting-message:a', JSON.stringify({ key: 'a', body, at: 1, tries: 1, retryAt: 1e15, refusal: 'Refused.' }));
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(posts.map((each) => each.body.status)).toEqual([undefined]));
  });

  test('is forgotten with its text', async () => {
    const { posts } = conversation();
    failing();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), `Done.${sendAndResolve}`);
    await screen.findByText(/It is kept here; send it again/);
    await user.clear(await reply());
    await user.type(await reply(), `Not yet.${send}`);
    await waitFor(() => expect(posts.map(({ body }) => body.status)).toEqual([undefined]));
  });
});

describe('the duplicates of a ticket', () => {
  test('that are unmarked while the answer of a reply to them is lost let it be stored once', async () => {
    const { kept, posts } = conversation();
    const { duplicates } = listed([duplicate(20)]);
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('checkbox', { name: 'To the duplicate too' }));
    kept.isAnswerLost = true;
    await user.type(await reply(), `Done.${send}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Done.'));
    kept.isAnswerLost = false;
    duplicates.pop();
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: duplicate(20, { duplicate_of: null }) });
    await pass(1_000);
    await waitFor(() => expect(screen.queryByRole('checkbox', { name: 'To the duplicate too' })).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(async () => expect(await reply()).toHaveValue(''));
    expect(kept.messages.map(({ body }) => body)).toEqual(['Done.']);
    expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
  });

  test.each([
    [1, 'To the duplicate too', 2],
    [51, 'To the 51 duplicates too', 52],
    [137, 'To the 137 duplicates too', 138],
    [201, 'To the 201 duplicates too', 202],
  ])('are counted where a reply to them is written: %i', async (count, words, all) => {
    conversation();
    listed(many(count));
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('checkbox', { name: words }));
    expect(screen.getByRole('button', { name: `Send to all ${all}` })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: `Send and resolve all ${all}` })).toBeInTheDocument();
    expect(document.querySelectorAll('main ul a')).toHaveLength(count);
  });

  test('are not counted wrongly when there are very many', async () => {
    const { posts } = conversation();
    listed(many(900));
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('checkbox', { name: 'To all duplicates too' }));
    expect(screen.getByRole('button', { name: 'Send and resolve all' })).toBeInTheDocument();
    await user.type(await reply(), 'Solved.');
    await user.click(screen.getByRole('button', { name: 'Send to all' }));
    await waitFor(() => expect(posts.map(({ body }) => body.to_duplicates)).toEqual([true]));
  });

  test('are read again when one is marked and when one is unmarked', async () => {
    conversation();
    const kept = listed([duplicate(20)]);
    openPortal('/tickets/17');
    await screen.findByRole('checkbox', { name: 'To the duplicate too' });
    ScriptedWorker.latest.connect();
    kept.duplicates = [duplicate(21), duplicate(20)];
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: duplicate(21) });
    await pass(1_000);
    await screen.findByRole('checkbox', { name: 'To the 2 duplicates too' });
    kept.duplicates = [duplicate(21)];
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: duplicate(20, { duplicate_of: null }) });
    await pass(1_000);
    await screen.findByRole('checkbox', { name: 'To the duplicate too' });
    expect(screen.queryByRole('link', { name: /No\. 20/ })).not.toBeInTheDocument();
  });

  test('are read once for many changes, and not for those of other tickets', async () => {
    conversation();
    const kept = listed(many(60));
    openPortal('/tickets/17');
    await screen.findByRole('checkbox', { name: 'To the 60 duplicates too' });
    ScriptedWorker.latest.connect();
    const { reads } = kept;
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: ticket({ id: 9, duplicate_of: 8 }) });
    await pass(1_000);
    expect(kept.reads).toBe(reads);
    for (const each of kept.duplicates) ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: { ...each, status: 'resolved' } });
    await pass(1_000);
    expect(kept.reads).toBe(reads + 1);
  });

  test('are not left out while they are not known yet', async () => {
    const { posts } = conversation();
    lost();
    listed([duplicate(20)]);
    const { user, unmount } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('checkbox', { name: 'To the duplicate too' }));
    await user.type(await reply(), `Solved.${sendAndResolve}`);
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Solved.'));
    unmount();
    server.use(http.get(TICKETS, ({ request }) => (request.url.includes('duplicate_of') ? new Promise(() => {}) : page([ticket()]))));
    const again = openPortal('/tickets/17');
    await again.user.click(await screen.findByRole('button', { name: 'Send and resolve all' }));
    await waitFor(() => expect(posts.map(({ body }) => [body.to_duplicates, body.status])).toEqual([[true, 'resolved']]));
  });
});
