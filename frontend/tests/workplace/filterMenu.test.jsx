import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { card, openPortal } from '../portal.jsx';
import { some, workplace } from './tickets.js';

const address = () => window.location.pathname + window.location.search;
const field = () => screen.findByRole('combobox', { name: 'Filter the list' });

/** @param {string} [start] */
async function menu(start = '/') {
  const made = workplace();
  const { user } = openPortal(start);
  await card(3);
  await user.keyboard('f');
  await field();
  return { ...made, user };
}

test.each([
  [{ name: 'Rea Quist', email: 'rea@example.com' }, 'Rea Quist'],
  [{ name: '', email: 'rea@example.com' }, 'rea@example.com'],
  [{ name: '', email: null }, 'no. 12'],
])('what narrows the list names persons as their tickets do: %o', async (person, words) => {
  const requester = /** @type {any} */ ({ id: 12, ...person });
  workplace(some(3, () => ({ requester, assignee: { id: 9, name: 'Vi Former' } })));
  openPortal('/?view=all&requester=12&assignee=9');
  await card(3);
  expect(screen.getByRole('button', { name: `Remove the filter: Requester is ${words}` })).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Remove the filter: Assignee is Vi Former' })).toBeInTheDocument();
});

describe('the list of filters', () => {
  test('is found through by letters, and chooses several without closing', async () => {
    const { user, queries } = await menu();
    await user.type(await field(), 'crit{Enter}');
    await waitFor(() => expect(address()).toBe('/?view=unfinished&priority=critical'));
    await user.clear(await field());
    await user.type(await field(), 'high{Enter}');
    await waitFor(() => expect(queries.at(-1)).toBe('?priority=high,critical&status=open,in_progress'));
    expect(screen.getByRole('option', { name: 'High', selected: true })).toBeInTheDocument();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(address()).toBe('/?view=unfinished&priority=critical'));
  });

  test('has what the view has, and everything else', async () => {
    const { user } = await menu('/?view=mine');
    const options = within(screen.getByRole('listbox', { name: 'Filter the list' }));
    for (const name of ['Open', 'In progress', 'Me']) expect(options.getByRole('option', { name, selected: true })).toBeInTheDocument();
    for (const name of ['Closed', 'Billing', 'Unassigned', 'Waits for us', 'Sent today', 'Sent in the last 7 days', 'Resolved today']) {
      expect(options.getByRole('option', { name, selected: false })).toBeInTheDocument();
    }
    await user.click(await options.findByRole('option', { name: 'Bo Lind' }));
    await waitFor(() => expect(address()).toBe('/?view=mine&assignee=4'));
    await user.click(options.getByRole('option', { name: 'Waits for us' }));
    await waitFor(() => expect(address()).toBe('/?view=mine&assignee=4&waiting=true'));
  });

  test('has days of the reader', async () => {
    const { user, queries } = await menu('/?view=all');
    await user.click(screen.getByRole('option', { name: 'Sent in the last 7 days' }));
    await waitFor(() => expect(queries.at(-1)).toBe('?created_after=today-6&tz=UTC'));
    fireEvent.change(screen.getByLabelText('Sent from'), { target: { value: '2026-11-01' } });
    fireEvent.change(screen.getByLabelText('until'), { target: { value: '2026-11-23' } });
    await waitFor(() => expect(queries.at(-1)).toBe('?created_after=2026-11-01&created_before=2026-11-23&tz=UTC'));
    expect(screen.getByText(/Nov.* to .*Nov/)).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText('Sent from'), { target: { value: '' } });
    fireEvent.change(screen.getByLabelText('until'), { target: { value: '' } });
    await waitFor(() => expect(queries.at(-1)).toBe(''));
  });

  test.each([
    ['week', ['Sent in the last 7 days', 'Resolved in the last 7 days']],
    ['sent last week', ['Sent in the last 7 days']],
    ['resolved last month', ['Resolved in the last 30 days']],
  ])('is found through by %s', async (words, names) => {
    const { user } = await menu();
    await user.type(await field(), words);
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(names);
  });

  test('says when no filter matches', async () => {
    const { user } = await menu();
    await user.type(await field(), 'colour');
    expect(screen.getByText('No filter matches.')).toBeInTheDocument();
  });

  test('opens with its button too, and closes beside it', async () => {
    workplace();
    const { user } = openPortal();
    await user.click(await screen.findByRole('button', { name: 'Filter' }));
    await field();
    await user.click(screen.getByRole('dialog', { name: 'Filter the list' }));
    await waitFor(() => expect(screen.queryByRole('listbox')).not.toBeInTheDocument());
  });
});
