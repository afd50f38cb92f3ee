import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import PasswordPage from '../../src/features/account/PasswordPage.jsx';
import { leaveFor } from '../../src/browser/places.js';
import { refusal, server, session } from '../api.js';
import { asks, ANONYMOUS, VIEWER } from '../people.js';

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn() }));

const ADDRESS = '/api/session/password/';

async function openPage() {
  asks(VIEWER);
  window.history.replaceState(null, '', '/password');
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  render(<PasswordPage />);
  const current = /** @type {HTMLInputElement} */ (await screen.findByLabelText('Password that you have now'));
  const fresh = /** @type {HTMLInputElement} */ (screen.getByLabelText('New password'));
  const send = async (/** @type {string} */ now, /** @type {string} */ next) => {
    if (now) await user.type(current, now);
    if (next) await user.type(fresh, next);
    await user.click(screen.getByRole('button', { name: 'Change password' }));
  };
  return { current, fresh, send };
}

describe('changing one’s own password', () => {
  test('sends both as they are, and says what has ended', async () => {
    /** @type {unknown[]} */
    const sent = [];
    server.use(
      http.post(ADDRESS, async ({ request }) => {
        sent.push(await request.json());
        return session(VIEWER);
      }),
    );
    const { send } = await openPage();
    await send(' the old one ', ' the new one, longer ');
    expect(await screen.findByText(/Your password is changed\. You have been signed out everywhere else/)).toHaveFocus();
    expect(sent).toEqual([{ current: ' the old one ', new: ' the new one, longer ' }]);
    expect(screen.queryByLabelText('New password')).not.toBeInTheDocument();
  });

  test('the fields are those that password managers know', async () => {
    const { current, fresh } = await openPage();
    expect([current.autocomplete, current.type]).toEqual(['current-password', 'password']);
    expect([fresh.autocomplete, fresh.type]).toEqual(['new-password', 'password']);
    expect(document.querySelector('[autocomplete=username]')).toHaveValue('vera');
    expect(document.title).toBe('Change your password · Support tickets');
  });

  test('a missing value and an objection of the server appear at their field', async () => {
    server.use(http.post(ADDRESS, () => refusal(400, 'Validation Error', { new: ['This password is too common.'] })));
    const { current, fresh, send } = await openPage();
    await send('', '');
    expect(current).toHaveAccessibleDescription('Enter your current password');
    expect(fresh).toHaveAccessibleDescription(/signed out everywhere else\. Enter a new password/);
    expect(current).toHaveFocus();
    await send('old', 'password1234');
    await waitFor(() => expect(fresh).toHaveAccessibleDescription(/too common/));
    expect(fresh).toHaveFocus();
  });

  test.each([
    ['too many tries', () => refusal(429, 'Too Many Requests', {}, { 'Retry-After': '45' }, 'rate_limited'), /Wait 45 seconds/],
    ['a session that has ended', () => refusal(401, 'Unauthorized', {}, {}, 'not_signed_in'), /You have been signed out/],
    ['a failing server', () => refusal(500, 'Internal Server Error'), /The server had a problem/],
    ['no server', () => HttpResponse.error(), /We could not reach the server/],
  ])('%s is said with what to do', async (_, answer, words) => {
    server.use(http.post(ADDRESS, answer));
    const { send, fresh } = await openPage();
    await send('old', 'a new one');
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(fresh).toHaveValue('a new one');
  });

  test('an anonymous person is led to sign in, and back', async () => {
    asks(ANONYMOUS);
    window.history.replaceState(null, '', '/password');
    render(<PasswordPage />);
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/sign-in?next=%2Fpassword'));
  });

  test('a person of a sign-in provider sees where their password is', async () => {
    asks({ ...VIEWER, account: { id: 5, username: 'jane', name: 'Jane Doe', role: 'viewer', has_password: false } });
    render(<PasswordPage />);
    expect(await screen.findByText(/Your sign-in provider keeps your password/)).toBeInTheDocument();
    expect(screen.queryByLabelText('New password')).not.toBeInTheDocument();
  });
});
