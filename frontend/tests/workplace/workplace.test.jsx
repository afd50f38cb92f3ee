import { act, createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { COUNTS, page, refusal, server, SESSION, ticket, TICKET, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { asks, VIEWER } from '../people.js';
import { card, form, gate, openPortal, pass } from '../portal.jsx';
import { SEARCH_PAUSE_MS } from '../../src/features/tickets/FilterBar.jsx';
import { ANNA, BO, some, workplace } from './tickets.js';

const views = () => screen.findByRole('navigation', { name: 'Views' });
const name = () => screen.findByRole('heading', { level: 2, name: /^(Mine|Unassigned|Waiting|Unfinished|All)$/ });
const link = async (/** @type {number} */ id) => (await card(id)).getByRole('link', { name: `Problem ${id}` });
const address = () => window.location.pathname + window.location.search;

describe('the workplace', () => {
  test('begins with unfinished tickets, and counts every view', async () => {
    const { queries } = workplace();
    openPortal();
    expect(await name()).toHaveTextContent('Unfinished');
    const navigation = within(await views());
    expect(navigation.getByRole('link', { name: /^Unfinished/, current: 'page' })).toHaveAttribute('href', '/');
    await waitFor(() => expect(navigation.getByRole('link', { name: /^Mine ?7$/ })).toHaveAttribute('href', '/?view=mine'));
    expect(navigation.getByRole('link', { name: /^Waiting ?999\+$/ })).toBeInTheDocument();
    await waitFor(() => expect(navigation.getByRole('link', { name: /^All ?\d/ })).toBeInTheDocument());
    await card(3);
    expect(queries).toEqual(['?status=open,in_progress']);
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
    expect(screen.queryByText('Dashboard')).not.toBeInTheDocument();
  });

  test('is there at once at the next visit, before the server has said who this is', async () => {
    workplace();
    const { unmount } = openPortal();
    await card(3);
    unmount();
    const answer = gate();
    server.use(
      http.get('/api/session/', async () => {
        await answer.wait;
        return undefined;
      }),
    );
    openPortal();
    expect(await views()).toBeInTheDocument();
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
    answer.open();
    expect(await card(3)).toBeDefined();
  });

  test('has views that keys and clicks lead to, with addresses', async () => {
    const { queries } = workplace();
    const { user } = openPortal();
    await user.click(within(await views()).getByRole('link', { name: /^Unassigned/ }));
    expect(await name()).toHaveTextContent('Unassigned');
    expect(address()).toBe('/?view=unassigned');
    for (const [keys, view, path] of [['gm', 'Mine', '/?view=mine'], ['gw', 'Waiting', '/?view=waiting'], ['ga', 'All', '/?view=all'], ['go', 'Unfinished', '/']]) {
      await user.keyboard(keys);
      await waitFor(async () => expect(await name()).toHaveTextContent(view));
      expect(address()).toBe(path);
    }
    await waitFor(() => expect(queries).toContain('?waiting=true&sort=waiting'));
    await waitFor(async () => expect(await link(3)).toHaveFocus());
    act(() => window.history.back());
    await waitFor(async () => expect(await name()).toHaveTextContent('All'));
    // The same view again leads to its first row too.
    await waitFor(async () => expect(await link(2)).toBeInTheDocument());
    act(() => screen.getByRole('link', { name: 'Problem 2' }).focus());
    await user.keyboard('ga');
    await waitFor(async () => expect(await link(3)).toHaveFocus());
  });

  test('leaves the focus in the search that its reader has gone on to', async () => {
    workplace();
    const { user } = openPortal();
    await card(3);
    const slow = gate();
    server.use(
      http.get(TICKETS, async () => {
        await slow.wait;
        return page(some(2));
      }),
    );
    await user.keyboard('ga/');
    slow.open();
    await waitFor(() => expect(screen.queryByRole('article', { name: 'Ticket #3' })).not.toBeInTheDocument());
    await pass(50);
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });

  test('counts again some time after a change by others, once for many', async () => {
    workplace();
    let mine = 7;
    let asked = 0;
    server.use(
      http.get(COUNTS, () => {
        asked += 1;
        const count = (/** @type {number} */ number) => ({ count: number, capped: false });
        return HttpResponse.json({ mine: count(mine), unassigned: count(1), waiting: count(1), unfinished: count(1) });
      }),
    );
    openPortal();
    await card(3);
    const navigation = within(await views());
    await waitFor(() => expect(navigation.getByRole('link', { name: /^Mine ?7$/ })).toBeInTheDocument());
    mine = 8;
    for (const id of [3, 2, 1]) ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: ticket({ id, updated_at: '2026-11-23T08:19:00Z' }) });
    await waitFor(() => expect(navigation.getByRole('link', { name: /^Mine ?8$/ })).toBeInTheDocument());
    expect(asked).toBe(2);
  });

  test('says what an empty view means', async () => {
    workplace([]);
    openPortal('/?view=mine');
    expect(await screen.findByText('Nothing is assigned to you.')).toBeInTheDocument();
  });

  test('a view that cannot be loaded can be asked for again', async () => {
    workplace();
    server.use(http.get(TICKETS, () => refusal(500, 'Server Error'), { once: true }));
    const { user } = openPortal();
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await card(3)).toBeDefined();
  });

  test.each([
    ['before it has said who this is', SESSION, '/', () => screen.findByRole('button', { name: 'Account: Anna Ek' })],
    ['and has not listed the tickets', TICKETS, '/', () => screen.findByRole('article', { name: 'Ticket #3' })],
    ['and has not sent the ticket', TICKET, '/tickets/9', () => screen.findByRole('heading', { level: 2, name: /Cannot sign in/ })],
  ])('that was opened while the server was away, %s, is whole when that is back', async (_, path, start, whole) => {
    localStorage.setItem('has-role', 'true');
    workplace();
    server.use(...[...new Set([path, TICKETS])].map((each) => http.get(each, () => refusal(502, 'Bad Gateway'), { once: true })));
    openPortal(start);
    expect(await screen.findByText('The tickets could not be loaded.')).toBeInTheDocument();
    await pass(7_000);
    expect(await whole()).toBeInTheDocument();
    expect(screen.queryByText(/could not be loaded/)).not.toBeInTheDocument();
  });

  test('has the form as a sheet', async () => {
    workplace();
    const { user } = openPortal();
    await card(3);
    await user.keyboard('n');
    expect(form().getByRole('textbox', { name: 'Describe the problem' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
  });

  test('lets a viewer read, and offers no change', async () => {
    workplace();
    asks({ ...VIEWER, account: /** @type {any} */ ({ ...VIEWER.account, id: 8 }) });
    openPortal();
    const row = await card(3);
    expect(row.getByText('Open')).toBeInTheDocument();
    expect(row.queryByRole('button')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /New ticket/ })).not.toBeInTheDocument();
  });
});

describe('a row', () => {
  test('has priority, number, title, first words, category, status, assignee and age', async () => {
    workplace(some(1, () => ({ assignee: BO })));
    openPortal();
    const row = await card(1);
    for (const words of ['#1', /^Since this morning/, '4m']) expect(row.getByText(words)).toBeInTheDocument();
    for (const name of ['High priority', 'Account', 'Assigned to Bo Lind']) {
      expect(row.getByRole('img', { name })).toBeInTheDocument();
    }
    expect(row.getByRole('link')).toHaveAttribute('href', '/tickets/1');
    expect(row.getByRole('button', { name: 'Status: Open' })).toBeInTheDocument();
    expect(row.getByTitle(/^Sent Monday/)).toBeInTheDocument();
  });

  test('is left to the browser with a key held down', async () => {
    workplace();
    openPortal();
    const click = createEvent.click(await link(2), { ctrlKey: true });
    fireEvent(await link(2), click);
    expect(click.defaultPrevented).toBe(false);
    expect(address()).toBe('/');
  });

  test('has one line or two, which is remembered', async () => {
    workplace();
    const { user, unmount } = openPortal();
    await card(3);
    await user.click(screen.getByRole('button', { name: 'More for this list' }));
    await user.click(screen.getByRole('button', { name: 'Rows of two lines' }));
    unmount();
    const again = openPortal();
    expect((await card(3)).getByText('Account')).toBeInTheDocument();
    await again.user.click(screen.getByRole('button', { name: 'More for this list' }));
    expect(screen.getByRole('button', { name: 'Rows of one line' })).toBeInTheDocument();
  });

  test('of a thousand is in the page only near those in sight', async () => {
    workplace(some(1_000));
    openPortal();
    await card(1_000);
    expect(within(screen.getByRole('list', { name: 'Tickets' })).getAllByRole('article').length).toBeLessThan(50);
  });
});

describe('the rows', () => {
  test('are one stop of the Tab key, and arrow keys move along them', async () => {
    workplace();
    const { user } = openPortal();
    const controls = async (/** @type {number} */ id) => {
      const row = await card(id);
      return [row.getByRole('checkbox'), row.getByRole('link'), row.getByRole('button', { name: /^Status/ })];
    };
    for (const control of await controls(2)) expect(control).toHaveAttribute('tabindex', '-1');
    act(() => screen.getByRole('button', { name: 'More for this list' }).focus());
    // Past the filter of the view.
    await user.tab();
    for (const control of await controls(3)) {
      await user.tab();
      expect(control).toHaveFocus();
    }
    await user.tab();
    expect(document.activeElement?.closest('article')).toBeNull();

    act(() => screen.getByRole('link', { name: 'Problem 3' }).focus());
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(await link(2)).toHaveFocus();
    // The list is left and entered again at the row that was reached.
    await user.tab();
    await user.tab();
    expect(document.activeElement?.closest('article')).toBeNull();
    await user.tab({ shift: true });
    expect((await controls(2))[2]).toHaveFocus();
    expect((await controls(3))[1]).toHaveAttribute('tabindex', '-1');
  });
});

describe('after “Load more” the keyboard goes on', () => {
  test.each([
    ['at the first row that came, of more pages', [2, 1], true, 2],
    ['at the first row that came, of the last page', [2, 1], false, 2],
    ['at the last row when none came', [], false, 3],
  ])('%s', async (_, ids, isMore, focused) => {
    workplace();
    const next = '/api/tickets/?cursor=b3BhcXVl';
    const asked = { last: '' };
    server.use(
      http.get(TICKETS, ({ request }) => {
        const cursor = new URL(request.url).searchParams.get('cursor');
        if (cursor === null) return page([ticket({ id: 3, title: 'Problem 3' })], next);
        // A page that could not be loaded waits for the reader.
        const isFailing = asked.last !== cursor;
        asked.last = cursor;
        return isFailing ? HttpResponse.error() : page(ids.map((id) => ticket({ id, title: `Problem ${id}` })), isMore ? `${next}2` : null);
      }),
    );
    const { user } = openPortal();
    const button = await screen.findByRole('button', { name: 'Try again' });
    act(() => button.focus());
    await user.keyboard('{Enter}');
    await waitFor(async () => expect(await link(focused)).toHaveFocus());
    await user.tab();
    expect(document.activeElement).toHaveAccessibleName('Status: Open');
  });

  test('at the first row that came, when the button that had the focus leaves with the last page', async () => {
    workplace();
    const slow = gate();
    server.use(
      http.get(TICKETS, async ({ request }) => {
        if (!new URL(request.url).searchParams.has('cursor')) return page([ticket({ id: 3, title: 'Problem 3' })], '/api/tickets/?cursor=b3BhcXVl');
        await slow.wait;
        return page([ticket({ id: 2, title: 'Problem 2' })]);
      }),
    );
    openPortal();
    const button = await screen.findByRole('button', { name: 'Loading…' });
    act(() => button.focus());
    slow.open();
    await waitFor(async () => expect(await link(2)).toHaveFocus());
  });
});

describe('a ticket that is open', () => {
  test('is beside the list, shows at once what the list knows, and Escape leads back to its row', async () => {
    workplace(some(3, () => ({ assignee: ANNA })));
    const slow = gate();
    server.use(
      http.get('/api/tickets/2/', async () => {
        await slow.wait;
        return HttpResponse.json(ticket({ id: 2 }));
      }),
    );
    const { user } = openPortal('/?view=mine');
    await user.click(await link(2));
    expect(address()).toBe('/tickets/2?view=mine');
    expect(await screen.findByRole('heading', { level: 2, name: /Problem 2/ })).toHaveFocus();
    expect(await link(2)).toHaveAttribute('aria-current', 'true');
    slow.open();
    await user.keyboard('{Escape}');
    await waitFor(async () => expect(await link(2)).toHaveFocus());
    expect(address()).toBe('/?view=mine');
  });

  test.each([
    [3, 2],
    [2, 1],
    [1, 2],
  ])('that has left the list since, #%i, leads back to the row at its place, #%i', async (id, next) => {
    workplace();
    const { user } = openPortal();
    await user.click(await link(id));
    await screen.findByRole('heading', { level: 2, name: new RegExp(`Problem ${id}`) });
    await user.keyboard('s');
    await screen.findByRole('menu');
    await user.keyboard('r');
    await screen.findByText(`#${id} is now resolved.`);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('article', { name: `Ticket #${id}` })).not.toBeInTheDocument());
    expect(await link(next)).toHaveFocus();
  });

  test('that is not in the list leads back to the row that had the focus', async () => {
    workplace();
    const { user } = openPortal();
    await card(3);
    await user.keyboard('jj{Control>}k{/Control}');
    await screen.findByRole('combobox', { name: 'Find a ticket or an action' });
    await user.keyboard('1500{Enter}');
    await waitFor(() => expect(address()).toBe('/tickets/1500'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(address()).toBe('/'));
    await waitFor(async () => expect(await link(2)).toHaveFocus());
  });

  test('makes room for the next and the one before with j and k, and one step back leads to the list', async () => {
    workplace();
    const { user } = openPortal();
    await user.click(await link(3));
    await screen.findByRole('heading', { level: 2, name: /Problem 3/ });
    act(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await user.keyboard('j');
    expect(await screen.findByRole('heading', { level: 2, name: /Problem 2/ })).toBeInTheDocument();
    await user.keyboard('jj');
    expect(await screen.findByRole('heading', { level: 2, name: /Problem 1/ })).toBeInTheDocument();
    await user.keyboard('k');
    await screen.findByRole('heading', { level: 2, name: /Problem 2/ });
    expect(address()).toBe('/tickets/2');
    await user.keyboard('{Escape}');
    await waitFor(async () => expect(await link(2)).toHaveFocus());
    expect(address()).toBe('/');
  });

  test('stays while the list is searched, and leads back to what was found', async () => {
    const { queries } = workplace();
    const { user } = openPortal();
    await user.click(await link(3));
    await screen.findByRole('heading', { level: 2, name: /Problem 3/ });
    await user.type(screen.getByRole('searchbox'), 'printer');
    await pass(SEARCH_PAUSE_MS);
    await waitFor(() => expect(queries.at(-1)).toBe('?status=open,in_progress&search=printer'));
    expect(address()).toBe('/tickets/3?view=unfinished&search=printer');
    await user.click(screen.getByRole('button', { name: 'Tickets' }));
    await waitFor(() => expect(address()).toBe('/?view=unfinished&search=printer'));
  });

  test('is the first one when Enter is pressed and nothing has the focus', async () => {
    workplace();
    const { user } = openPortal();
    await card(3);
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { level: 2, name: /Problem 3/ })).toBeInTheDocument();
  });

  test('is left for another view', async () => {
    workplace();
    const { user } = openPortal('/tickets/2');
    await screen.findByRole('heading', { level: 2, name: /Problem 2/ });
    act(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await user.keyboard('gm');
    await waitFor(() => expect(address()).toBe('/?view=mine'));
    expect(screen.queryByRole('heading', { level: 2, name: /Problem 2/ })).not.toBeInTheDocument();
  });

  test('is the one that an address of the open portal points at', async () => {
    workplace();
    openPortal('/?ticket=2');
    expect(await screen.findByRole('heading', { level: 2, name: /Problem 2/ })).toBeInTheDocument();
    await waitFor(() => expect(address()).toBe('/tickets/2'));
  });
});

describe('filters', () => {
  test('Enter leaves the search for the first ticket that it finds, at once', async () => {
    const { queries } = workplace();
    const { user } = openPortal();
    await card(3);
    await user.keyboard('/printer{Enter}');
    await waitFor(() => expect(queries.at(-1)).toBe('?status=open,in_progress&search=printer'));
    await waitFor(async () => expect(await link(3)).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(address()).toBe('/tickets/3?view=unfinished&search=printer');
  });

  test.each(['2', '#2', ' 2 ', '1500'])('Enter after the number “%s” opens that ticket', async (text) => {
    workplace();
    const { user } = openPortal();
    await card(3);
    await user.keyboard('/');
    await user.type(screen.getByRole('searchbox'), `${text}{Enter}`);
    await waitFor(() => expect(window.location.pathname).toBe(`/tickets/${text.replace(/[# ]/g, '')}`));
    expect(await screen.findByRole('heading', { level: 2, name: new RegExp(text.replace(/[# ]/g, '')) })).toHaveFocus();
  });

  test.each(['84755', '"84755"', '84 755'])('Enter after “%s”, which no ticket has as its number, leads to the first that it finds', async (text) => {
    workplace();
    server.use(http.get(TICKET, () => refusal(404, 'Not Found')));
    const { user } = openPortal();
    await card(3);
    await user.keyboard('/');
    await user.type(screen.getByRole('searchbox'), `${text}{Enter}`);
    await waitFor(async () => expect(await link(3)).toHaveFocus());
    expect(window.location.pathname).toBe('/');
  });

  test.each([
    ['ArrowDown leaves the search for the first ticket, whose page stays closed', '/printer{ArrowDown}'],
    ['Escape leaves the empty search for the first ticket', '/{Escape}'],
  ])('%s', async (_, keys) => {
    workplace();
    const { user } = openPortal();
    await card(3);
    await user.keyboard(keys);
    await waitFor(async () => expect(await link(3)).toHaveFocus());
    expect(window.location.pathname).toBe('/');
  });

  test('are named above the list, and each is taken away', async () => {
    const { queries } = workplace();
    const { user } = openPortal('/?view=mine&priority=high,critical&created_after=today-6');
    await card(3);
    for (const words of ['Open, In progress', 'High, Critical', 'me', 'in the last 7 days']) {
      expect(screen.getByText(words)).toBeInTheDocument();
    }
    await user.click(screen.getByRole('button', { name: 'Remove the filter: Priority is High, Critical' }));
    await waitFor(() => expect(queries.at(-1)).toBe('?status=open,in_progress&assignee=me&created_after=today-6'));
    await user.click(screen.getByRole('button', { name: 'Remove the filter: Status is Open, In progress' }));
    await waitFor(() => expect(address()).toBe('/?view=mine&status=&created_after=today-6'));
    await user.click(screen.getByRole('button', { name: 'Back to Mine' }));
    expect(address()).toBe('/?view=mine');
    await waitFor(() => expect(queries.at(-1)).toBe('?status=open,in_progress&assignee=me'));
  });

  test.each([
    ['replied_after=2026-11-20&replied_before=2026-11-22&tz=UTC', 'First answered', /^Nov 20.* to Nov 22/],
    ['resolved_after=today&tz=UTC', 'Resolved', /^today$/],
  ])('that a report links to are named: %s', async (query, caption, words) => {
    workplace();
    openPortal(`/?view=all&${query}`);
    await card(3);
    expect(screen.getByRole('button', { name: new RegExp(`^Remove the filter: ${caption}`) })).toBeInTheDocument();
    expect(screen.getByText(words)).toBeInTheDocument();
  });

  test('are those of the file that the list can be exported to', async () => {
    workplace();
    const { user } = openPortal('/?view=mine&priority=high');
    await card(3);
    await user.click(screen.getByRole('button', { name: 'More for this list' }));
    const link = screen.getByRole('link', { name: 'Export as CSV' });
    expect(link).toHaveAttribute('href', '/api/tickets/export.csv?priority=high&status=open,in_progress&assignee=me');
    expect(link).toHaveAttribute('download');
  });

  test('name agents, and what the list is sorted by', async () => {
    const { queries } = workplace();
    const { user } = openPortal('/?assignee=4');
    expect(await screen.findByText('Bo Lind')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Sort: Newest first' }));
    expect(screen.getByRole('menuitemradio', { name: 'Newest first' })).toHaveFocus();
    await user.keyboard('{ArrowDown}{Enter}');
    expect(screen.getByRole('button', { name: 'Sort: Oldest first' })).toHaveFocus();
    await waitFor(() => expect(queries.at(-1)).toBe('?assignee=4&sort=oldest'));
    expect(address()).toBe('/?assignee=4&sort=oldest');
  });

  test.each(['at once', 'after the answer'])('Enter stays in the search when it finds nothing: %s', async (when) => {
    workplace([]);
    const { user } = openPortal('/?view=all');
    await screen.findByRole('navigation', { name: 'Views' });
    const field = screen.getByRole('searchbox');
    await user.type(field, 'unheard-of');
    if (when === 'after the answer') await screen.findByText('No tickets match.');
    await user.keyboard('{Enter}');
    await screen.findByText('No tickets match.');
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveValue('unheard-of');
  });

  test('without a match are cleared', async () => {
    workplace([]);
    const { user } = openPortal('/?view=mine&search=unheard-of');
    expect(await screen.findByText('No tickets match.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByText('Nothing is assigned to you.')).toBeInTheDocument();
  });
});

describe('new tickets of others', () => {
  /** @param {string} title */
  const arrive = (title) => ScriptedWorker.latest.send('ticket', { change: 'created', ticket: ticket({ id: 9, title, assignee: null }) });

  test('are announced, and shown at the top when asked for', async () => {
    workplace();
    const { user } = openPortal();
    await card(3);
    arrive('Problem 9');
    await user.click(await screen.findByRole('button', { name: '1 new ticket' }));
    expect(await link(9)).toHaveFocus();
    expect(screen.getAllByRole('article')[0]).toHaveAccessibleName('Ticket #9');
  });

  test('are not announced where they do not belong', async () => {
    workplace();
    openPortal('/?view=mine');
    await card(3);
    arrive('Problem 9');
    await pass(500);
    expect(screen.queryByRole('button', { name: '1 new ticket' })).not.toBeInTheDocument();
  });

  test('are listed again where the order is another one', async () => {
    const { queries } = workplace();
    const { user } = openPortal('/?view=unfinished&sort=oldest');
    await card(3);
    arrive('Problem 9');
    server.use(http.get(TICKETS, () => page([...some(3), ticket({ id: 9, title: 'Problem 9' })])));
    await user.click(await screen.findByRole('button', { name: '1 new ticket' }));
    await card(9);
    expect(screen.getAllByRole('article').at(-1)).toHaveAccessibleName('Ticket #9');
    expect(queries).toHaveLength(1);
  });
});
