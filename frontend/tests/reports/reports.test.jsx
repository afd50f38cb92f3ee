import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import statsTimes from '../../../contracts/public-api/stats-times.json';
import ReportsAlone from '../../src/features/reports/ReportsAlone.jsx';
import { leaveFor } from '../../src/browser/places.js';
import { refusal, server } from '../api.js';
import { AGENT, ANONYMOUS, asks, VIEWER } from '../people.js';

/** @import { Session } from '../../src/api/session.js' */

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn() }));

const TIMES = '/api/tickets/stats/times/';
const NONE = { tickets: 0, median: null, p90: null };
const DAYS = [
  { day: '2026-11-21', created: 0, first_reply: NONE, resolution: NONE },
  { day: '2026-11-22', created: 4, first_reply: { tickets: 3, median: 600, p90: 5400 }, resolution: NONE },
  {
    day: '2026-11-23',
    created: 2,
    first_reply: { tickets: 2, median: 1200, p90: 1200 },
    resolution: { tickets: 8, median: 90_000, p90: 180_000 },
  },
];
const AGENTS = [
  {
    assignee: { id: 7, name: 'Anna Ek' },
    first_reply: { tickets: 5, median: 640, p90: 5400 },
    resolution: NONE,
    unfinished: { count: 12, capped: false },
  },
  { assignee: null, first_reply: NONE, resolution: NONE, unfinished: { count: 999, capped: true } },
];
const CATEGORIES = ['billing', 'technical'].map((category) => ({ category, first_reply: NONE, resolution: NONE }));
const TOTAL = { created: 6, first_reply: { tickets: 5, median: 640, p90: 5400 }, resolution: { tickets: 8, median: 90_000, p90: 180_000 } };
const BEFORE = { created: 4, first_reply: NONE, resolution: { tickets: 10, median: 86_400, p90: 172_800 } };
const BACKLOG = [
  { age: 'under_1_day', created_after: '2026-11-22T08:20:00Z', created_before: null, low: 0, medium: 3, high: 1, critical: 0 },
  { ...statsTimes.backlog[0], low: 0, medium: 0, high: 0 },
];

/** What was asked, without the zone. @type {string[]} */
let asked = [];

/** @param {{ who?: Partial<Session>, address?: string, report?: object }} [how] */
function openReports({ who = AGENT, address = '/reports', report = {} } = {}) {
  asked = [];
  asks(who);
  server.use(
    http.get(TIMES, ({ request }) => {
      const params = new URL(request.url).searchParams;
      const [days, until, group] = ['days', 'until', 'group'].map((name) => params.get(name));
      asked.push(`${days} ${until} ${group}`);
      const groups = { day: DAYS, priority: [], assignee: AGENTS, category: CATEGORIES }[group ?? ''];
      const total = group === 'priority' ? BEFORE : TOTAL;
      return HttpResponse.json({ since: '2026-11-21', until: '2026-11-23', total, groups, backlog: BACKLOG, ...report });
    }),
  );
  window.history.replaceState(null, '', address);
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  return { user, ...render(<ReportsAlone />) };
}

const chart = (/** @type {RegExp} */ name) => screen.findByRole('group', { name });
const linksOf = async (/** @type {RegExp} */ name) =>
  within(await chart(name)).getAllByRole('link').map((link) => [link.getAttribute('aria-label'), link.getAttribute('href')]);
const zone = encodeURIComponent(new Intl.DateTimeFormat().resolvedOptions().timeZone);

describe('the figures of the team', () => {
  test('show each total beside that of the time before', async () => {
    openReports();
    await screen.findAllByText('Created');
    const totals = screen.getAllByRole('term').slice(0, 6).map((term) => [...(term.parentElement?.children ?? [])].map((part) => part.textContent));
    expect(totals).toEqual([
      ['Created', '6', '4 before (+50%)'],
      ['Resolved', '8', '10 before (-20%)'],
      ['First reply, median', '11 min'],
      ['First reply, 9 of 10', '1.5 hr'],
      ['Resolution, median', '1 day', '1 day before (+4%)'],
      ['Resolution, 9 of 10', '2.1 days', '2 days before (+4%)'],
    ]);
  });

  test('lead from every bar to its list', async () => {
    openReports();
    const on = (/** @type {string} */ event, /** @type {string} */ day) => `/?view=all&${event}_after=${day}&${event}_before=${day}&tz=${zone}`;
    expect(await linksOf(/^Created and resolved/)).toEqual([
      ['Nov 22: 4 created', on('created', '2026-11-22')],
      ['Nov 23: 2 created', on('created', '2026-11-23')],
      ['Nov 23: 8 resolved', on('resolved', '2026-11-23')],
    ]);
    expect(await linksOf(/^Time to first reply/)).toEqual([
      ['Nov 22: half within 10 min, nine of ten within 1.5 hr (3 first replies)', on('replied', '2026-11-22')],
      ['Nov 23: half within 20 min, nine of ten within 20 min (2 first replies)', on('replied', '2026-11-23')],
    ]);
    expect(await linksOf(/^Time to resolution/)).toEqual([
      ['Nov 23: half within 1 day, nine of ten within 2.1 days (8 resolved)', on('resolved', '2026-11-23')],
    ]);
  });

  test('one bar is in the order of Tab, and the arrow keys go on from it', async () => {
    const { user } = openReports();
    const bars = within(await chart(/^Created and resolved/)).getAllByRole('link');
    expect(bars.map((bar) => bar.tabIndex)).toEqual([-1, -1, 0]);
    bars[2].focus();
    await user.keyboard('{ArrowLeft}');
    expect(bars[1]).toHaveFocus();
    expect(bars.map((bar) => bar.tabIndex)).toEqual([-1, 0, -1]);
    expect(screen.getByText('Nov 23: 2 created')).toBeInTheDocument();
    await user.keyboard('{Home}');
    expect(bars[0]).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(bars[0]).toHaveFocus();
    await user.keyboard('{End}');
    expect(bars[2]).toHaveFocus();
  });

  test('count the unfinished by age and priority, each with its list', async () => {
    openReports();
    const table = await screen.findByRole('table', { name: 'Unfinished tickets by age and priority' });
    const rows = within(table).getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows).toEqual([
      ['Age', 'Critical', 'High', 'Medium', 'Low', 'All'],
      ['Under 1 day', '0', '1', '3', '0', '4'],
      ['1–3 days', '0', '0', '0', '0', '0'],
    ]);
    const medium = within(table).getByRole('link', { name: '3 medium, under 1 day' });
    expect(medium).toHaveAttribute('href', '/?view=all&priority=medium&status=open,in_progress&created_after=2026-11-22T08%3A20%3A00Z');
    const all = within(table).getByRole('link', { name: '4 in all, under 1 day' });
    expect(all).toHaveAttribute('href', '/?view=all&status=open,in_progress&created_after=2026-11-22T08%3A20%3A00Z');
  });

  test('have a table by agent, category or priority', async () => {
    const { user } = openReports();
    const table = await screen.findByRole('table', { name: 'Figures by assignee' });
    const cells = () => within(table).getAllByRole('row').slice(1).map((row) => [...row.children].map((cell) => cell.textContent));
    expect(cells()).toEqual([
      ['Anna Ek', '12', '5', '11 min', '1.5 hr', '0', '–', '–'],
      ['Unassigned', '999+', '0', '–', '–', '0', '–', '–'],
    ]);
    expect(within(table).getByRole('link', { name: '12' })).toHaveAttribute('href', '/?view=all&status=open,in_progress&assignee=7');
    expect(within(table).getByRole('link', { name: '999+' })).toHaveAttribute('href', '/?view=all&status=open,in_progress&assignee=none');
    expect(within(table).getByRole('link', { name: '5' })).toHaveAttribute(
      'href',
      `/?view=all&assignee=7&replied_after=2026-10-25&replied_before=2026-11-23&tz=${zone}`,
    );
    await user.click(screen.getByRole('button', { name: 'Category', pressed: false }));
    const byCategory = within(await screen.findByRole('table', { name: 'Figures by category' }));
    expect(byCategory.getByRole('rowheader', { name: 'Billing' })).toBeInTheDocument();
    expect(screen.queryByText('Unfinished now')).not.toBeInTheDocument();
  });

  test('can be downloaded, and so can the tickets', async () => {
    openReports();
    const figures = await screen.findByRole('link', { name: 'These figures by day' });
    expect(figures).toHaveAttribute('download', 'figures-2026-11-21-2026-11-23.csv');
    const text = decodeURIComponent(figures.getAttribute('href')?.split(',').slice(1).join(',') ?? '');
    expect(text.split('\r\n').slice(1)).toEqual([
      '2026-11-21,0,0,,,0,,',
      '2026-11-22,4,3,600,5400,0,,',
      '2026-11-23,2,2,1200,1200,8,90000,180000',
      '',
    ]);
    expect(text.startsWith('\ufeffday,created,')).toBe(true);
    expect(screen.getByRole('link', { name: 'The tickets created on these days' })).toHaveAttribute(
      'href',
      `/api/tickets/export.csv?created_after=2026-11-21&created_before=2026-11-23&tz=${zone}`,
    );
  });
});

describe('the days of the report', () => {
  test('are the last 30, compared with the 30 before', async () => {
    openReports();
    await waitFor(() => expect(asked.toSorted()).toEqual(['30 2026-10-24 priority', '30 2026-11-23 assignee', '30 2026-11-23 day']));
  });

  test('are those of the address', async () => {
    openReports({ address: '/reports?from=2026-11-01&to=2026-11-10&compare=year' });
    await waitFor(() => expect(asked.toSorted()).toEqual(['10 2025-11-11 priority', '10 2026-11-10 assignee', '10 2026-11-10 day']));
    expect(screen.getByLabelText('From')).toHaveValue('2026-11-01');
    expect(screen.getByText(/^Nov 1 – Nov 10$/)).toBeInTheDocument();
  });

  test.each(['?days=8', '?from=2026-11-10&to=2026-11-01', '?from=2026-02-30&to=2026-03-01', '?from=2020-01-01&to=2026-01-01', '?from=x&to=y'])(
    'are the usual ones for an address without sense: %s',
    async (query) => {
      openReports({ address: `/reports${query}` });
      await waitFor(() => expect(asked).toContain('30 2026-11-23 day'));
    },
  );

  test('are chosen, kept in the address, and left by the way back', async () => {
    const { user } = openReports();
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Days of the report' }), 'Last 7 days');
    await waitFor(() => expect(asked).toContain('7 2026-11-23 day'));
    expect(window.location.search).toBe('?days=7');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Compared with' }), 'Compared with a year before');
    await waitFor(() => expect(asked).toContain('7 2025-11-24 priority'));
    expect(window.location.search).toBe('?days=7&compare=year');
    window.history.back();
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Compared with' })).toHaveValue('before'));
  });

  test('are written into two fields', async () => {
    const { user } = openReports();
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Days of the report' }), 'From – to');
    const from = screen.getByLabelText('From');
    expect(from).toHaveValue('2026-10-25');
    await user.clear(from);
    await user.type(from, '2026-11-20{Enter}');
    await waitFor(() => expect(asked).toContain('4 2026-11-23 day'));
    expect(window.location.search).toBe('?from=2026-11-20&to=2026-11-23');
  });
});

describe('when there is nothing to show', () => {
  test('the page says that nothing happened on these days', async () => {
    const nothing = { created: 0, first_reply: NONE, resolution: NONE };
    openReports({ report: { total: nothing, backlog: [] } });
    expect(await screen.findByRole('heading', { name: 'Nothing happened on these days.' })).toBeInTheDocument();
    expect(screen.getByText('No ticket is unfinished.')).toBeInTheDocument();
    expect(screen.queryByRole('group', { name: /^Created and resolved/ })).not.toBeInTheDocument();
  });

  test('it offers to try again after a failure', async () => {
    const { user } = openReports();
    server.use(http.get(TIMES, () => refusal(503, 'Service Unavailable')));
    expect(await screen.findByText('The figures could not be loaded.')).toBeInTheDocument();
    server.resetHandlers();
    asks(AGENT);
    server.use(http.get(TIMES, () => HttpResponse.json({ ...statsTimes, backlog: BACKLOG })));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await chart(/^Created and resolved/)).toBeInTheDocument();
  });

  test('viewers see it, others sign in or are told whom to ask', async () => {
    const { unmount } = openReports({ who: VIEWER });
    expect(await screen.findByRole('heading', { name: 'Reports' })).toBeInTheDocument();
    await waitFor(() => expect(asked).toHaveLength(3));
    unmount();
    const { unmount: leave } = openReports({ who: { ...VIEWER, account: { .../** @type {any} */ (VIEWER.account), role: null } } });
    expect(await screen.findByText(/The reports are for accounts with a role/)).toBeInTheDocument();
    expect(asked).toEqual([]);
    leave();
    openReports({ who: ANONYMOUS });
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/sign-in?next=%2Freports'));
    expect(asked).toEqual([]);
  });
});
