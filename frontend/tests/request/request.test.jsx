import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import requestJson from '../../../contracts/public-api/request.json';
import { readEvents } from '../../src/live/eventStream.js';
import RequestPage from '../../src/features/request/RequestPage.jsx';
import { refusal, server } from '../api.js';
import { pass } from '../portal.jsx';

const REQUEST = '/api/request/';
const EVENTS = '/api/request/events/';
const TOKEN = 'eyJ0IjoxN30:1abc:signature';
const CLOSED = { at: '2026-11-23T08:19:00Z', field: 'status', from: 'in_progress', to: 'closed' };
const TAKEN_UP = { at: '2026-11-23T08:18:00Z', field: 'status', from: 'open', to: 'in_progress' };

/** Streams that the page has opened, oldest first. @type {ReadableStreamDefaultController<Uint8Array>[]} */
let streams = [];
/** @type {(string | null)[]} */
let tokens = [];

/** @param {Record<string, unknown>} [different] */
const knows = (different = {}) =>
  server.use(
    http.get(REQUEST, ({ request }) => {
      tokens.push(request.headers.get('X-Ticket-Link'));
      return HttpResponse.json({ ...requestJson, status: 'open', changes: [], ...different });
    }),
  );

beforeEach(() => {
  streams = [];
  tokens = [];
  // The page's own stream, as in a browser without shared workers.
  vi.stubGlobal('SharedWorker', undefined);
  knows();
  server.use(
    http.get(EVENTS, ({ request }) => {
      tokens.push(request.headers.get('X-Ticket-Link'));
      const body = new ReadableStream({ start: (controller) => void streams.push(controller) });
      return new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } });
    }),
  );
});

/** @param {string} [token] */
function openPage(token = TOKEN) {
  window.history.replaceState(null, '', `/request#${token}`);
  return render(<RequestPage />);
}

/** @param {string} text */
const send = (text) => act(async () => streams.at(-1)?.enqueue(new TextEncoder().encode(text)));
const timeline = () => within(screen.getByRole('list', { name: 'Conversation' })).getAllByRole('listitem');

describe('the page of a private link', () => {
  test('shows the one ticket and what became of it', async () => {
    knows({ status: 'closed', changes: [TAKEN_UP, CLOSED] });
    openPage();
    expect(await screen.findByRole('heading', { name: 'Cannot sign in after changing my password' })).toBeInTheDocument();
    expect(screen.getByText(/This ticket is finished/)).toBeInTheDocument();
    expect(screen.getByText(/Your ticket #17, sent/)).toBeInTheDocument();
    const entries = timeline().map((entry) => entry.textContent);
    expect(entries[0]).toBe('Today');
    expect(entries[1]).toMatch(/^We started to work on your ticket ·/);
    expect(entries[2]).toMatch(/^Your ticket was closed ·/);
    expect(entries[3]).toMatch(/^You.*Since this morning/s);
    expect(document.title).toBe('Your ticket · Support tickets');
  });

  test('asks with the token, and search engines not to list it', async () => {
    const { unmount } = openPage();
    await screen.findByText(/Your ticket #17/);
    await waitFor(() => expect(tokens).toEqual([TOKEN, TOKEN]));
    expect(document.querySelector('meta[name=robots]')).toHaveAttribute('content', 'noindex');
    unmount();
    expect(document.querySelector('meta[name=robots]')).toBeNull();
  });

  test('offers nothing that is for agents', async () => {
    openPage();
    await screen.findByText(/Your ticket #17/);
    expect(screen.queryByRole('combobox')).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Sign in' })).not.toBeInTheDocument();
    expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label') ?? button.textContent)).toEqual([
      'Use the dark theme',
      'Send message',
    ]);
  });

  test('follows what happens, live', async () => {
    openPage();
    expect(await screen.findByText('Live')).toBeInTheDocument();
    expect(screen.getByText(/Work on it has not begun yet/)).toBeInTheDocument();
    knows({ status: 'in_progress', changes: [TAKEN_UP] });
    await send(': a comment\n\nevent: ticket\ndata: {"change": "chan');
    await send('ged"}\n\n');
    expect(await screen.findByText(/We have answered you below/)).toBeInTheDocument();
    expect(timeline().some((entry) => /We started to work on your ticket/.test(entry.textContent ?? ''))).toBe(true);
  });

  test('does not read the ticket again for a heartbeat', async () => {
    openPage();
    await screen.findByText('Live');
    knows({ status: 'in_progress', changes: [TAKEN_UP] });
    await send('event: ping\ndata: {}\n\n');
    await pass(1_000);
    expect(screen.queryByText(/We have answered you below/)).not.toBeInTheDocument();
    await send('event: ticket\ndata: {"change": "changed"}\n\n');
    expect(await screen.findByText(/We have answered you below/)).toBeInTheDocument();
  });

  test('takes a stream up again that ended, and reads what was missed', async () => {
    openPage();
    await screen.findByText('Live');
    knows({ status: 'in_progress', changes: [TAKEN_UP] });
    act(() => streams[0].close());
    expect(await screen.findByText('Reconnecting')).toBeInTheDocument();
    await pass(2_000);
    expect(await screen.findByText(/We have answered you below/)).toBeInTheDocument();
    expect(await screen.findByText('Live')).toBeInTheDocument();
    expect(streams).toHaveLength(2);
  });

  test.each(['', 'forged'])('says that the link %j does not work, and where to get another', async (token) => {
    server.use(http.get(REQUEST, () => refusal(404, 'Not Found', {}, {}, 'link_not_valid')));
    openPage(token);
    expect(await screen.findByRole('heading', { name: /This link does not work/ })).toBeInTheDocument();
    expect(screen.getByText(/the help desk can give you a new one/)).toBeInTheDocument();
    await pass(5_000);
    expect(streams).toHaveLength(0);
  });

  test('takes the ticket away when the link is revoked while it is read', async () => {
    openPage();
    await screen.findByText('Live');
    server.use(http.get(REQUEST, () => refusal(404, 'Not Found', {}, {}, 'link_not_valid')));
    act(() => streams[0].close());
    await pass(2_000);
    expect(await screen.findByRole('heading', { name: /This link does not work/ })).toBeInTheDocument();
    expect(screen.queryByText(/Your ticket #17/)).not.toBeInTheDocument();
  });

  test('keeps trying when the server cannot be reached', async () => {
    server.use(http.get(REQUEST, () => HttpResponse.error(), { once: true }));
    openPage();
    expect(await screen.findByText(/This page keeps trying/)).toBeInTheDocument();
    await pass(2_000);
    expect(await screen.findByText(/Your ticket #17/)).toBeInTheDocument();
  });

  test('shows another ticket when the address becomes another', async () => {
    openPage();
    await screen.findByText(/Your ticket #17/);
    knows({ id: 18 });
    act(() => {
      window.history.replaceState(null, '', '/request#another');
      window.dispatchEvent(new Event('hashchange'));
    });
    expect(await screen.findByText(/Your ticket #18/)).toBeInTheDocument();
    expect(tokens).toContain('another');
  });
});

describe('the conversation of a private link', () => {
  const REPLY = { id: 1, kind: 'reply', author: { name: 'Bo Lind', role: 'agent' }, body: 'Which browser?', created_at: '2026-11-23T08:45:00Z', attachments: [] };
  const box = () => screen.findByRole('textbox', { name: 'Write to us' });
  /** The API, which keeps one message for each key. @param {Record<string, unknown>} [different] */
  function answers(different = {}) {
    /** @type {any[]} */
    let results = [REPLY];
    /** @type {{ key: string | null, token: string | null, body: unknown }[]} */
    const posts = [];
    server.use(
      http.get(REQUEST, () => HttpResponse.json({ ...requestJson, status: 'open', changes: [], ...different, messages: { older: null, results } })),
      http.post('/api/request/messages/', async ({ request }) => {
        const { body } = /** @type {any} */ (await request.json());
        const key = request.headers.get('Idempotency-Key');
        posts.push({ key, token: request.headers.get('X-Ticket-Link'), body });
        const sent = { ...REPLY, id: results.length + 1, kind: 'request', author: { name: '', role: 'requester' }, body };
        if (posts.filter((one) => one.key === key).length === 1) results = [...results, sent];
        return HttpResponse.json(sent, { status: 201 });
      }),
    );
    return { posts, stored: () => results };
  }

  test('shows replies, and sends an answer with the link and a key', async () => {
    const { posts } = answers();
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    openPage();
    expect(await screen.findByRole('article', { name: 'Reply by Bo Lind' })).toHaveTextContent('Which browser?');
    await user.type(await box(), 'The blue one.{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Your message is sent.')).toBeInTheDocument();
    expect(screen.getByText('The blue one.')).toBeInTheDocument();
    expect(await box()).toHaveValue('');
    expect(posts).toMatchObject([{ token: TOKEN, body: 'The blue one.', key: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  });

  test('says that it is answered, and no longer that something was sent', async () => {
    const { stored } = answers({ status: 'in_progress' });
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    openPage();
    expect(await screen.findByText('We have answered you below.')).toBeInTheDocument();
    await user.type(await box(), 'The blue one.{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Your message is sent.')).toBeInTheDocument();
    expect(await screen.findByText('Somebody is working on it.')).toBeInTheDocument();
    stored().push({ ...REPLY, id: 3, body: 'Thank you.' });
    await send('event: message\ndata: {}\n\n');
    expect(await screen.findByText('New message from Bo Lind.')).toBeInTheDocument();
    expect(screen.queryByText('Your message is sent.')).not.toBeInTheDocument();
  });

  test.each(['resolved', 'closed'])('that is %s can be opened again', async (status) => {
    const { posts } = answers({ status });
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    openPage();
    await user.click(await screen.findByRole('button', { name: 'Still not solved' }));
    expect(screen.getByRole('textbox', { name: 'What is still wrong?' })).toHaveFocus();
    await user.keyboard('It broke again.');
    await user.click(screen.getByRole('button', { name: 'Send and open again' }));
    await waitFor(() => expect(posts).toHaveLength(1));
  });

  test('keeps an answer that the network loses, also over a reload, and sends it once', async () => {
    const { posts, stored } = answers();
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    server.use(http.post('/api/request/messages/', () => HttpResponse.error(), { once: true }));
    const { unmount } = openPage();
    await user.type(await box(), 'Only once.{Control>}{Enter}{/Control}');
    expect(await screen.findByRole('list', { name: 'Waiting to be sent' })).toHaveTextContent('Only once.');
    expect(JSON.stringify({ ...localStorage })).not.toContain(TOKEN);
    unmount();
    openPage();
    expect(await screen.findByRole('list', { name: 'Waiting to be sent' })).toHaveTextContent('Only once.');
    await pass(4_000);
    await waitFor(() => expect(stored()).toHaveLength(2));
    expect(posts).toHaveLength(1);
  });
});

describe('a stream of events', () => {
  /** @param {string[]} pieces */
  const read = async (...pieces) => {
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const events = [];
    for await (const { event, data, id } of readEvents(new Response(body))) events.push([event, data, id]);
    return events;
  };

  test.each([
    [['event: ticket\ndata: 1\n\n'], [['ticket', '1', '']]],
    [['event: tic', 'ket\nda', 'ta: 1\n', '\nevent: stats\ndata: 2\n\n'], [['ticket', '1', ''], ['stats', '2', '']]],
    [['event: ticket\r\ndata: 1\r\n\r\n'], [['ticket', '1', '']]],
    [['data: one\ndata: two\n\n'], [['message', 'one\ntwo', '']]],
    [[': nothing\n\n', 'retry: 1000\n\n', 'id: 4\ndata:x\n\n'], [['message', 'x', '4']]],
    [[': alive\nid: 5\n\n'], [['message', '', '5']]],
    [['data: never finished'], []],
  ])('%j is read as %j', async (pieces, events) => {
    expect(await read(...pieces)).toEqual(events);
  });
});
