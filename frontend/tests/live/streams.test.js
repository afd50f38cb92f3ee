import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import timeouts from '../../../contracts/timeouts.json';
import { createHub } from '../../src/live/hub.js';
import { openStream, SILENCE_MS } from '../../src/live/stream.js';
import { refusal, server } from '../api.js';

/** @import { FromTab, ToTab } from '../../src/live/hub.js' */

const PATH = '/api/tickets/events/';
const LINK = '/api/request/events/';

/**
 * A stream as the server sees it.
 *
 * @typedef {{ send: (text: string) => void, end: () => void, request: Request, isGone: () => boolean }} Served
 */

/** @type {Served[]} */
let served = [];
const latest = () => /** @type {Served} */ (served.at(-1));
const isOpen = (/** @type {Served} */ stream) => !stream.isGone();

/** @param {number} ms */
const pass = (ms) => vi.advanceTimersByTimeAsync(ms);

/** @param {Request} request */
function serve(request) {
  const body = new ReadableStream({
    start(controller) {
      served.push({
        send: (text) => controller.enqueue(new TextEncoder().encode(text)),
        end: () => controller.close(),
        request,
        isGone: () => request.signal.aborted,
      });
    },
  });
  return new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } });
}

beforeEach(() => {
  served = [];
  server.use(
    http.get(PATH, ({ request }) => serve(request)),
    http.get(LINK, ({ request }) => serve(request)),
  );
});

/** Opens a stream and records the calls of its listener. */
function opened() {
  /** @type {unknown[]} */
  const told = [];
  const stream = openStream(
    { path: PATH },
    {
      onStatus: ({ status, code }) => told.push(code ? `${status} ${code}` : status),
      onEvent: (event, data) => told.push([event, data]),
      onMissed: () => told.push('missed'),
    },
  );
  return { stream, told };
}

describe('a stream', () => {
  test('tells events, but no heartbeat', async () => {
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toEqual(['connecting', 'live']));
    latest().send('event: ping\ndata: {}\n\nevent: ticket\ndata: 1\n\n');
    await vi.waitFor(() => expect(told.at(-1)).toEqual(['ticket', '1']));
    stream.close();
  });

  test('that the server does not feed any more is not live within a minute, and is opened anew', async () => {
    expect(SILENCE_MS).toBeGreaterThan(2 * 1000 * timeouts.stream_ping);
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toContain('live'));
    await pass(1000 * timeouts.stream_ping);
    latest().send('event: ping\ndata: {}\n\n');
    await pass(30_000);
    expect(told).toEqual(['connecting', 'live']);
    await pass(25_000);
    expect(told.slice(2)).toEqual(['reconnecting', 'missed', 'live']);
    expect(served.map(isOpen)).toEqual([false, true]);
    stream.close();
  });

  test('that was half-open while the machine slept is given up at the first look', async () => {
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toContain('live'));
    // The timers of a sleeping machine do not run.
    vi.setSystemTime(Date.now() + 3_600_000);
    stream.check();
    await vi.waitFor(() => expect(told).toContain('reconnecting'));
    stream.close();
  });

  test('asks for what it missed from the last position on', async () => {
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toContain('live'));
    latest().send('event: ping\ndata: {}\nid: 7-2\n\n');
    await pass(0);
    latest().end();
    await vi.waitFor(() => expect(told).toContain('reconnecting'));
    await pass(2_000);
    await vi.waitFor(() => expect(served).toHaveLength(2));
    expect(latest().request.headers.get('Last-Event-ID')).toBe('7-2');
    expect(told).not.toContain('missed');
    stream.close();
  });

  test.each([401, 404, 502])('that is refused with %i says so and tries again', async (status) => {
    server.use(http.get(PATH, () => refusal(status, 'No'), { once: true }));
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toEqual(['connecting', `off ${status}`]));
    await pass(2_000);
    await vi.waitFor(() => expect(told.at(-1)).toBe('live'));
    stream.close();
  });

  test('waits as long as a full server asks for', async () => {
    server.use(http.get(PATH, () => refusal(503, 'Full', {}, { 'Retry-After': '60' }), { once: true }));
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toContain('off 503'));
    await pass(50_000);
    expect(served).toHaveLength(0);
    await pass(15_000);
    await vi.waitFor(() => expect(told.at(-1)).toBe('live'));
    stream.close();
  });

  test('that the server ends with the session says so', async () => {
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toContain('live'));
    latest().send('event: signed_out\ndata: {}\n\n');
    latest().end();
    await vi.waitFor(() => expect(told).toContain('off 401'));
    stream.close();
  });

  test('that is closed opens no other', async () => {
    const { stream, told } = opened();
    await vi.waitFor(() => expect(told).toContain('live'));
    stream.close();
    await pass(120_000);
    stream.restart();
    stream.retry();
    await pass(1_000);
    expect(served.map(isOpen)).toEqual([false]);
  });
});

/** A tab as the worker sees it. @param {ReturnType<typeof createHub>} hub */
function tab(hub) {
  /** @type {ToTab[]} */
  const told = [];
  /** @type {import('../../src/live/hub.js').Port} */
  const port = { onmessage: null, postMessage: (message) => told.push(message), close: () => {} };
  hub.connect(port);
  return {
    told,
    status: () => told.flatMap((message) => ('state' in message ? [message.state.status] : [])).at(-1),
    say: (/** @type {FromTab} */ data) => port.onmessage?.(/** @type {any} */ ({ data })),
  };
}

/** @param {ReturnType<typeof createHub>} hub @param {string} [token] of a private link */
function following(hub, token) {
  const one = tab(hub);
  one.say({ follow: token ? { path: LINK, headers: { 'X-Ticket-Link': token } } : { path: PATH } });
  return one;
}

describe('the worker', () => {
  test('opens one stream for any number of tabs, and tells all of them', async () => {
    const hub = createHub();
    const tabs = Array.from({ length: 10 }, () => following(hub));
    await vi.waitFor(() => expect(tabs.map((one) => one.status())).toEqual(Array(10).fill('live')));
    expect(served).toHaveLength(1);
    latest().send('event: ticket\ndata: 1\n\n');
    await vi.waitFor(() => expect(tabs[9].told.at(-1)).toEqual({ event: 'ticket', data: '1' }));
    expect(following(hub).status()).toBe('live');
    expect(served).toHaveLength(1);
  });

  test('keeps the stream when a tab leaves or goes silent, and closes it after the last one', async () => {
    const hub = createHub();
    const [leaving, silent, staying] = [following(hub), following(hub), following(hub)];
    await vi.waitFor(() => expect(staying.status()).toBe('live'));
    leaving.say('bye');
    for (let minutes = 0; minutes < 5; minutes += 1) {
      staying.say('here');
      latest().send(': alive\n\n');
      await pass(30_000);
      latest().send(': alive\n\n');
      await pass(30_000);
    }
    const before = silent.told.length;
    latest().send('event: ticket\ndata: 1\n\n');
    await vi.waitFor(() => expect(staying.told.at(-1)).toEqual({ event: 'ticket', data: '1' }));
    expect(silent.told).toHaveLength(before);
    expect(isOpen(latest())).toBe(true);
    staying.say('bye');
    await vi.waitFor(() => expect(isOpen(latest())).toBe(false));
  });

  test('opens the stream anew for another session', async () => {
    const hub = createHub();
    const one = following(hub);
    await vi.waitFor(() => expect(one.status()).toBe('live'));
    await pass(5_000);
    server.use(http.get(PATH, () => refusal(401, 'Unauthorized')));
    hub.sessionChanged();
    await vi.waitFor(() => expect(one.status()).toBe('off'));
    expect(one.told.at(-1)).toEqual({ state: { status: 'off', code: 401 } });
  });

  test('opens the stream anew once when the network is back, however many tabs say so', async () => {
    const hub = createHub();
    const tabs = [following(hub), following(hub), following(hub)];
    await vi.waitFor(() => expect(tabs[0].status()).toBe('live'));
    await pass(5_000);
    tabs.forEach((one) => one.say('online'));
    await vi.waitFor(() => expect(served).toHaveLength(2));
    await pass(1_000);
    expect(served.map(isOpen)).toEqual([false, true]);
    // A tab that says so when the stream is new already shows a state again.
    const before = tabs[2].told.length;
    tabs[2].say('online');
    expect(tabs[2].told.slice(before)).toEqual([{ state: { status: 'live', code: 0 } }]);
  });

  test('shares the stream of one private link, and bounds those of many', async () => {
    const hub = createHub();
    const links = ['a', 'a', 'b', 'c', 'd'].map((token) => following(hub, token));
    const list = following(hub);
    await vi.waitFor(() => expect(list.status()).toBe('live'));
    await vi.waitFor(() => expect(links.map((one) => one.status())).toEqual(['off', 'off', 'off', 'live', 'live']));
    links[0].say('look');
    await vi.waitFor(() => expect(links.map((one) => one.status())).toEqual(['live', 'live', 'off', 'off', 'live']));
    expect(links[0].told).toContainEqual({ missed: true });
    await vi.waitFor(() => expect(served.filter(isOpen)).toHaveLength(3));
    expect(list.status()).toBe('live');
  });
});
