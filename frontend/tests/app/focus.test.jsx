import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, server, STATS, ticket, TICKET, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { card, form, openPortal, pass } from '../portal.jsx';

const SECOND = ticket({ id: 18, title: 'The printer is on fire' });

beforeEach(() =>
  server.use(
    http.get(TICKETS, () => page([SECOND, ticket()])),
    http.get(TICKET, ({ params }) => HttpResponse.json(params.id === '18' ? SECOND : ticket(), { headers: { ETag: '"1"' } })),
  ),
);

/** @param {number} id */
const linked = (id) => screen.findByRole('region', { name: `Ticket #${id} from a link` });

/** Opens #17 by the link in its unfolded row. */
async function openLinked() {
  const { user } = openPortal();
  const row = await card(17);
  await user.click(row.getByRole('button', { name: /^Cannot/ }));
  await user.click(row.getByRole('link', { name: '#17' }));
  const region = await linked(17);
  expect(region).toHaveFocus();
  await within(region).findByRole('article');
  return { user, region };
}

/** The reader presses Back. */
const back = () =>
  act(async () => {
    window.history.back();
    await new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
  });

describe('the focus', () => {
  test('goes to the row of a linked ticket that is closed', async () => {
    const { user, region } = await openLinked();
    await user.click(within(region).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.getByRole('button', { name: /^Cannot/ })).toHaveFocus());
  });

  test('goes there after Escape too', async () => {
    const { user, region } = await openLinked();
    within(region).getByRole('combobox', { name: 'Category' }).focus();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Cannot/ })).toHaveFocus());
    expect(window.location.search).toBe('');
  });

  test('goes there after Back too', async () => {
    const { region } = await openLinked();
    within(region).getByRole('combobox', { name: 'Category' }).focus();
    await back();
    await waitFor(() => expect(screen.getByRole('button', { name: /^Cannot/ })).toHaveFocus());
  });

  test('returns to the link that opened the ticket, when it is still there', async () => {
    const { user } = openPortal();
    await user.type(form().getByLabelText('Title'), 'Cannot sign in');
    await user.type(form().getByLabelText('Describe the problem'), 'The sign-in page refuses my password');
    await user.click(form().getByRole('radio', { name: 'Low' }));
    await user.click(form().getByRole('radio', { name: 'Account' }));
    await user.click(form().getByRole('button', { name: 'Send ticket' }));
    const link = await form().findByRole('link', { name: 'Open it' });
    await user.click(link);
    expect(await linked(18)).toHaveFocus();
    await back();
    await waitFor(() => expect(link).toHaveFocus());
  });

  test('goes to the newest row when new tickets are shown', async () => {
    const { user } = openPortal();
    await card(17);
    const fresh = ticket({ id: 19, title: 'Newest' });
    ScriptedWorker.latest.send('ticket', { change: 'created', ticket: fresh });
    await user.click(await screen.findByRole('button', { name: '1 new ticket' }));
    expect(screen.getByRole('button', { name: 'Newest' })).toHaveFocus();
  });

  test.each([
    ['an accepted suggestion', 'Accept', async (/** @type {import('@testing-library/user-event').UserEvent} */ user) => {
      await user.type(form().getByLabelText('Describe the problem'), 'The sign-in page refuses my password');
      await pass(600);
    }],
    ['cleared filters', 'Clear', async () => {}],
  ])('stays near a button that leaves the page: %s', async (_, name, prepare) => {
    const { user } = openPortal('/?status=open');
    await card(17);
    await prepare(user);
    const button = await screen.findByRole('button', { name });
    const place = button.parentElement;
    button.focus();
    await user.keyboard('{Enter}');
    expect(button).not.toBeInTheDocument();
    await waitFor(() => expect(place).toHaveFocus());
  });

  test('stays near "Try again" while the figures are loaded', async () => {
    server.use(http.get(STATS, () => HttpResponse.json({ error: 'Internal server error', details: {} }, { status: 500 }), { once: true }));
    const { user } = openPortal();
    const again = await screen.findByRole('button', { name: 'Try again' });
    again.focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.body).not.toHaveFocus());
    expect(screen.getByRole('region', { name: 'Dashboard' })).toContainElement(/** @type {HTMLElement} */ (document.activeElement));
  });

  test('is left alone when the reader has left the place', async () => {
    // jsdom says that the window has no focus when no element has it.
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    openPortal('/?status=open');
    await card(17);
    const clear = screen.getByRole('button', { name: 'Clear' });
    clear.focus();
    clear.blur();
    await pass(0);
    window.history.replaceState(null, '', '/');
    act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
    expect(clear).not.toBeInTheDocument();
    await pass(0);
    expect(document.body).toHaveFocus();
  });
});
