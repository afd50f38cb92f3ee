import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import SettingsPage from '../../src/features/settings/SettingsPage.jsx';
import { leaveFor } from '../../src/browser/places.js';
import { MACROS, refusal, server } from '../api.js';
import { ADMIN, AGENT, ANONYMOUS, asks, VIEWER } from '../people.js';
import { gate, pass } from '../portal.jsx';

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn() }));

const PERSON = {
  id: 7,
  username: 'cy',
  name: 'Cy Young',
  email: 'cy@example.com',
  role: 'agent',
  active: true,
  state: 'password',
  changeable: true,
  last_login: null,
};
const SELF = { ...PERSON, id: 1, username: 'boss', name: 'Bo Boss', role: 'admin', changeable: false };
const TOKEN = {
  id: '0123456789ab',
  name: 'Nightly export',
  account: { id: 7, username: 'cy' },
  scopes: ['read'],
  created_at: '2026-03-01T10:00:00Z',
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

async function openPage(who = ADMIN) {
  asks(who);
  /** @type {unknown[]} */
  const sent = [];
  const noted = async (/** @type {{ request: Request }} */ { request }) => {
    const text = await request.text();
    sent.push([request.method, new URL(request.url).pathname, text ? JSON.parse(text) : null]);
  };
  const invitation = { person: PERSON, invitation: '7.abc-def', expires_at: '2026-03-04T10:00:00Z' };
  server.use(
    http.get('/api/accounts/', () => HttpResponse.json({ results: [SELF, PERSON], more: false })),
    http.get('/api/tokens/', () => HttpResponse.json([TOKEN])),
    http.get(MACROS, () => HttpResponse.json([{ id: 3, title: 'Refund', body: 'We have paid.' }])),
    http.post('/api/accounts/', async (info) => (await noted(info), HttpResponse.json(invitation, { status: 201 }))),
    http.post('/api/accounts/7/invitation/', async (info) => (await noted(info), HttpResponse.json(invitation))),
    http.patch('/api/accounts/7/', async (info) => (await noted(info), HttpResponse.json(PERSON))),
    http.post('/api/tokens/', async (info) => (await noted(info), HttpResponse.json({ token: TOKEN, secret: 'tkt_0123456789ab_secret' }, { status: 201 }))),
    http.delete('/api/tokens/:id/', async (info) => (await noted(info), new HttpResponse(null, { status: 204 }))),
    http.post(MACROS, async (info) => (await noted(info), HttpResponse.json({ id: 4, title: 'x', body: 'y' }, { status: 201 }))),
    http.patch('/api/macros/3/', async (info) => (await noted(info), HttpResponse.json({ id: 3, title: 'x', body: 'y' }))),
    http.delete('/api/macros/3/', async (info) => (await noted(info), new HttpResponse(null, { status: 204 }))),
  );
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  render(<SettingsPage />);
  return { user, sent };
}

const section = (/** @type {string} */ name) => screen.findByRole('region', { name });

describe('settings', () => {
  test('an admin invites a person and gets the link', async () => {
    const { user, sent } = await openPage();
    const people = within(await section('People'));
    await user.click(people.getByRole('button', { name: 'Invite a person' }));
    await user.type(people.getByLabelText('Name'), 'Cy Young');
    await user.type(people.getByLabelText('Username'), ' cy ');
    await user.type(people.getByLabelText('Email address, if you like'), 'cy@example.com');
    await user.selectOptions(people.getByLabelText('Role'), 'viewer');
    await user.click(people.getByRole('button', { name: 'Make the invitation' }));
    const link = await people.findByLabelText('Invitation for Cy Young');
    expect(link).toHaveValue(`${window.location.origin}/join#7.abc-def`);
    expect(link).toHaveFocus();
    expect(link).toHaveAccessibleDescription(/works once/);
    expect(sent).toEqual([['POST', '/api/accounts/', { name: 'Cy Young', username: 'cy', email: 'cy@example.com', role: 'viewer' }]]);
  });

  test('what the server refuses appears at its field', async () => {
    const { user } = await openPage();
    server.use(http.post('/api/accounts/', () => refusal(400, 'Validation Error', { username: ['An account has this username. Choose another username'] })));
    const people = within(await section('People'));
    await user.click(people.getByRole('button', { name: 'Invite a person' }));
    await user.click(people.getByRole('button', { name: 'Make the invitation' }));
    expect(people.getByLabelText('Name')).toHaveAccessibleDescription('Enter the name');
    await user.type(people.getByLabelText('Name'), 'Cy');
    await user.type(people.getByLabelText('Username'), 'cy');
    await user.click(people.getByRole('button', { name: 'Make the invitation' }));
    await waitFor(() => expect(people.getByLabelText('Username')).toHaveAccessibleDescription(/Choose another username/));
  });

  test('a mail address that the server refuses is mended at its field', async () => {
    const { user } = await openPage();
    server.use(http.post('/api/accounts/', () => refusal(400, 'Validation Error', { email: ['Enter an email address, such as anna@example.com'] })));
    const people = within(await section('People'));
    await user.click(people.getByRole('button', { name: 'Invite a person' }));
    await user.type(people.getByLabelText('Name'), 'Cy');
    await user.type(people.getByLabelText('Username'), 'cy');
    await user.type(people.getByLabelText('Email address, if you like'), 'nonsense{Enter}');
    const address = people.getByLabelText('Email address, if you like');
    await waitFor(() => expect(address).toHaveAccessibleDescription(/such as anna/));
    expect(address).toHaveFocus();
    expect(address).not.toBeRequired();
  });

  test.each([
    ['Prepared answers', 'Text', MACROS, 'post', { body: ['There is no placeholder {{x}}. Use {{ticket.id}}'] }],
    ['Name and mark', 'Name', '/api/appearance/', 'patch', { name: ['Enter a name'] }],
  ])('what the server refuses of “%s” is at its field, which has the focus', async (name, label, path, method, details) => {
    const { user } = await openPage();
    server.use(http[/** @type {'post' | 'patch'} */ (method)](path, () => refusal(400, 'Validation Error', /** @type {any} */ (details))));
    const part = within(await section(name));
    if (name === 'Prepared answers') await user.click(part.getByRole('button', { name: 'Write one' }));
    await user.click(part.getByRole('button', { name: 'Store' }));
    const field = part.getByLabelText(label);
    await waitFor(() => expect(field).toHaveAccessibleDescription(Object.values(details)[0][0]));
    expect(field).toHaveFocus();
    // Said once.
    expect(part.getAllByText(Object.values(details)[0][0])).toHaveLength(1);
  });

  test('an admin changes a role, switches an account off and resets a password', async () => {
    const { user, sent } = await openPage();
    const people = within(await section('People'));
    await user.selectOptions(await people.findByLabelText('Role of Cy Young'), 'admin');
    expect(await people.findByText('Cy Young is now an admin.')).toBeInTheDocument();
    await user.click(people.getByRole('button', { name: 'Switch off Cy Young' }));
    await user.click(people.getByRole('button', { name: 'Switch it off' }));
    expect(await people.findByText('Cy Young is switched off and signed out.')).toBeInTheDocument();
    await user.click(people.getByRole('button', { name: 'Reset password for Cy Young' }));
    expect(await people.findByLabelText('Invitation for Cy Young')).toBeInTheDocument();
    expect(sent).toEqual([
      ['PATCH', '/api/accounts/7/', { role: 'admin' }],
      ['PATCH', '/api/accounts/7/', { active: false }],
      ['POST', '/api/accounts/7/invitation/', null],
    ]);
  });

  test('one’s own role and state cannot be changed', async () => {
    await openPage();
    const people = within(await section('People'));
    expect(await people.findByLabelText('Role of Bo Boss')).toBeDisabled();
    expect(people.queryByRole('button', { name: 'Switch off Bo Boss' })).not.toBeInTheDocument();
  });

  test('a refusal of the server is shown in its words', async () => {
    const { user } = await openPage();
    server.use(http.patch('/api/accounts/7/', () => refusal(403, 'Forbidden', { detail: ['Only a superuser changes a superuser’s account.'] }, {}, 'forbidden')));
    const people = within(await section('People'));
    await user.click(await people.findByRole('button', { name: 'Switch off Cy Young' }));
    await user.click(people.getByRole('button', { name: 'Switch it off' }));
    expect(await people.findByText('Only a superuser changes a superuser’s account.')).toBeInTheDocument();
  });

  test('an admin makes and revokes a token', async () => {
    const { user, sent } = await openPage();
    const tokens = within(await section('API tokens'));
    await user.click(tokens.getByRole('button', { name: 'Make a token' }));
    await user.type(tokens.getByLabelText('Its purpose'), 'Nightly export');
    await tokens.findByRole('option', { name: 'Cy Young (cy)' });
    await user.selectOptions(tokens.getByLabelText('It acts for'), '7');
    await user.click(tokens.getByLabelText('It may change tickets too'));
    await user.click(tokens.getByRole('button', { name: 'Make the token' }));
    expect(await tokens.findByLabelText('Token Nightly export')).toHaveValue('tkt_0123456789ab_secret');
    await user.click(tokens.getByRole('button', { name: 'Done' }));
    expect(screen.queryByDisplayValue('tkt_0123456789ab_secret')).not.toBeInTheDocument();
    await user.click(tokens.getByRole('button', { name: 'Revoke Nightly export' }));
    await user.click(tokens.getByRole('button', { name: 'Revoke it' }));
    await tokens.findByText(/is revoked/);
    const [made, revoked] = /** @type {any[]} */ (sent);
    expect(made[2]).toEqual({ id: expect.stringMatching(/^[0-9a-f]{12}$/), name: 'Nightly export', account: 7, scopes: ['read', 'write'], days: 365 });
    expect(revoked).toEqual(['DELETE', '/api/tokens/0123456789ab/', null]);
  });

  test('an agent writes, changes and deletes prepared answers alone', async () => {
    const { user, sent } = await openPage(AGENT);
    const macros = within(await section('Prepared answers'));
    expect(screen.queryByRole('region', { name: 'People' })).not.toBeInTheDocument();
    await user.click(macros.getByRole('button', { name: 'Write one' }));
    await user.type(macros.getByLabelText('Title'), 'Hello');
    await user.type(macros.getByLabelText('Text'), 'Dear customer');
    await user.click(macros.getByRole('button', { name: 'Store' }));
    await macros.findByText('“Hello” is stored.');
    await user.click(macros.getByRole('button', { name: 'Change Refund' }));
    await user.type(macros.getByLabelText('Text'), ' Twice.');
    await user.click(macros.getByRole('button', { name: 'Store' }));
    await macros.findByText('“Refund” is stored.');
    await user.click(macros.getByRole('button', { name: 'Delete Refund' }));
    await user.click(macros.getByRole('button', { name: 'Delete it' }));
    await macros.findByText('“Refund” is deleted.');
    expect(sent).toEqual([
      ['POST', MACROS, { title: 'Hello', body: 'Dear customer' }],
      ['PATCH', '/api/macros/3/', { title: 'Refund', body: 'We have paid. Twice.' }],
      ['DELETE', '/api/macros/3/', null],
    ]);
  });

  test.each([
    ['People', 'Switch off Cy Young', /signed out at once, and their unfinished tickets have no assignee/],
    ['API tokens', 'Revoke Nightly export', /cannot be brought back/],
    ['Prepared answers', 'Delete Refund', /its text is gone/],
  ])('what cannot be taken back is asked first, also of somebody who presses twice: %s', async (name, press, words) => {
    const { user, sent } = await openPage();
    const part = within(await section(name));
    await user.dblClick(await part.findByRole('button', { name: press }));
    expect(part.getByText(words)).toBeInTheDocument();
    await user.click(part.getByRole('button', { name: 'Keep' }));
    expect(part.queryByText(words)).not.toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  test('a role that arrow keys pass is not given', async () => {
    const { user, sent } = await openPage();
    const role = await within(await section('People')).findByLabelText('Role of Cy Young');
    role.focus();
    for (const value of ['viewer', 'admin', 'agent', 'viewer']) {
      fireEvent.keyDown(role, { key: 'ArrowDown' });
      fireEvent.change(role, { target: { value } });
    }
    await pass(2_000);
    await waitFor(() => expect(sent).toEqual([['PATCH', '/api/accounts/7/', { role: 'viewer' }]]));
    await user.tab();
    expect(sent).toHaveLength(1);
  });

  test('a form that is opened has the focus in its first field', async () => {
    const { user } = await openPage();
    const press = async (/** @type {string} */ name) => user.click(await screen.findByRole('button', { name }));
    await press('Invite a person');
    expect(screen.getByRole('form', { name: 'Make the invitation' })).toContainElement(/** @type {HTMLElement} */ (document.activeElement));
    await press('Make a token');
    expect(screen.getByLabelText('Its purpose')).toHaveFocus();
    await press('Write one');
    expect(screen.getByLabelText('Title')).toHaveFocus();
    await user.type(screen.getByLabelText('Text'), 'x');
    expect(screen.getByLabelText('Text')).toHaveValue('x');
    await press('Change Refund');
    expect(screen.getByLabelText('Title')).toHaveFocus();
  });

  test('the pressed control keeps the focus while the server is asked, and is not asked twice', async () => {
    const { user, sent } = await openPage();
    const slow = gate();
    server.use(http.post('/api/accounts/7/invitation/', async () => (await slow.wait, sent.push('invited'), refusal(400, 'Bad Request', { detail: ['Not now.'] }))));
    const button = await screen.findByRole('button', { name: 'Reset password for Cy Young' });
    await user.click(button);
    expect(button).toBeEnabled();
    await user.click(button);
    slow.open();
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    expect(button).toHaveFocus();
    expect(sent).toEqual(['invited']);
  });

  test('a viewer reads whom to ask, and a stranger signs in', async () => {
    await openPage(VIEWER);
    expect(await screen.findByText('Your account changes no settings. Ask an admin.')).toBeInTheDocument();
    await openPage(ANONYMOUS);
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith(expect.stringMatching(/^\/sign-in/)));
  });
});
