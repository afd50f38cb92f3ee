import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import statsDaily from '../../../contracts/public-api/stats-daily.json';
import stats from '../../../contracts/public-api/stats.json';
import { server, STATS } from '../api.js';
import { openPortal } from '../portal.jsx';

const dashboard = () => within(screen.getByRole('region', { name: /^Dashboard/ }));
const ready = () => waitFor(() => expect(dashboard().getByText(stats.total_tickets)).toBeInTheDocument());

test('shows every figure of the statistics', async () => {
  openPortal();
  await ready();
  const figures = dashboard()
    .getAllByRole('term')
    .map((term) => [term.textContent, term.nextElementSibling?.textContent]);
  expect(figures).toEqual([
    ['Total', '124'],
    ['Open', '67'],
    ['A day', '8.3'],
    ['Today', '9'],
    ['Last 7 days', '9'],
  ]);
});

test('breaks the tickets down by priority and by category, in words and numbers', async () => {
  openPortal();
  await ready();
  /** @param {string} name */
  const lines = (name) =>
    within(dashboard().getByRole('group', { name })).getAllByRole('button').map((line) => line.textContent);
  expect(lines('By priority')).toEqual(['Critical11', 'High31', 'Medium52', 'Low30']);
  expect(lines('By category')).toEqual(['Billing28', 'Technical55', 'Account22', 'General19']);
});

test('the trend has a table behind it', async () => {
  openPortal();
  const table = await dashboard().findByRole('table', { name: 'Tickets created by day' });
  await waitFor(() => expect(within(table).getAllByRole('row')).toHaveLength(1 + statsDaily.length));
  expect(within(table).getByRole('row', { name: /23/ })).toHaveTextContent('9');
});

test('a press on a bar filters the list, and another takes the filter off', async () => {
  const { user } = openPortal('/?status=open');
  await ready();
  const bar = () => dashboard().getByRole('button', { name: /^Critical/ });
  await user.click(bar());
  expect(window.location.search).toBe('?priority=critical&status=open');
  expect(bar()).toHaveAttribute('aria-pressed', 'true');
  await user.click(bar());
  expect(window.location.search).toBe('?status=open');
});

test('folds away to the essentials and remembers it', async () => {
  const { user, unmount } = openPortal();
  await ready();
  await user.click(dashboard().getByRole('button', { name: 'Dashboard' }));
  expect(dashboard().queryByText('By priority')).not.toBeInTheDocument();
  expect(dashboard().getByText('124 tickets · 67 open')).toBeInTheDocument();
  unmount();
  openPortal();
  expect(await dashboard().findByRole('button', { name: /^Dashboard/, expanded: false })).toBeInTheDocument();
});

test('offers to try again when the figures cannot be loaded', async () => {
  server.use(http.get(STATS, () => HttpResponse.error(), { once: true }));
  const { user } = openPortal();
  expect(await screen.findByText(/The figures could not be loaded/)).toBeInTheDocument();
  await user.click(dashboard().getByRole('button', { name: 'Try again' }));
  await ready();
});
