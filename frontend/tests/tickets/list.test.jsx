import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import errorInternal from '../../../contracts/public-api/error-internal.json';
import errorNotFound from '../../../contracts/public-api/error-not-found.json';
import { SEARCH_PAUSE_MS } from '../../src/features/tickets/FilterBar.jsx';
import { page, refusal, server, ticket, TICKET, TICKETS } from '../api.js';
import { card, gate, openPortal, pass } from '../portal.jsx';

const filterBar = () => within(screen.getByRole('search', { name: 'Filter tickets' }));
const searchField = () => filterBar().getByRole('searchbox', { name: 'Search tickets' });

/** Answers with the tickets given, and records the queries. @param {import('../../src/api/ticket.js').Ticket[]} tickets */
function shelf(tickets) {
  /** @type {string[]} */
  const queries = [];
  server.use(
    http.get(TICKETS, ({ request }) => {
      queries.push(new URL(request.url).search);
      return page(tickets);
    }),
  );
  return queries;
}

describe('list', () => {
  test('shows title, age, first words, priority, category and status', async () => {
    openPortal();
    const row = await card(17);
    expect(row.getByRole('button', { name: 'Cannot sign in after changing my password' })).toBeInTheDocument();
    expect(row.getByTitle(/2026/)).toHaveTextContent(/^4 min.*2026/);
    expect(row.getByText(/^Since this morning the sign-in page/)).toBeInTheDocument();
    expect(row.getAllByText('High')[0]).toBeInTheDocument();
    expect(row.getByText('Account')).toBeInTheDocument();
    expect(row.getByRole('button', { name: 'Status: Open' })).toBeInTheDocument();
  });

  test('says that it is loading, and that there are no tickets yet', async () => {
    const answers = gate();
    server.use(http.get(TICKETS, () => answers.wait.then(() => page([]))));
    openPortal();
    expect(screen.getByText('Loading tickets…')).toBeInTheDocument();
    answers.open();
    expect(await screen.findByText('No tickets yet. The first one that is sent appears here.')).toBeInTheDocument();
    expect(screen.queryByText('Loading tickets…')).not.toBeInTheDocument();
  });

  test.each([
    ['refuses', () => HttpResponse.json(errorInternal, { status: 500 })],
    ['cannot be reached', () => HttpResponse.error()],
  ])('offers to try again when the server %s', async (_, answer) => {
    server.use(http.get(TICKETS, answer, { once: true }));
    const { user } = openPortal();
    expect(await screen.findByText('The tickets could not be loaded.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('article', { name: 'Ticket #17' })).toBeInTheDocument();
  });

  test('shows what the server says of a request that it refuses', async () => {
    const sentence = 'This portal is not set up for the address help.example.';
    server.use(http.get(TICKETS, () => refusal(400, 'Bad Request', { detail: [sentence] }, {}, 'host_not_allowed')));
    openPortal();
    expect(await screen.findByText(sentence)).toBeInTheDocument();
  });

  test('goes on with the next page, where the last one ended', async () => {
    server.use(
      http.get(TICKETS, ({ request }) =>
        new URL(request.url).searchParams.has('cursor')
          ? page([ticket({ id: 16 }), ticket({ id: 15 })])
          : page([ticket({ id: 17 }), ticket({ id: 16 })], 'http://somewhere-else/api/tickets/?cursor=b3BhcXVl'),
      ),
    );
    const { user } = openPortal();
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    expect(await screen.findByRole('article', { name: 'Ticket #15' })).toBeInTheDocument();
    const rows = screen.getAllByRole('article').map((row) => row.getAttribute('aria-label'));
    expect(rows).toEqual(['Ticket #17', 'Ticket #16', 'Ticket #15']);
    expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument();
    // The Tab key goes on from the first row that came.
    expect(document.activeElement?.closest('article')).toHaveAccessibleName('Ticket #15');
  });

  test('leaves the focus where the reader has gone on to while the next page is on its way', async () => {
    const slow = gate();
    server.use(
      http.get(TICKETS, async ({ request }) => {
        if (!new URL(request.url).searchParams.has('cursor')) return page([ticket()], '/api/tickets/?cursor=b3BhcXVl');
        await slow.wait;
        return page([ticket({ id: 16 })]);
      }),
    );
    const { user } = openPortal();
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    await user.click(screen.getByRole('searchbox'));
    slow.open();
    await screen.findByRole('article', { name: 'Ticket #16' });
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });

  test('keeps the shown tickets when the next page fails, and tries again', async () => {
    let tries = 0;
    server.use(
      http.get(TICKETS, ({ request }) => {
        if (!new URL(request.url).searchParams.has('cursor')) return page([ticket()], '/api/tickets/?cursor=b3BhcXVl');
        tries += 1;
        return tries === 1 ? HttpResponse.error() : page([ticket({ id: 16 })]);
      }),
    );
    const { user } = openPortal();
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    expect(await screen.findByText('The next tickets could not be loaded.')).toBeInTheDocument();
    expect(screen.getByRole('article', { name: 'Ticket #17' })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('article', { name: 'Ticket #16' })).toBeInTheDocument();
    expect(document.activeElement?.closest('article')).toHaveAccessibleName('Ticket #16');
  });

  test('a ticket unfolds in place and folds again', async () => {
    const { user } = openPortal();
    const row = await card(17);
    const head = row.getByRole('button', { expanded: false, name: /^Cannot/ });
    await user.click(head);
    expect(head).toHaveAttribute('aria-expanded', 'true');
    expect(row.getByText(/· Sent/)).toBeInTheDocument();
    expect(row.getByText(/although I changed it yesterday\.$/).closest('p')).toHaveAttribute('dir', 'auto');
    await user.click(head);
    expect(head).toHaveAttribute('aria-expanded', 'false');
    expect(row.queryByText(/Sent/)).not.toBeInTheDocument();
  });
});

describe('filters', () => {
  test('go into the address and to the API, and Back takes them off again', async () => {
    const queries = shelf([ticket()]);
    const { user } = openPortal();
    await card(17);
    await user.selectOptions(filterBar().getByRole('combobox', { name: 'Category' }), 'account');
    await user.selectOptions(filterBar().getByRole('combobox', { name: 'Status' }), 'In progress');
    await waitFor(() => expect(queries).toEqual(['', '?category=account', '?category=account&status=in_progress']));
    expect(window.location.search).toBe('?category=account&status=in_progress');
    act(() => window.history.back());
    await waitFor(() => expect(filterBar().getByRole('combobox', { name: 'Status' })).toHaveValue(''));
    await waitFor(() => expect(queries.at(-1)).toBe('?category=account'));
  });

  test('are read from a shared link, and what the API does not know is left out', async () => {
    const queries = shelf([ticket()]);
    openPortal('/?priority=high&category=nonsense&search=password');
    await card(17);
    expect(queries).toEqual(['?priority=high&search=password']);
    expect(filterBar().getByRole('combobox', { name: 'Priority' })).toHaveValue('high');
    expect(searchField()).toHaveValue('password');
  });

  test('the search follows when the typing pauses, and marks what matches', async () => {
    const queries = shelf([ticket()]);
    const { user } = openPortal();
    await card(17);
    await user.type(searchField(), 'SIGN password');
    await pass(SEARCH_PAUSE_MS);
    await waitFor(() => expect(queries).toEqual(['', '?search=SIGN+password']));
    const marks = [...document.querySelectorAll('mark')].map((mark) => mark.textContent);
    expect(marks).toEqual(['sign', 'password', 'sign', 'password']);
  });

  test('the marks follow the rules of the search', async () => {
    shelf([ticket({ title: 'Das Bu\u0308ro „schließt“', description: 'Nachts\r\num 8' })]);
    openPortal(`/?search=${encodeURIComponent('«nachts um» BURO STRASSE schliesst')}`);
    await card(17);
    const marks = [...document.querySelectorAll('mark')].map((mark) => mark.textContent);
    expect(marks).toEqual(['Bu\u0308ro', 'schließt', 'Nachts um']);
  });

  test('a search that is refused says why, and is cleared', async () => {
    const sentence = 'Search must be 200 characters or fewer';
    server.use(
      http.get(TICKETS, ({ request }) =>
        (new URL(request.url).searchParams.get('search')?.length ?? 0) > 200
          ? refusal(400, 'Validation Error', { search: [sentence] })
          : page([ticket()]),
      ),
    );
    const { user } = openPortal();
    await card(17);
    await user.click(searchField());
    await user.paste('lorem ipsum '.repeat(40));
    await pass(SEARCH_PAUSE_MS);
    expect(await screen.findByText(`${sentence}.`)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByRole('article', { name: 'Ticket #17' })).toBeInTheDocument();
  });

  test('a search that takes too long says how to narrow it', async () => {
    const sentence = 'This search takes too long. Search for fewer or longer words.';
    server.use(http.get(TICKETS, () => refusal(503, 'Service Unavailable', { detail: [sentence] }, {}, 'search_too_slow')));
    openPortal('/?search=a');
    expect(await screen.findByText(sentence)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeInTheDocument();
  });

  test('when nothing matches, clearing the filters is offered', async () => {
    server.use(http.get(TICKETS, ({ request }) => (new URL(request.url).search ? page([]) : page([ticket()]))));
    const { user } = openPortal('/?search=unheard-of&status=closed');
    expect(await screen.findByText('No tickets match.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByRole('article', { name: 'Ticket #17' })).toBeInTheDocument();
    expect(window.location.search).toBe('');
    expect(searchField()).toHaveValue('');
  });

  test('an answer to earlier filters that comes late is not shown', async () => {
    const slow = gate();
    server.use(
      http.get(TICKETS, async ({ request }) => {
        if (new URL(request.url).search) return page([ticket({ id: 2 })]);
        await slow.wait;
        return page([ticket({ id: 1 })]);
      }),
    );
    const { user } = openPortal();
    await user.selectOptions(filterBar().getByRole('combobox', { name: 'Priority' }), 'high');
    await card(2);
    slow.open();
    await pass(100);
    expect(screen.queryByRole('article', { name: 'Ticket #1' })).not.toBeInTheDocument();
  });
});

describe('status', () => {
  /**
   * @param {import('@testing-library/user-event').UserEvent} user
   * @param {string} name
   */
  async function choose(user, name) {
    const row = await card(17);
    await user.click(row.getByRole('button', { name: 'Status: Open' }));
    await user.click(screen.getByRole('menuitemradio', { name }));
  }

  test('changes at once, and only the ticket that was seen', async () => {
    const answers = gate();
    /** @type {any[]} */
    const patches = [];
    server.use(
      http.patch(TICKET, async ({ request }) => {
        patches.push([request.headers.get('If-Match'), await request.json()]);
        await answers.wait;
        return HttpResponse.json(ticket({ status: 'in_progress' }));
      }),
    );
    const { user } = openPortal();
    await choose(user, 'In progress');
    const row = await card(17);
    expect(row.getByRole('button', { name: 'Status: In progress' })).toHaveFocus();
    await waitFor(() => expect(patches).toEqual([['"1"', { status: 'in_progress' }]]));
    answers.open();
    expect(await screen.findByText('#17 is now in progress.')).toBeInTheDocument();
    await pass(6_000);
    expect(screen.queryByText('#17 is now in progress.')).not.toBeInTheDocument();
  });

  test.each([
    ['fails', () => HttpResponse.json(errorInternal, { status: 500 }), /The change was not saved. #17 is still open/],
    ['cannot be reached', () => HttpResponse.error(), /We could not reach the server. #17 is still open/],
    ['no longer has it', () => HttpResponse.json(errorNotFound, { status: 404 }), /#17 no longer exists/],
  ])('is taken back with a message when the server %s', async (_, answer, words) => {
    server.use(http.patch(TICKET, answer));
    const { user } = openPortal();
    await choose(user, 'Closed');
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect((await card(17)).getByRole('button', { name: 'Status: Open' })).toBeInTheDocument();
    await pass(60_000);
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(words)).not.toBeInTheDocument();
  });

  test('what somebody else set meanwhile is shown and not overwritten', async () => {
    server.use(http.get(TICKET, () => HttpResponse.json(ticket({ status: 'resolved' }))));
    const { user } = openPortal();
    await choose(user, 'In progress');
    expect(await screen.findByText(/Somebody else has just changed #17: it is resolved/)).toBeInTheDocument();
    expect((await card(17)).getByRole('button', { name: 'Status: Resolved' })).toBeInTheDocument();
  });

  test('a change in the same moment is refused by the server and shown', async () => {
    let reads = 0;
    server.use(
      http.get(TICKET, () => {
        reads += 1;
        return HttpResponse.json(ticket(reads === 1 ? {} : { status: 'closed' }));
      }),
      http.patch(TICKET, () => refusal(412, 'Precondition Failed')),
    );
    const { user } = openPortal();
    await choose(user, 'In progress');
    expect(await screen.findByText(/Somebody else has just changed #17: it is closed/)).toBeInTheDocument();
    expect((await card(17)).getByRole('button', { name: 'Status: Closed' })).toBeInTheDocument();
  });

  test('the popover is walked by arrow keys and left by Escape', async () => {
    const { user } = openPortal();
    const button = (await card(17)).getByRole('button', { name: 'Status: Open' });
    button.focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('menuitemradio', { name: 'Open', checked: true })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('menuitemradio', { name: 'Resolved' })).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('menuitemradio', { name: 'Open' })).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
    expect(button).toHaveFocus();
  });

  test('a press elsewhere closes the popover', async () => {
    const { user } = openPortal();
    await user.click((await card(17)).getByRole('button', { name: 'Status: Open' }));
    await user.click(document.body);
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
  });
});

describe('category and priority', () => {
  /**
   * @param {import('@testing-library/user-event').UserEvent} user
   * @param {string} caption
   * @param {string} choice
   */
  async function file(user, caption, choice) {
    const row = await card(17);
    await user.click(row.getByRole('button', { name: /^Cannot/ }));
    await user.selectOptions(row.getByRole('combobox', { name: caption }), choice);
  }

  test('are corrected where the ticket is unfolded', async () => {
    /** @type {any[]} */
    const patches = [];
    server.use(
      http.patch(TICKET, async ({ request }) => {
        const body = /** @type {any} */ (await request.json());
        patches.push([request.headers.get('If-Match'), body]);
        return HttpResponse.json(ticket(body));
      }),
    );
    const { user } = openPortal();
    await file(user, 'Category', 'Technical');
    expect(await screen.findByText('#17 is now filed under Technical.')).toBeInTheDocument();
    await user.selectOptions((await card(17)).getByRole('combobox', { name: 'Priority' }), 'Low');
    expect(await screen.findByText('#17 now has low priority.')).toBeInTheDocument();
    expect(patches[0]).toEqual(['"1"', { category: 'technical' }]);
    expect(patches[1]).toEqual(['"1"', { priority: 'low' }]);
  });

  test('are taken back with a message when the server refuses', async () => {
    server.use(http.patch(TICKET, () => HttpResponse.json(errorInternal, { status: 500 })));
    const { user } = openPortal();
    await file(user, 'Priority', 'Low');
    expect(await screen.findByText(/The change was not saved. #17 still has high priority./)).toBeInTheDocument();
    expect((await card(17)).getByRole('combobox', { name: 'Priority' })).toHaveValue('high');
  });

  test('a change by another person is announced field by field', async () => {
    server.use(http.get(TICKET, () => HttpResponse.json(ticket({ status: 'closed', priority: 'critical' }))));
    const { user } = openPortal();
    await file(user, 'Priority', 'Low');
    expect(
      await screen.findByText(/Somebody else has just changed #17: it is closed and has critical priority. Yours was not saved/),
    ).toBeInTheDocument();
  });
});
