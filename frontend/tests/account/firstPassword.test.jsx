import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import JoinPage from '../../src/features/account/JoinPage.jsx';
import SetUpPage from '../../src/features/account/SetUpPage.jsx';
import SignInPage from '../../src/features/account/SignInPage.jsx';
import { leaveFor } from '../../src/browser/places.js';
import { refusal, server, session, SET_UP } from '../api.js';
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

  test('without its end says so', () => {
    window.history.replaceState(null, '', '/join');
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
