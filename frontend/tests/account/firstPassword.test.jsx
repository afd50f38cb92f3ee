import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import JoinPage from '../../src/features/account/JoinPage.jsx';
import PasswordPage from '../../src/features/account/PasswordPage.jsx';
import SetUpPage from '../../src/features/account/SetUpPage.jsx';
import SignInPage from '../../src/features/account/SignInPage.jsx';
import { leaveFor } from '../../src/browser/places.js';
import { refusal, server, SESSION, session, SET_UP } from '../api.js';
import { ADMIN, ANONYMOUS, asks } from '../people.js';

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn() }));

const JOIN = '/api/session/invitation/';
const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
const needs = (/** @type {boolean} */ needed) => server.use(http.get(SET_UP, () => HttpResponse.json({ needed })));

describe('an invitation', () => {
  test('is sent with the password, and leads to the tickets', async () => {
    asks(ANONYMOUS);
    /** @type {unknown[]} */
    const sent = [];
    server.use(http.post(JOIN, async ({ request }) => (sent.push(await request.json()), session(ADMIN))));
    window.history.replaceState(null, '', '/join#7.abc-def');
    render(<JoinPage />);
    await user.type(screen.getByLabelText('Password'), 'seven quiet keepers');
    await user.click(screen.getByRole('button', { name: 'Join' }));
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/'));
    expect(sent).toEqual([{ invitation: '7.abc-def', password: 'seven quiet keepers' }]);
  });

  test('that is used or weak says what to do', async () => {
    window.history.replaceState(null, '', '/join#7.abc-def');
    render(<JoinPage />);
    server.use(http.post(JOIN, () => refusal(403, 'Forbidden', { detail: ['This invitation has been used or has expired. Ask an admin for a new link.'] }, {}, 'invalid_invitation')));
    await user.type(screen.getByLabelText('Password'), 'x');
    await user.click(screen.getByRole('button', { name: 'Join' }));
    expect(await screen.findByText(/Ask an admin for a new link/)).toBeInTheDocument();
    server.use(http.post(JOIN, () => refusal(400, 'Validation Error', { password: ['This password is too short.'] })));
    await user.click(screen.getByRole('button', { name: 'Join' }));
    await waitFor(() => expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/too short/));
  });

  test.each(['/join', '/join#', '/join#%20', '/join#7.abc%', '/join#7.abc%3', '/join#%E0%A4%A'])('without its end says so: %s', (address) => {
    window.history.replaceState(null, '', address);
    render(<JoinPage />);
    expect(screen.getByRole('alert')).toHaveTextContent('The link is not complete');
  });
});

describe('a new installation', () => {
  test('makes its first admin', async () => {
    asks(ANONYMOUS);
    needs(true);
    /** @type {unknown[]} */
    const sent = [];
    server.use(http.post(SET_UP, async ({ request }) => (sent.push(await request.json()), session(ADMIN))));
    render(<SetUpPage />);
    await user.type(await screen.findByLabelText('Set-up code'), ' ABCD-EFGH-IJKL ');
    await user.type(screen.getByLabelText('Your name'), 'Anna Ek');
    await user.type(screen.getByLabelText('Username'), 'anna');
    await user.type(screen.getByLabelText('Password'), 'seven quiet keepers');
    await user.click(screen.getByRole('button', { name: 'Make the account' }));
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/settings'));
    expect(sent).toEqual([{ code: 'ABCD-EFGH-IJKL', name: 'Anna Ek', username: 'anna', password: 'seven quiet keepers' }]);
  });

  test('is found by the page to sign in on', async () => {
    asks(ANONYMOUS);
    needs(true);
    render(<SignInPage />);
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/set-up'));
  });

  test('that is set up leads to signing in', async () => {
    asks(ANONYMOUS);
    needs(false);
    render(<SetUpPage />);
    expect(await screen.findByText('This portal is set up already.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/sign-in');
  });
});

describe('a page about an account', () => {
  test.each([
    ['/join', JoinPage, 'Choose a password', true],
    ['/set-up', SetUpPage, 'Set up', true],
    ['/password', PasswordPage, 'Change your password', false],
    ['/sign-in', SignInPage, 'Sign in', false],
  ])('%s has its title, and is listed or not', async (_, Page, title, isUnlisted) => {
    asks(ADMIN);
    needs(false);
    const { unmount } = render(<Page />);
    expect(document.title).toBe(`${title} · Support tickets`);
    expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent(title);
    expect(document.querySelectorAll('meta[name=robots]')).toHaveLength(isUnlisted ? 1 : 0);
    unmount();
    expect(document.querySelector('meta[name=robots]')).toBeNull();
  });

  test.each([
    ['set-up', SetUpPage],
    ['password', PasswordPage],
  ])('%s says that the server is away', async (_, Page) => {
    server.use(http.get(SESSION, () => HttpResponse.error()));
    render(<Page />);
    expect(await screen.findByText('We could not reach the server. Reload this page in a moment.')).toBeInTheDocument();
    expect(screen.queryByText(/…$/)).not.toBeInTheDocument();
  });
});
