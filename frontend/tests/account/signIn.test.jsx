import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import SignInPage from '../../src/features/account/SignInPage.jsx';
import { leaveFor, nextAddress } from '../../src/browser/places.js';
import { refusal, server, session, SESSION } from '../api.js';
import { AGENT, asks, ANONYMOUS } from '../people.js';

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn() }));

const ORIGIN = 'http://localhost:3000';

/** @param {string} [query] */
function openPage(query = '') {
  window.history.replaceState(null, '', `/sign-in${query}`);
  const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  render(<SignInPage />);
  const name = screen.getByRole('textbox', { name: 'Username' });
  const password = /** @type {HTMLInputElement} */ (screen.getByLabelText('Password'));
  const send = async (/** @type {string} */ who, /** @type {string} */ secret) => {
    if (who) await user.type(name, who);
    if (secret) await user.type(password, secret);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
  };
  return { user, name, password, send };
}

/** @param {Parameters<typeof http.post>[1]} answer */
const answers = (answer) => server.use(http.post(SESSION, answer));

describe('signing in', () => {
  test('sends name and password as they are, and goes back to where one came from', async () => {
    asks(ANONYMOUS);
    /** @type {unknown[]} */
    const sent = [];
    answers(async ({ request }) => {
      sent.push(await request.json());
      return session(AGENT);
    });
    const { send } = openPage('?next=%2F%3Fstatus%3Dopen');
    await send(' anna ', ' with spaces ');
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith(`${ORIGIN}/?status=open`));
    expect(sent).toEqual([{ username: 'anna', password: ' with spaces ' }]);
    // The next page begins as the one of agents.
    expect(localStorage.getItem('has-role')).toBe('true');
  });

  test('the fields are those that password managers know', async () => {
    const { name, password } = openPage();
    expect(name).toHaveAttribute('autocomplete', 'username');
    expect(password).toHaveAttribute('autocomplete', 'current-password');
    expect(password).toHaveAttribute('type', 'password');
    expect(document.title).toBe('Sign in · Support tickets');
  });

  test('somebody who is signed in goes on at once', async () => {
    asks(AGENT);
    openPage('?next=%2F%3Fticket%3D4');
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith(`${ORIGIN}/?ticket=4`));
  });

  test('a missing value is named at its field, and the focus goes to the first', async () => {
    const { name, password, send } = openPage();
    await send('', '');
    expect(name).toHaveAccessibleDescription('Enter your username');
    expect(password).toHaveAccessibleDescription('Enter your password');
    expect(name).toHaveFocus();
    await send('anna', '');
    expect(password).toHaveFocus();
    expect(name).not.toBeInvalid();
  });

  test('a sentence of the server about a field appears at that field', async () => {
    answers(() => refusal(400, 'Validation Error', { username: ['This name is too long.'] }));
    const { name, send } = openPage();
    await send('anna', 'secret');
    await waitFor(() => expect(name).toHaveAccessibleDescription('This name is too long.'));
    expect(name).toHaveFocus();
  });

  test.each([
    ['a wrong password', () => refusal(401, 'Unauthorized', {}, {}, 'invalid_credentials'), /The username or the password is wrong/],
    ['too many tries', () => refusal(429, 'Too Many Requests', {}, { 'Retry-After': '45' }, 'rate_limited'), /Wait 45 seconds, then/],
    ['far too many tries', () => refusal(429, 'Too Many Requests', {}, { 'Retry-After': '601' }, 'rate_limited'), /Wait 11 minutes, then/],
    ['too many tries, for how long ever', () => refusal(429, 'Too Many Requests'), /Wait a few minutes, then/],
    ['a failing server', () => refusal(500, 'Internal Server Error'), /The server had a problem/],
    ['no server', () => HttpResponse.error(), /We could not reach the server/],
    [
      'a page at an address that the server does not trust',
      () => refusal(403, 'Forbidden', { detail: ['The server does not take https://a.example for its own.'] }, {}, 'csrf_failed'),
      /does not take https:\/\/a\.example/,
    ],
    [
      'a host that is not allowed',
      () => refusal(400, 'Bad Request', { detail: ['This portal is not set up for a.example.'] }, {}, 'host_not_allowed'),
      /not set up for a\.example/,
    ],
    ['a page that is out of date', () => refusal(403, 'Reload the page.', {}, {}, 'csrf_failed'), /Reload the page/],
  ])('%s is said with what to do, nothing is cleared, and the password can be typed anew', async (_, answer, words) => {
    answers(answer);
    const { name, password, send } = openPage();
    await send('anna', 'secret');
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(name).toHaveValue('anna');
    expect(password).toHaveFocus();
    expect([password.selectionStart, password.selectionEnd]).toEqual([0, 'secret'.length]);
    expect(leaveFor).not.toHaveBeenCalled();
  });

  test('a token that has become another one is fetched anew, once', async () => {
    let tries = 0;
    answers(() => {
      tries += 1;
      return tries === 1 ? refusal(403, 'Forbidden', {}, {}, 'csrf_failed') : session(AGENT);
    });
    const { send } = openPage();
    await send('anna', 'secret');
    await waitFor(() => expect(leaveFor).toHaveBeenCalled());
    expect(tries).toBe(2);
  });

  test('a provider is offered when there is one, and told where to come back to', async () => {
    asks({ ...ANONYMOUS, sign_in: { password: true, providers: [{ name: 'Example Corp', url: '/oidc/start/?x=1' }] } });
    openPage('?next=%2F%3Fticket%3D4');
    const link = await screen.findByRole('link', { name: 'Sign in with Example Corp' });
    expect(link).toHaveAttribute('href', `${ORIGIN}/oidc/start/?x=1&next=%2F%3Fticket%3D4`);
  });
});

describe('coming back from a provider without having signed in', () => {
  test.each([
    ['provider', /did not let you in, or could not be asked\. Try again/],
    ['no_role', /knows you, but you have no role here\. Ask an admin/],
  ])('%s is said, and one can try again', async (problem, words) => {
    asks({ ...ANONYMOUS, sign_in: { password: true, providers: [{ name: 'Example Corp', url: '/oidc/start/' }] } });
    openPage(`?problem=${problem}`);
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'Sign in with Example Corp' })).toBeInTheDocument();
  });

  test('what else an address claims is not shown', () => {
    openPage('?problem=%3Cb%3Eyour%20account%20is%20locked');
    expect(screen.queryByText(/locked/)).not.toBeInTheDocument();
  });
});

describe('the way back', () => {
  test.each([
    ['', '/'],
    ['?next=%2F%3Fticket%3D4', '/?ticket=4'],
    ['?next=/request%23token', '/request#token'],
    ['?next=/sign-in%3Fnext=%2F', '/'],
    ['?next=https://evil.example/', '/'],
    ['?next=//evil.example/', '/'],
    ['?next=/%5Cevil.example/', '/'],
    ['?next=%5C%5Cevil.example', '/'],
    ['?next=/%09/evil.example', '/'],
    ['?next=javascript:alert(1)', '/'],
    ['?next=data:text/html,x', '/'],
    ['?next=blob:http://localhost:3000/x', '/'],
    ['?next=http://localhost:3000@evil.example/', '/'],
    ['?next=http://localhost:3001/', '/'],
    // Read as a path it would be the host of another site; as a whole address it is ours.
    ['?next=/..//evil.example', '//evil.example'],
  ])('%s leads to %s of this site', (query, path) => {
    expect(nextAddress(query)).toBe(ORIGIN + path);
  });
});
