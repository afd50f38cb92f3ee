import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, expect, test, vi } from 'vitest';
import statsDaily from '../../../contracts/public-api/stats-daily.json';
import stats from '../../../contracts/public-api/stats.json';
import { DAILY, server } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { openPortal, pass } from '../portal.jsx';

const zoneBefore = process.env.TZ;

/**
 * Reads the clock in `zone` at `moment`, and answers with its days.
 *
 * @param {string} zone
 * @param {string} moment ISO 8601
 * @param {string[]} dates the last day of each answer in turn
 */
function readIn(zone, moment, ...dates) {
  process.env.TZ = zone;
  vi.setSystemTime(moment);
  /** @type {(string | null)[]} */
  const asked = [];
  server.use(
    http.get(DAILY, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('tz'));
      const date = dates[Math.min(asked.length, dates.length) - 1];
      return HttpResponse.json([...statsDaily.slice(0, -1), { date, created: asked.length === 1 ? 9 : 0 }]);
    }),
  );
  return asked;
}

const today = () => screen.getByText('Today', { selector: 'dt' }).nextElementSibling;

afterEach(() => {
  if (zoneBefore === undefined) delete process.env.TZ;
  else process.env.TZ = zoneBefore;
});

test.each(['Asia/Dubai', 'America/New_York', 'UTC'])(
  'tickets are counted by the day in the zone of a reader in %s',
  async (zone) => {
    const asked = readIn(zone, '2026-11-23T12:00:00Z', '2026-11-23');
    openPortal();
    await waitFor(() => expect(today()).toHaveTextContent('9'));
    expect(asked).toEqual([zone]);
    expect(await screen.findByText(/^Last \d+ days$/, { selector: 'figcaption span' })).toBeVisible();
  },
);

test.each([
  ['Asia/Dubai', '2026-11-23T19:59:50Z', '2026-11-23', '2026-11-24'],
  ['America/New_York', '2026-11-24T04:59:50Z', '2026-11-23', '2026-11-24'],
])('today begins anew at midnight in %s', async (zone, moment, date, next) => {
  const asked = readIn(zone, moment, date, next);
  openPortal();
  await waitFor(() => expect(today()).toHaveTextContent('9'));
  // A worker that is not heard of for long makes the portal ask for everything again.
  await pass(20_000);
  ScriptedWorker.latest.connect();
  await pass(11_000);
  await waitFor(() => expect(today()).toHaveTextContent('0'));
  expect(asked).toEqual([zone, zone]);
});

test.each([
  ['Pacific/Kiritimati', '2026-11-23T12:00:00Z', '2026-11-24'],
  ['Pacific/Pago_Pago', '2026-11-25T05:00:00Z', '2026-11-24'],
])('a live ticket is one of today in %s', async (zone, moment, date) => {
  readIn(zone, moment, date);
  openPortal();
  await waitFor(() => expect(today()).toHaveTextContent('9'));
  ScriptedWorker.latest.connect();
  ScriptedWorker.latest.send('stats', { ...stats, total_tickets: stats.total_tickets + 2 });
  await waitFor(() => expect(today()).toHaveTextContent('11'));
});

test.each([
  ['in another time zone', 'Asia/Tokyo', ' (UTC)'],
  ['in UTC', 'UTC', ''],
])('suggestions are counted by the day in UTC and say so to a reader %s', async (_, zone, note) => {
  readIn(zone, '2026-11-23T12:00:00Z', '2026-11-23');
  const { user } = openPortal();
  await user.click(await screen.findByRole('button', { name: 'How good are the suggestions?' }));
  expect(await screen.findByText(`Accepted: dots by day${note}, line by week`)).toBeVisible();
});
