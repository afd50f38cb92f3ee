import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import timesJson from '../../../contracts/public-api/stats-times.json';
import statsJson from '../../../contracts/public-api/stats-similar.json';
import { server, SIMILAR_STATS } from '../api.js';
import { AGENT, asks } from '../people.js';
import { openPortal } from '../portal.jsx';

/** @param {any} [answer]  @returns {string[]} the days that were asked for */
function answering(answer = statsJson) {
  /** @type {string[]} */
  const asked = [];
  server.use(
    http.get(SIMILAR_STATS, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('days') ?? '');
      return HttpResponse.json(answer);
    }),
  );
  return asked;
}

/** Accounts with a role have it among the reports. */
async function openReports() {
  asks(AGENT);
  server.use(http.get('/api/tickets/stats/times/', () => HttpResponse.json(timesJson)));
  const { user } = openPortal('/reports');
  return { user, panel: within(await screen.findByRole('region', { name: 'How good are the suggestions?' })) };
}

describe('how often similar tickets are the same', () => {
  test('is beside the quality of the suggestions, for accounts with a role and the same days', async () => {
    const asked = answering();
    const { user, panel } = await openReports();
    expect(await panel.findByText('37 of 48 judged pairs of similar tickets are the same (77%), found by trigrams.')).toBeInTheDocument();
    await user.selectOptions(panel.getByRole('combobox', { name: 'Period' }), '90');
    await panel.findByText('37 of 48 judged pairs of similar tickets are the same (77%), found by trigrams.');
    expect(asked).toEqual(['30', '90']);
  });

  test('says that none were judged', async () => {
    answering({ days: 30, models: [] });
    const { panel } = await openReports();
    expect(await panel.findByText('No similar tickets were judged in the last 30 days.')).toBeInTheDocument();
  });

  test('is not asked for without a role', async () => {
    const asked = answering();
    const { user } = openPortal();
    await user.click(await screen.findByRole('button', { name: 'How good are the suggestions?' }));
    const panel = within(screen.getByRole('region', { name: 'How good are the suggestions?' }));
    expect(await panel.findByText('Overridden')).toBeInTheDocument();
    expect(asked).toEqual([]);
  });
});
