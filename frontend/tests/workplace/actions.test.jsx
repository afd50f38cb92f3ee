import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { HISTORY, server } from '../api.js';
import { asks, VIEWER } from '../people.js';
import { card, openPortal, pass } from '../portal.jsx';
import { ANNA, BO, failing, some, workplace } from './tickets.js';

const link = async (/** @type {number} */ id) => (await card(id)).getByRole('link', { name: `Problem ${id}` });
const row = (/** @type {number} */ id) => screen.queryByRole('article', { name: `Ticket #${id}` });
const bar = () => screen.findByRole('toolbar', { name: 'Selected tickets' });

/** @param {number} [count]  @param {(id: number) => Partial<import('../../src/api/ticket.js').Ticket>} [different] */
async function open(count = 3, different = undefined) {
  const made = workplace(some(count, different));
  const { user } = openPortal();
  await card(count);
  return { ...made, user };
}

describe('one ticket', () => {
  test('gets another status by two keys, leaves the view, and the next row has the focus', async () => {
    const { user, patches } = await open();
    await user.keyboard('j');
    expect(await link(3)).toHaveFocus();
    await user.keyboard('s');
    const menu = await screen.findByRole('menu', { name: 'Status of #3' });
    expect(within(menu).getByRole('menuitemradio', { name: /Open/, checked: true })).toHaveFocus();
    await user.keyboard('r');
    await waitFor(() => expect(row(3)).not.toBeInTheDocument());
    expect(await link(2)).toHaveFocus();
    expect(await screen.findByText('#3 is now resolved.')).toBeInTheDocument();
    expect(patches).toEqual([{ status: 'resolved' }]);
  });

  test('comes back with z, and with the button of the message, where it was', async () => {
    const { user, bulks } = await open();
    await user.keyboard('jjsr');
    await waitFor(() => expect(row(2)).not.toBeInTheDocument());
    await screen.findByText('#2 is now resolved.');
    await user.keyboard('z');
    await screen.findByText('Undone: #2 is now open.');
    expect(screen.getAllByRole('article').map((each) => each.getAttribute('aria-label'))).toEqual(['Ticket #3', 'Ticket #2', 'Ticket #1']);
    expect(bulks).toEqual([[{ id: 2, changes: { status: 'open' }, if_updated_at: '2026-11-23T09:00:01Z' }]]);
    await user.keyboard('z');
    expect(await screen.findByText('There is nothing to undo.')).toBeInTheDocument();
    (await link(2)).focus();
    await user.keyboard('ph');
    await user.keyboard('pl');
    await screen.findByText('#2 now has low priority.');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Undone: #2 now has high priority.')).toBeInTheDocument();
  });

  test('offers to undo for eight seconds', async () => {
    const { user } = await open();
    await user.keyboard('jcb');
    await screen.findByText('#3 is now filed under Billing.');
    await pass(7_000);
    expect(screen.getByRole('button', { name: 'Undo' })).toBeInTheDocument();
    await pass(2_000);
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  });

  test('is not taken back over what somebody else has made of it since, who is named', async () => {
    const { user, kept } = await open();
    await user.keyboard('jpl');
    await screen.findByText('#3 now has low priority.');
    server.use(http.get(HISTORY, () => HttpResponse.json({ next: null, results: [{ id: 1, account: 'Cy', field: 'priority', old_value: 'low', new_value: 'critical' }] })));
    kept.set(3, { .../** @type {any} */ (kept.get(3)), priority: 'critical', updated_at: '2026-11-23T10:00:00Z' });
    await user.keyboard('z');
    expect(await screen.findByText('Nothing was undone. 1 was changed by Cy meanwhile.')).toBeInTheDocument();
    await waitFor(async () => expect((await card(3)).getByText('Critical priority')).toBeInTheDocument());
  });

  test('is taken with i, and assigned with a and some letters', async () => {
    const { user, patches } = await open();
    await user.keyboard('ji');
    await screen.findByText('#3 is now assigned to Anna Ek.');
    await user.keyboard('a');
    const field = await screen.findByRole('combobox', { name: 'Assign #3' });
    await screen.findByRole('option', { name: /Bo Lind/ });
    await user.type(field, 'bo{Enter}');
    await screen.findByText('#3 is now assigned to Bo Lind.');
    expect(patches).toEqual([{ assignee: ANNA.id }, { assignee: BO.id }]);
    expect((await card(3)).getByRole('img', { name: 'Assigned to Bo Lind' })).toBeInTheDocument();
  });

  test('is marked as a duplicate of another one by its number', async () => {
    const { user, patches } = await open();
    await user.keyboard('jd');
    await user.type(await screen.findByRole('combobox', { name: 'Mark #3 as a duplicate' }), '#1');
    await user.keyboard('{Enter}');
    await screen.findByText('#3 is now a duplicate of #1, and closed.');
    expect(patches).toEqual([{ duplicate_of: 1 }]);
  });

  test('has a link that . copies', async () => {
    const { user } = await open();
    await user.keyboard('j.');
    expect(await screen.findByText('The link to #3 is copied.')).toBeInTheDocument();
    expect(await navigator.clipboard.readText()).toBe('http://localhost:3000/tickets/3');
  });

  test('that is missing is asked for', async () => {
    const { user } = await open();
    await user.keyboard('s');
    expect(await screen.findByText(/Move to a ticket with j and k first/)).toBeInTheDocument();
    expect(screen.queryByRole('menu')).not.toBeInTheDocument();
  });

  test('stays where it is when a menu is left, which gives the focus back', async () => {
    const { user, patches } = await open();
    await user.keyboard('js');
    const dialog = await screen.findByRole('dialog', { name: 'Status of #3' });
    act(() => /** @type {HTMLDialogElement} */ (dialog).close());
    await waitFor(() => expect(screen.queryByRole('menu')).not.toBeInTheDocument());
    expect(patches).toEqual([]);
  });

  test('that is answered while it is open leaves the view when it is left', async () => {
    const { user, kept } = await open();
    await user.click(await link(2));
    await screen.findByRole('heading', { level: 2, name: /Problem 2/ });
    kept.set(2, { .../** @type {any} */ (kept.get(2)), status: 'resolved', updated_at: '2026-11-23T09:30:00Z' });
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Priority' }), 'Low');
    await screen.findByText('#2 now has low priority.');
    expect(row(2)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Tickets' }));
    await waitFor(() => expect(row(2)).not.toBeInTheDocument());
  });
});

describe('many tickets', () => {
  test('are selected with Shift and A and changed in one request by two more keys', async () => {
    const { user, bulks } = await open(20);
    await user.keyboard('{Shift>}A{/Shift}');
    expect(await bar()).toHaveTextContent(/^20 selected/);
    await user.keyboard('s');
    await screen.findByRole('menu', { name: 'Status of 20 tickets' });
    await user.keyboard('r');
    expect(await screen.findByText('20 tickets are now resolved.')).toBeInTheDocument();
    expect(bulks).toHaveLength(1);
    expect(bulks[0]).toHaveLength(20);
    expect(bulks[0][0]).toEqual({ id: 20, changes: { status: 'resolved' }, if_updated_at: '2026-11-23T08:15:30.123456Z' });
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    expect(await screen.findByText('Everything is finished.')).toBeInTheDocument();
    await user.keyboard('z');
    expect(await screen.findByText('Undone: 20 tickets as before.')).toBeInTheDocument();
    expect(await link(20)).toBeInTheDocument();
    expect(bulks[1]).toHaveLength(20);
  });

  test('are changed where they can be, and the outcome names who was in the way', async () => {
    const { user, kept } = await open(4);
    server.use(http.get(HISTORY, () => HttpResponse.json({ next: null, results: [{ id: 1, account: 'Cy', field: 'status', old_value: 'open', new_value: 'closed' }] })));
    await user.keyboard('{Shift>}A{/Shift}');
    kept.set(2, { .../** @type {any} */ (kept.get(2)), status: 'in_progress', updated_at: '2026-11-23T10:00:00Z' });
    kept.delete(1);
    await user.keyboard('p');
    await screen.findByRole('menu');
    await user.keyboard('l');
    expect(await screen.findByText('2 tickets now have low priority. 1 was changed by Cy meanwhile. 1 no longer exists.')).toBeInTheDocument();
    expect((await card(4)).getByText('Low priority')).toBeInTheDocument();
    expect((await card(1)).getByText('High priority')).toBeInTheDocument();
    await waitFor(async () => expect((await card(2)).getByText('In progress')).toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Undone: 2 tickets as before.')).toBeInTheDocument();
  });

  test('are as before when the server fails', async () => {
    const { user } = await open();
    failing();
    await user.keyboard('{Shift>}A{/Shift}');
    await user.keyboard('s');
    await screen.findByRole('menu');
    await user.keyboard('c');
    expect(await screen.findByText(/The change was not saved\. 3 tickets are as before\./)).toBeInTheDocument();
    expect(await link(3)).toBeInTheDocument();
  });

  test('are selected one by one with x, in a range with Shift and x, and let go of with Escape', async () => {
    const { user } = await open(6);
    await user.keyboard('jx');
    expect((await card(6)).getByRole('checkbox', { name: 'Select #6' })).toBeChecked();
    await user.keyboard('jjj');
    await user.keyboard('{Shift>}X{/Shift}');
    expect(await bar()).toHaveTextContent(/^4 selected/);
    await user.keyboard('x');
    expect(await bar()).toHaveTextContent(/^3 selected/);
    await user.click((await card(1)).getByRole('checkbox', { name: 'Select #1' }));
    expect(await bar()).toHaveTextContent(/^4 selected/);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    expect(screen.queryByRole('checkbox', { checked: true })).not.toBeInTheDocument();
  });

  test('are let go of in another view', async () => {
    const { user } = await open();
    await user.keyboard('{Shift>}A{/Shift}');
    await bar();
    await user.keyboard('gm');
    await waitFor(() => expect(screen.queryByRole('toolbar')).not.toBeInTheDocument());
  });

  test('are assigned with the mouse alone', async () => {
    const { user, bulks } = await open();
    await user.click((await card(3)).getByRole('checkbox'));
    await user.click((await card(1)).getByRole('checkbox'));
    await user.click(within(await bar()).getByRole('button', { name: 'Assign' }));
    await user.click(await screen.findByRole('option', { name: /Bo Lind/ }));
    expect(await screen.findByText('2 tickets are now assigned to Bo Lind.')).toBeInTheDocument();
    expect(bulks[0].map((/** @type {any} */ { id }) => id)).toEqual([3, 1]);
  });

  test('become duplicates of one, which stays out of it', async () => {
    const { user, bulks } = await open();
    await user.keyboard('{Shift>}A{/Shift}');
    await user.click(within(await bar()).getByRole('button', { name: 'Duplicate of…' }));
    await user.type(await screen.findByRole('combobox', { name: 'Mark 3 tickets as a duplicate' }), '1{Enter}');
    expect(await screen.findByText('2 tickets are now duplicates of #1, and closed.')).toBeInTheDocument();
    expect(bulks[0].map((/** @type {any} */ { id, changes }) => [id, changes])).toEqual([[3, { duplicate_of: 1 }], [2, { duplicate_of: 1 }]]);
  });

  test('are not offered to a viewer', async () => {
    workplace();
    asks({ ...VIEWER, account: /** @type {any} */ ({ ...VIEWER.account, id: 8 }) });
    const { user } = openPortal();
    await card(3);
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    await user.keyboard('{Shift>}A{/Shift}');
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
  });
});

describe('the palette', () => {
  /** @param {import('@testing-library/user-event').UserEvent} user */
  async function palette(user) {
    await user.keyboard('{Control>}k{/Control}');
    return screen.findByRole('combobox', { name: 'Find a ticket or an action' });
  }

  test.each(['1500', '#1500'])('opens the ticket %s by Enter, wherever it is', async (text) => {
    const { user } = await open();
    await palette(user);
    await user.keyboard(`${text}{Enter}`);
    await waitFor(() => expect(window.location.pathname).toBe('/tickets/1500'));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  test('finds tickets by words', async () => {
    const { user, queries } = await open();
    await user.type(await palette(user), 'printer');
    await user.click(await screen.findByRole('option', { name: /Problem 2/ }));
    expect(queries).toContain('?search=printer');
    await waitFor(() => expect(window.location.pathname).toBe('/tickets/2'));
  });

  test('finds what can be done', async () => {
    const { user } = await open();
    await user.keyboard('j');
    await user.type(await palette(user), 'take');
    const found = within(screen.getByRole('listbox', { name: 'Find a ticket or an action' }));
    expect(found.getAllByRole('option')[0]).toHaveTextContent('Take the ticket');
    await user.keyboard('{Enter}');
    expect(await screen.findByText('#3 is now assigned to Anna Ek.')).toBeInTheDocument();
  });

  test.each([
    ['filter', 'Filter the list', () => screen.findByRole('combobox', { name: 'Filter the list' })],
    ['save', 'Save the list as a view…', () => screen.findByRole('textbox', { name: 'Name' })],
  ])('finds what other parts of the page do: %s', async (text, name, control) => {
    const { user } = await open();
    await user.type(await palette(user), text);
    expect(screen.queryByRole('option', { name: /^Reply/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole('option', { name: new RegExp(`^${name}`) }));
    expect(await control()).toHaveFocus();
  });

  test.each([
    ['reply', 'Reply to the requester'],
    ['note', 'Note for your team'],
  ])('goes to the field for a %s of the open ticket', async (text, name) => {
    const { user } = await open();
    await user.click(screen.getByRole('link', { name: 'Problem 2' }));
    await screen.findByRole('textbox', { name: 'Reply to the requester' });
    await user.type(await palette(user), `${text}{Enter}`);
    expect(await screen.findByRole('textbox', { name })).toHaveFocus();
  });

  test('is walked by arrow keys, and goes to a view', async () => {
    const { user } = await open();
    const field = await palette(user);
    await user.type(field, 'un');
    const words = () => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent;
    const first = words();
    await user.keyboard('{ArrowDown}');
    expect(words()).not.toBe(first);
    await user.keyboard('{ArrowUp}');
    expect(words()).toBe(first);
    await user.clear(field);
    await user.type(field, 'unass{Enter}');
    await waitFor(() => expect(window.location.search).toBe('?view=unassigned'));
  });
});

test('? lists every key that the workplace has', async () => {
  const { user } = await open();
  await user.keyboard('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const words of ['Undo the last change', 'Select all that is shown', 'Filter the list', 'Waiting']) {
    expect(within(dialog).getByText(words)).toBeInTheDocument();
  }
});
