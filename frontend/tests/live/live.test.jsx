import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import statsDaily from '../../../contracts/public-api/stats-daily.json';
import stats from '../../../contracts/public-api/stats.json';
import { page, server, ticket, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { card, openPortal, pass } from '../portal.jsx';

const stream = () => ScriptedWorker.latest;

/** @param {Partial<import('../../src/api/ticket.js').Ticket>} different */
const created = (different) => stream().send('ticket', { change: 'created', ticket: ticket(different) });
/** @param {Partial<import('../../src/api/ticket.js').Ticket>} different */
const changed = (different) => stream().send('ticket', { change: 'changed', ticket: ticket(different) });
const rows = () => screen.getAllByRole('article').map((row) => row.getAttribute('aria-label'));

/** @param {string} name */
const figure = (name) => {
  const term = within(screen.getByRole('region', { name: /^Dashboard/ })).getByText(name);
  return /** @type {HTMLElement} */ (term.nextElementSibling);
};

/** Counts how often the list was asked for. */
function shelf() {
  let asked = 0;
  server.use(
    http.get(TICKETS, () => {
      asked += 1;
      return page([ticket()]);
    }),
  );
  return () => asked;
}

describe('tickets of others', () => {
  test('new ones announce themselves and are shown when one asks for them', async () => {
    const { user } = openPortal();
    await card(17);
    stream().connect();
    created({ id: 18, title: 'First' });
    created({ id: 19, title: 'Second' });
    expect(rows()).toEqual(['Ticket #17']);
    await user.click(screen.getByRole('button', { name: '2 new tickets' }));
    expect(rows()).toEqual(['Ticket #19', 'Ticket #18', 'Ticket #17']);
    expect(screen.queryByRole('button', { name: /new ticket/ })).not.toBeInTheDocument();
  });

  test('new ones that the filters leave out are not announced', async () => {
    openPortal('/?category=account&search="changing my" PASSWORD');
    await card(17);
    stream().connect();
    created({ id: 18, category: 'billing' });
    created({ id: 19, title: 'Something else', description: 'changing and my password' });
    expect(screen.queryByRole('button', { name: /new ticket/ })).not.toBeInTheDocument();
    created({ id: 20 });
    expect(screen.getByRole('button', { name: '1 new ticket' })).toBeInTheDocument();
  });

  test('a change appears in its place; an event older than the shown ticket does not', async () => {
    openPortal();
    const row = await card(17);
    stream().connect();
    changed({ status: 'resolved', updated_at: '2026-11-23T08:18:00Z' });
    expect(row.getByRole('button', { name: 'Status: Resolved' })).toBeInTheDocument();
    changed({ status: 'in_progress', updated_at: '2026-11-23T08:17:00Z' });
    expect(row.getByRole('button', { name: 'Status: Resolved' })).toBeInTheDocument();
    changed({ id: 3 });
    expect(rows()).toEqual(['Ticket #17']);
  });

  test('an event that is delivered twice makes no second row', async () => {
    const { user } = openPortal();
    await card(17);
    stream().connect();
    created({ id: 18 });
    created({ id: 18 });
    created({ id: 17 });
    await user.click(screen.getByRole('button', { name: '1 new ticket' }));
    expect(rows()).toEqual(['Ticket #18', 'Ticket #17']);
  });

  test('the figures follow, today’s among them', async () => {
    openPortal();
    await waitFor(() => expect(figure('Total')).toHaveTextContent(`${stats.total_tickets}`));
    const today = /** @type {{ created: number }} */ (statsDaily.at(-1)).created;
    expect(figure('Today')).toHaveTextContent(`${today}`);
    stream().connect();
    stream().send('stats', { ...stats, total_tickets: stats.total_tickets + 2, open_tickets: 69 });
    expect(figure('Total')).toHaveTextContent(`${stats.total_tickets + 2}`);
    expect(figure('Open')).toHaveTextContent('69');
    expect(figure('Today')).toHaveTextContent(`${today + 2}`);
  });

  test('everything is listed again when the server says that it cannot tell what was missed', async () => {
    const asked = shelf();
    openPortal();
    await card(17);
    stream().connect();
    stream().send('reset');
    await waitFor(() => expect(asked()).toBe(2));
  });
});

describe('live mark', () => {
  test('says whether the page is live, and the page works when it is not', async () => {
    openPortal();
    expect(screen.getByText('Connecting')).toBeInTheDocument();
    await card(17);
    stream().refuse();
    expect(screen.getByText('Not live')).toBeInTheDocument();
    stream().connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
    stream().interrupt();
    expect(screen.getByText('Reconnecting')).toBeInTheDocument();
  });

  test('is not green while the browser is offline, whatever the worker says', async () => {
    openPortal();
    await card(17);
    stream().connect();
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    act(() => void window.dispatchEvent(new Event('offline')));
    expect(screen.getByText('Not live')).toBeInTheDocument();
    stream().connect();
    expect(screen.getByText('Not live')).toBeInTheDocument();
    onLine.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event('online')));
    expect(screen.getByText('Reconnecting')).toBeInTheDocument();
    expect(stream().heard).toContain('online');
    stream().connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
  });

  test('is not green when the worker is not heard any more, and another one is started', async () => {
    const asked = shelf();
    openPortal();
    await card(17);
    const lost = stream();
    lost.connect();
    await pass(30_000);
    expect(screen.getByText('Live')).toBeInTheDocument();
    await pass(20_000);
    expect(screen.getByText('Reconnecting')).toBeInTheDocument();
    expect(lost.isLeft).toBe(true);
    expect(ScriptedWorker.started).toHaveLength(2);
    await waitFor(() => expect(asked()).toBe(2));
    stream().connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
  });

  test('stays green as long as the worker is heard', async () => {
    openPortal();
    await card(17);
    stream().connect();
    for (let beats = 0; beats < 12; beats += 1) {
      await pass(10_000);
      stream().tell({ beat: true });
    }
    expect(screen.getByText('Live')).toBeInTheDocument();
    expect(ScriptedWorker.started).toHaveLength(1);
  });

  test('asks the worker at once when the tab is looked at again', async () => {
    openPortal();
    await card(17);
    stream().connect();
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(stream().heard).toContain('look');
  });
});

test('what was missed is listed when the worker says so', async () => {
  const asked = shelf();
  openPortal();
  await card(17);
  stream().connect();
  stream().tell({ missed: true });
  await waitFor(() => expect(asked()).toBe(2));
});

test('a tab that ends lets go of the worker', async () => {
  const { unmount } = openPortal();
  await card(17);
  unmount();
  expect(stream().isLeft).toBe(true);
});

test.each([
  ['page is hidden', 'pagehide'],
])('a tab whose %s lets go of the worker, and comes back to it', async (_, event) => {
  openPortal();
  await card(17);
  act(() => void window.dispatchEvent(new Event(event)));
  expect(stream().isLeft).toBe(true);
  act(() => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  expect(ScriptedWorker.started).toHaveLength(2);
  expect(stream().heard[0]).toEqual({ follow: { path: '/api/tickets/events/' } });
});

test.each([
  ['cannot be started', () => vi.stubGlobal('SharedWorker', class { constructor() { throw new DOMException('', 'SecurityError'); } })],
  ['does not exist', () => vi.stubGlobal('SharedWorker', undefined)],
])('a page opens a separate stream where the worker %s', async (_, arrange) => {
  arrange();
  /** @type {(text: string) => void} */
  let send = () => {};
  server.use(
    http.get('/api/tickets/events/', () => {
      const body = new ReadableStream({
        start: (controller) => {
          send = (text) => controller.enqueue(new TextEncoder().encode(text));
        },
      });
      return new HttpResponse(body, { headers: { 'Content-Type': 'text/event-stream' } });
    }),
  );
  openPortal();
  await card(17);
  expect(await screen.findByText('Live')).toBeInTheDocument();
  send(`event: ticket\ndata: ${JSON.stringify({ change: 'created', ticket: ticket({ id: 18 }) })}\n\n`);
  expect(await screen.findByRole('button', { name: '1 new ticket' })).toBeInTheDocument();
});
