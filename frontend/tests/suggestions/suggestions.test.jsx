import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import health from '../../../contracts/public-api/health.json';
import statsSuggestions from '../../../contracts/public-api/stats-suggestions.json';
import stats from '../../../contracts/public-api/stats.json';
import { EVERY_MS } from '../../src/features/suggestions/useLedger.js';
import { HEALTH, server, SUGGESTIONS, WRONG } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { card, openPortal, pass } from '../portal.jsx';

const panel = () => within(screen.getByRole('region', { name: 'How good are the suggestions?' }));

/** @param {string} [address] */
async function openPanel(address) {
  const portal = openPortal(address);
  await portal.user.click(screen.getByRole('button', { name: 'How good are the suggestions?' }));
  return portal;
}

/** @param {HTMLElement} table @returns {(string | null)[][]} the text of each cell, row by row */
const cells = (table) =>
  within(table).getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));

/** @param {object} different */
const answer = (different) => server.use(http.get(SUGGESTIONS, () => HttpResponse.json({ ...statsSuggestions, ...different })));

describe('how good the suggestions are', () => {
  test('is asked for when somebody wants to know, and remembered as open', async () => {
    let asked = 0;
    server.use(http.get(SUGGESTIONS, () => void (asked += 1)));
    const { user, unmount } = openPortal();
    await card(17);
    expect(asked).toBe(0);
    await user.click(screen.getByRole('button', { name: 'How good are the suggestions?', expanded: false }));
    expect(await panel().findByText('Overridden')).toBeInTheDocument();
    expect(asked).toBeGreaterThan(0);
    unmount();
    openPortal();
    expect(await panel().findByText('Overridden')).toBeInTheDocument();
  });

  test('shows figures for each field', async () => {
    const { user } = await openPanel();
    await panel().findByText('Overridden');
    const figures = () => panel().getAllByRole('term').map((term) => [term.textContent, term.nextElementSibling?.textContent]);
    expect(figures()).toEqual([
      ['Suggested', '20'],
      ['Accepted', '80%'],
      ['Overridden', '4'],
      ['Corrected later', '2'],
    ]);
    await user.click(panel().getByRole('button', { name: 'Priority', pressed: false }));
    expect(figures()[1]).toEqual(['Accepted', '75%']);
  });

  test('the matrix is a table of what was suggested against what the tickets say now', async () => {
    const { user } = await openPanel();
    const caption = 'Suggested, and what the tickets say now';
    expect(cells(await panel().findByRole('table', { name: caption }))).toEqual([
      ['Suggested', 'Billing', 'Technical', 'Account', 'General', 'Right'],
      ['Billing', '5', '3', '0', '0', '63%'],
      ['Technical', '0', '5', '2', '0', '71%'],
      ['Account', '0', '0', '4', '0', '100%'],
      ['General', '0', '0', '0', '1', '100%'],
    ]);
    await user.click(panel().getByRole('button', { name: 'Priority' }));
    expect(cells(panel().getByRole('table', { name: caption }))[3]).toEqual(['High', '0', '5', '9', '0', '64%']);
  });

  test('the acceptance over time has a table behind it', async () => {
    await openPanel();
    const table = await panel().findByRole('table', { name: /accepted, by day/ });
    expect(cells(table).slice(1)).toEqual([
      ['Nov 20', '8', '6', '75%'],
      ['Nov 23', '12', '10', '83%'],
    ]);
  });

  test('another period is another question', async () => {
    /** @type {string[]} */
    const queries = [];
    server.use(http.get(SUGGESTIONS, ({ request }) => void queries.push(new URL(request.url).search)));
    const { user } = await openPanel();
    await user.selectOptions(await panel().findByRole('combobox', { name: 'Period' }), 'Last 90 days');
    await waitFor(() => expect(queries).toContain('?days=90'));
  });

  test('moves as tickets arrive, and asks no more often than it must', async () => {
    let asked = 0;
    server.use(http.get(SUGGESTIONS, () => void (asked += 1)));
    await openPanel();
    await panel().findByText('Overridden');
    await pass(EVERY_MS);
    const before = asked;
    ScriptedWorker.latest.connect();
    for (const total of [125, 126, 127]) ScriptedWorker.latest.send('stats', { ...stats, total_tickets: total });
    await pass(EVERY_MS);
    await waitFor(() => expect(asked).toBe(before + 1));
  });

  test('offers to try again when it cannot be loaded', async () => {
    server.use(http.get(WRONG, () => HttpResponse.error(), { once: true }));
    const { user } = await openPanel();
    await user.click(await panel().findByRole('button', { name: 'Try again' }));
    expect(await panel().findByText('Overridden')).toBeInTheDocument();
  });

  test('says so when there is nothing yet', async () => {
    answer({ tickets: { suggested: 0, stale: 0, backlog: 0 }, trend: [], models: [] });
    await openPanel();
    expect(await panel().findByText(/No ticket was sent with a suggestion in the last 30 days/)).toBeInTheDocument();
    expect(panel().queryByRole('table')).not.toBeInTheDocument();
  });
});

describe('the state of the classifier, as a person would put it', () => {
  test('when all is well', async () => {
    await openPanel();
    const sentences = await panel().findByText(/Suggestions are on/);
    expect(sentences).toHaveTextContent(
      'Suggestions are on. They come from Google Gemini (gemini-flash-latest), half of them within 0.86 s. ' +
        '6% of the questions were left without one, mostly because the answer took too long. ' +
        'When it was at least 80% sure, the category was right for 90%.',
    );
  });

  test.each([
    ['open', /Suggestions are paused, because several in a row failed/],
    ['half_open', /are being tried again/],
  ])('when the breaker is %s', async (breaker, words) => {
    server.use(http.get(HEALTH, () => HttpResponse.json({ ...health, breaker })));
    await openPanel();
    expect(await panel().findByText(words)).toBeInTheDocument();
  });

  test('when the server cannot say', async () => {
    server.use(http.get(HEALTH, () => HttpResponse.error()));
    await openPanel();
    expect(await panel().findByText(/We cannot tell at present/)).toBeInTheDocument();
  });
});

describe('sure and wrong', () => {
  test('leads to the ticket at any place in the list, and Back leads away again', async () => {
    const { user } = await openPanel('/?status=open');
    const examples = within(await panel().findByRole('list', { name: 'Sure and wrong' }));
    expect(examples.getByRole('listitem')).toHaveTextContent(/Suggested billing, is account · 92% sure/);
    const link = examples.getByRole('link', { name: 'Cannot sign in after changing my password' });
    expect(link).toHaveAttribute('href', '/?ticket=17');
    await user.click(link);
    expect(window.location.search).toBe('?status=open&ticket=17');
    const ticket = await screen.findByRole('region', { name: 'Ticket #17 from a link' });
    expect(ticket).toHaveFocus();
    expect(await within(ticket).findByText(/· Sent/)).toBeInTheDocument();
  });

  test('says so when there is none', async () => {
    server.use(http.get(WRONG, () => HttpResponse.json([])));
    await openPanel();
    expect(await panel().findByText(/Whenever it was sure, it was right/)).toBeInTheDocument();
  });
});
