import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import historyJson from '../../../contracts/public-api/history.json';
import { HISTORY, page, server, ticket, TICKETS } from '../api.js';
import { card, openPortal } from '../portal.jsx';

const CHANGED = ticket({ status: 'in_progress', updated_at: '2026-11-23T09:05:00.5Z' });

/** @param {number} id */
async function unfold(id) {
  const { user } = openPortal();
  const row = await card(id);
  await user.click(row.getByRole('button', { expanded: false, name: /^Cannot/ }));
  return { user, row };
}

test('an unfolded ticket shows what was changed, oldest first', async () => {
  server.use(http.get(TICKETS, () => page([CHANGED])));
  const { row } = await unfold(CHANGED.id);
  expect(await row.findByRole('list', { name: 'History' })).toBeVisible();
  const items = row.getAllByRole('listitem').map((item) => item.textContent);
  expect(items[0]).toMatch(/^Status: Open →became In progress · by Anna Ek · /);
  expect(items[1]).toMatch(/^Title: Cannot sign in →became Cannot sign in after changing my password · /);
  expect(items).toHaveLength(2);
});

test('a ticket that never changed is not asked about', async () => {
  let asked = 0;
  server.use(
    http.get(HISTORY, () => {
      asked += 1;
      return HttpResponse.json(historyJson);
    }),
  );
  const { row } = await unfold(ticket().id);
  expect(row.getByText(/· Sent/)).toBeVisible();
  expect(row.queryByRole('list', { name: 'History' })).toBeNull();
  expect(asked).toBe(0);
});

test('later changes come on demand', async () => {
  const [first, second] = historyJson.results;
  server.use(
    http.get(TICKETS, () => page([CHANGED])),
    http.get(HISTORY, ({ request }) => {
      const isSecond = new URL(request.url).searchParams.get('after') === '4';
      const next = `http://inside:8000/api/tickets/${CHANGED.id}/history/?after=4`;
      return HttpResponse.json(isSecond ? { next: null, results: [second] } : { next, results: [first] });
    }),
  );
  const { user, row } = await unfold(CHANGED.id);
  await user.click(await row.findByRole('button', { name: 'Show later changes' }));
  expect(await row.findByText(/^Title:/)).toBeVisible();
  expect(row.getAllByRole('listitem')).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Show later changes' })).toBeNull();
});

test('a history that cannot be had says so, and the ticket stays', async () => {
  server.use(
    http.get(TICKETS, () => page([CHANGED])),
    http.get(HISTORY, () => HttpResponse.error()),
  );
  const { row } = await unfold(CHANGED.id);
  expect(await row.findByText(/The history cannot be loaded/)).toBeVisible();
  expect(row.getByText(CHANGED.description)).toBeVisible();
});
