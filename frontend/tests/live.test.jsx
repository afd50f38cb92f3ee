import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, test } from 'vitest';
import statsDaily from '../../contracts/public-api/stats-daily.json';
import stats from '../../contracts/public-api/stats.json';
import { page, server, ticket, TICKETS } from './api.js';
import { ScriptedEventSource } from './events.js';
import { card, openPortal, pass } from './portal.jsx';

const stream = () => ScriptedEventSource.latest;

/** @param {Partial<import('../src/ticket.js').Ticket>} different */
const created = (different) => stream().send('ticket', { change: 'created', ticket: ticket(different) });
/** @param {Partial<import('../src/ticket.js').Ticket>} different */
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

  test('a change appears in its place; an event that is older than what is shown does not', async () => {
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
    stream().refuse();
    expect(screen.getByText('Not live')).toBeInTheDocument();
    expect(await card(17)).toBeDefined();
  });

  test('a broken stream is taken up again by the browser', () => {
    openPortal();
    stream().connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
    stream().interrupt();
    expect(screen.getByText('Connecting')).toBeInTheDocument();
    stream().connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
    expect(ScriptedEventSource.opened).toHaveLength(1);
  });

  test('a refused stream is opened anew, and what was missed is listed', async () => {
    const asked = shelf();
    openPortal();
    await card(17);
    stream().connect();
    stream().refuse();
    await pass(2_000);
    expect(ScriptedEventSource.opened).toHaveLength(2);
    stream().connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
    await waitFor(() => expect(asked()).toBe(2));
  });

  test('the stream is closed with the page', () => {
    const { unmount } = openPortal();
    stream().connect();
    unmount();
    expect(stream().readyState).toBe(2);
  });
});
