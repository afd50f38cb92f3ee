import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import errorNotFound from '../../../contracts/public-api/error-not-found.json';
import { page, server, ticket, TICKET, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { openPortal } from '../portal.jsx';

/** @param {number} id */
const linked = async (id) => within(await screen.findByRole('region', { name: `Ticket #${id} from a link` }));

describe('a ticket with an address', () => {
  test('is unfolded above the list, also when it is far down in it', async () => {
    server.use(
      http.get(TICKETS, () => page([ticket({ id: 900 })])),
      http.get(TICKET, ({ params }) => HttpResponse.json(ticket({ id: Number(params.id), title: 'Long ago' }))),
    );
    openPortal('/?ticket=4');
    const section = await linked(4);
    expect(await section.findByRole('button', { name: 'Long ago', expanded: true })).toBeInTheDocument();
    expect(section.getByRole('link', { name: '#4' })).toHaveAttribute('href', '/?ticket=4');
    expect(await screen.findByRole('article', { name: 'Ticket #900' })).toBeInTheDocument();
  });

  test('is on the page once, and goes back to its place when it is closed', async () => {
    const { user } = openPortal('/?priority=high&ticket=17');
    const section = await linked(17);
    await section.findByText(/· Sent/);
    await waitFor(() => expect(screen.getAllByRole('article', { name: 'Ticket #17' })).toHaveLength(1));
    await user.click(section.getByRole('button', { name: 'Close' }));
    expect(window.location.search).toBe('?priority=high');
    expect(within(screen.getByRole('list', { name: 'Tickets' })).getByRole('article', { name: 'Ticket #17' })).toBeInTheDocument();
    act(() => window.history.back());
    await linked(17);
  });

  test('is let go of when other tickets are asked for', async () => {
    const { user } = openPortal('/?ticket=17');
    await linked(17);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Status' }), 'Open');
    expect(window.location.search).toBe('?status=open');
    expect(screen.queryByRole('region', { name: /from a link/ })).not.toBeInTheDocument();
  });

  test('shows what others change', async () => {
    openPortal('/?ticket=17');
    const section = await linked(17);
    await section.findByRole('button', { name: 'Status: Open' });
    ScriptedWorker.latest.connect();
    const changed = ticket({ status: 'closed', updated_at: '2026-11-23T08:19:00Z' });
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: changed });
    expect(section.getByRole('button', { name: 'Status: Closed' })).toBeInTheDocument();
  });

  test('that does not exist is said to be missing', async () => {
    server.use(http.get(TICKET, () => HttpResponse.json(errorNotFound, { status: 404 })));
    const { user } = openPortal('/?ticket=4');
    const section = await linked(4);
    expect(await section.findByText('There is no ticket #4. The link may be wrong.')).toBeInTheDocument();
    await user.click(section.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('region', { name: /from a link/ })).not.toBeInTheDocument();
  });

  test('that cannot be loaded can be asked for again', async () => {
    server.use(http.get('/api/tickets/17/', () => HttpResponse.error(), { once: true }));
    const { user } = openPortal('/?ticket=17');
    const section = await linked(17);
    await user.click(await section.findByRole('button', { name: 'Try again' }));
    expect(await section.findByText(/· Sent/)).toBeInTheDocument();
  });

  test.each(['', '0', '-1', 'abc', '1e3', '99999999999999999999'])('%j is the number of no ticket', async (number) => {
    openPortal(`/?ticket=${number}`);
    expect(await screen.findByRole('article', { name: 'Ticket #17' })).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: /from a link/ })).not.toBeInTheDocument();
  });
});

test.each([
  ['/?status=open', 'Tickets'],
  ['/?ticket=17', 'Tickets'],
  ['/', 'New'],
])('on a phone %s opens at %s', async (address, place) => {
  openPortal(address);
  expect(await screen.findByRole('button', { name: place, current: 'page' })).toBeInTheDocument();
});
