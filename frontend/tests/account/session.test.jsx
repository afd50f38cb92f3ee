import { act, render, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { leaveFor, reload } from '../../src/browser/places.js';
import { HEALTH, refusal, server, SESSION, session, TICKET, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { AGENT, asks, closed, ANONYMOUS, notSignedIn, VIEWER } from '../people.js';
import { card, form, gate, openPortal, pass } from '../portal.jsx';

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn(), reload: vi.fn() }));

describe('an open portal', () => {
  test('is asked for its tickets before it has said who is there, once it is known to be open', async () => {
    localStorage.setItem('is-open', 'true');
    const answer = gate();
    server.use(http.get(SESSION, () => answer.wait.then(() => session())));
    openPortal();
    await card(17);
    expect(screen.queryByRole('link', { name: 'Sign in' })).not.toBeInTheDocument();
    answer.open();
    expect(await screen.findByRole('link', { name: 'Sign in' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Account: / })).not.toBeInTheDocument();
  });

  test('leads those who answer tickets to the page to sign in on', async () => {
    openPortal('/?status=open');
    expect(await screen.findByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/sign-in?next=%2F%3Fstatus%3Dopen');
    await card(17);
  });

  test('works when the session cannot be loaded', async () => {
    server.use(http.get(SESSION, () => HttpResponse.error()));
    openPortal();
    expect((await card(17)).getByRole('button', { name: 'Status: Open' })).toBeInTheDocument();
  });
});

describe('a portal for agents, to somebody who has not signed in', () => {
  test('is the form alone, with a way to sign in', async () => {
    closed();
    openPortal('/?status=open');
    const link = await screen.findByRole('link', { name: 'Sign in' });
    expect(link).toHaveAttribute('href', '/sign-in?next=%2F%3Fstatus%3Dopen');
    expect(form().getByRole('button', { name: 'Send ticket' })).toBeInTheDocument();
    for (const [role, name] of /** @type {const} */ ([['region', /^Dashboard/], ['search', 'Filter tickets'], ['navigation', 'Places']])) {
      expect(screen.queryByRole(role, { name })).not.toBeInTheDocument();
    }
    expect(screen.queryByText(/^(Live|Connecting|Not live)$/)).not.toBeInTheDocument();
    expect(screen.queryByText(/could not be loaded/)).not.toBeInTheDocument();
  });

  test.each([
    ['on a first visit', () => {}],
    ['on another visit', () => localStorage.setItem('is-kept-out', 'true')],
    ['when an earlier session has ended', () => localStorage.removeItem('is-kept-out')],
    ['by a link to a ticket', () => {}, '/?ticket=2001'],
  ])('asks for nothing that would be refused, %s', async (_, arrange, address = '/') => {
    closed();
    arrange();
    const asked = vi.fn();
    server.events.on('request:start', ({ request }) => asked(new URL(request.url).pathname));
    openPortal(address);
    await screen.findByRole('link', { name: 'Sign in' });
    await pass(100);
    expect(asked.mock.calls.flat().toSorted()).toEqual([HEALTH, SESSION]);
    expect(ScriptedWorker.started).toHaveLength(0);
    server.events.removeAllListeners();
  });

  test('takes a ticket, and gives its sender the private link', async () => {
    closed();
    server.use(
      http.post(TICKETS, async ({ request }) => {
        const { suggestion_token: _, ...body } = /** @type {any} */ (await request.json());
        return HttpResponse.json({ ...body, id: 18, private_link: '/request#abc:def' }, { status: 201 });
      }),
    );
    const { user } = openPortal();
    await screen.findByRole('link', { name: 'Sign in' });
    await user.type(form().getByRole('textbox', { name: 'Title' }), 'Help');
    await user.type(form().getByRole('textbox', { name: 'Describe the problem' }), 'It broke');
    await user.click(form().getByRole('radio', { name: 'General' }));
    await user.click(form().getByRole('radio', { name: 'Low' }));
    await user.click(form().getByRole('button', { name: 'Send ticket' }));
    const sent = within(await screen.findByRole('region', { name: '#18 is on its way' }));
    expect(sent.getByRole('heading')).toHaveFocus();
    expect(sent.getByText('Help')).toBeInTheDocument();
    expect(sent.getByText(/Our answer comes to the page of your ticket\. Keep its link/)).toBeInTheDocument();
    expect(sent.getByRole('link', { name: 'Follow it' })).toHaveAttribute('href', '/request#abc:def');
    const link = sent.getByRole('textbox', { name: 'Your private link to #18' });
    expect(link).toHaveValue('http://localhost:3000/request#abc:def');
    await user.click(sent.getByRole('button', { name: 'Copy link' }));
    expect(await navigator.clipboard.readText()).toBe('http://localhost:3000/request#abc:def');
    expect(await sent.findByText('Copied.')).toBeInTheDocument();
    expect(screen.queryByRole('form', { name: 'New ticket' })).not.toBeInTheDocument();
    await user.click(sent.getByRole('button', { name: 'Send another' }));
    expect(form().getByRole('textbox', { name: 'Describe the problem' })).toHaveFocus();
    expect(form().getByRole('textbox', { name: 'Title' })).toHaveValue('');
    const yours = within(await screen.findByRole('region', { name: 'Your tickets' }));
    expect(yours.getByRole('link', { name: /#18.*Help/ })).toHaveAttribute('href', '/request#abc:def');
  });

  test('says how to copy where the page may not', async () => {
    server.use(http.post(TICKETS, () => HttpResponse.json({ id: 18, private_link: '/request#abc' }, { status: 201 })));
    localStorage.setItem('draft', JSON.stringify({ title: 'a', description: 'b', category: 'general', priority: 'low' }));
    const { user } = openPortal();
    expect(form().getByRole('textbox', { name: 'Title' })).toHaveValue('a');
    await user.click(form().getByRole('button', { name: 'Send ticket' }));
    const link = /** @type {HTMLInputElement} */ (await form().findByRole('textbox', { name: 'Your private link to #18' }));
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not here'));
    await user.click(form().getByRole('button', { name: 'Copy link' }));
    expect(await form().findByText(/copy it with your keyboard/)).toBeInTheDocument();
    expect(link).toHaveFocus();
    expect([link.selectionStart, link.selectionEnd]).toEqual([0, link.value.length]);
  });
});

describe('a link to a ticket, to somebody who has not signed in', () => {
  test('says that one has to sign in, and leads back to the ticket', async () => {
    closed();
    openPortal('/?ticket=2001');
    const said = within(await screen.findByRole('region', { name: 'Sign in to see ticket #2001' }));
    expect(said.getByRole('link', { name: 'Sign in and open #2001' })).toHaveAttribute('href', '/sign-in?next=%2F%3Fticket%3D2001');
    expect(said.queryByRole('link', { name: /as its sender/ })).not.toBeInTheDocument();
    expect(form().getByRole('button', { name: 'Send ticket' })).toBeInTheDocument();
  });

  test('leads its sender to it by the link that this browser keeps', async () => {
    closed();
    localStorage.setItem('sent:abc', JSON.stringify({ id: 2001, title: 'Mine', link: '/request#abc', at: 1 }));
    server.use(http.get('/api/request/', () => HttpResponse.error()));
    openPortal('/?ticket=2001');
    expect(await screen.findByRole('link', { name: 'Follow it as its sender' })).toHaveAttribute('href', '/request#abc');
  });

  test('says to an account without a role whom to ask', async () => {
    closed();
    asks({ ...ANONYMOUS, account: { id: 6, username: 'new', name: 'New', role: null, has_password: true } });
    openPortal('/?ticket=2001');
    const said = within(await screen.findByRole('region', { name: 'You may not see ticket #2001' }));
    expect(said.getByText(/Ask an admin/)).toBeInTheDocument();
    expect(said.queryByRole('link')).not.toBeInTheDocument();
  });
});

describe('a viewer', () => {
  test('sees everything and can change nothing', async () => {
    asks(VIEWER);
    const { user } = openPortal();
    await screen.findByRole('button', { name: 'Account: Vera Lind' });
    const row = await card(17);
    expect(row.queryByRole('button', { name: /^Status/ })).not.toBeInTheDocument();
    expect(row.getByText('Open')).toBeInTheDocument();
    await user.click(row.getByRole('link'));
    const properties = within(await screen.findByRole('region', { name: 'Properties' }));
    expect(properties.getByText('High')).toBeInTheDocument();
    expect(properties.queryByRole('combobox')).not.toBeInTheDocument();
    expect(screen.queryByRole('group', { name: 'Requester’s link' })).not.toBeInTheDocument();
  });
});

describe('an agent', () => {
  const opened = async () => {
    asks(AGENT);
    const { user } = openPortal();
    await screen.findByRole('button', { name: 'Account: Anna Ek' });
    const row = await card(17);
    return { user, row };
  };

  test('finds out who is signed in, and signs out', async () => {
    const { user } = await opened();
    let left = 0;
    server.use(
      http.delete(SESSION, () => {
        left += 1;
        return left === 1 ? HttpResponse.error() : new HttpResponse(null, { status: 204 });
      }),
    );
    await user.click(screen.getByRole('button', { name: 'Account: Anna Ek' }));
    expect(screen.getByText('anna')).toBeInTheDocument();
    expect(screen.getByText(/Agent$/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Administration' })).toHaveAttribute('href', '/admin/');
    expect(screen.getByRole('link', { name: 'Change password' })).toHaveAttribute('href', '/password');
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(await screen.findByText(/You are still signed in/)).toBeInTheDocument();
    expect(leaveFor).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/'));
  });

  test('the account folds away with Escape and with a press elsewhere', async () => {
    const { user } = await opened();
    const account = screen.getByRole('button', { name: 'Account: Anna Ek' });
    await user.click(account);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('button', { name: 'Sign out' })).not.toBeInTheDocument();
    expect(account).toHaveFocus();
    await user.click(account);
    await user.click(document.body);
    expect(screen.queryByRole('button', { name: 'Sign out' })).not.toBeInTheDocument();
  });

  test('sends the CSRF token with what changes something, and with nothing else', async () => {
    document.cookie = 'csrftoken=the-token';
    /** @type {[string, string | null][]} */
    const tokens = [];
    server.events.on('request:start', ({ request }) => void tokens.push([request.method, request.headers.get('X-CSRFToken')]));
    const { user, row } = await opened();
    await user.click(row.getByRole('button', { name: 'Status: Open' }));
    await user.click(screen.getByRole('menuitemradio', { name: 'Closed' }));
    await screen.findByText('#17 is now closed.');
    server.events.removeAllListeners();
    document.cookie = 'csrftoken=; max-age=0';
    expect(tokens).toContainEqual(['PATCH', 'the-token']);
    expect(tokens.filter(([method]) => method === 'GET').map(([, token]) => token).filter(Boolean)).toEqual([]);
  });

  test.each([
    ['csrf_failed', 403, /This page is out of date\. #17 is still open\. Reload it/],
    ['forbidden', 403, /Your account may not change tickets\. #17 is still open\./],
  ])('a change that is refused as %s is taken back and said', async (code, status, words) => {
    server.use(http.patch(TICKET, () => refusal(status, 'Forbidden', {}, {}, code)));
    const { user, row } = await opened();
    await user.click(row.getByRole('button', { name: 'Status: Open' }));
    await user.click(screen.getByRole('menuitemradio', { name: 'Closed' }));
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect((await card(17)).getByRole('button', { name: 'Status: Open' })).toBeInTheDocument();
  });

  test('gives a requester a new link, and ends the old ones after asking', async () => {
    const { user, row } = await opened();
    /** @type {string[]} */
    const done = [];
    server.use(
      http.post('/api/tickets/17/links/', () => {
        done.push('made');
        return HttpResponse.json({ private_link: '/request#new' }, { status: 201 });
      }),
      http.delete('/api/tickets/17/links/', () => {
        done.push('revoked');
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await user.click(row.getByRole('link'));
    const link = within(await screen.findByRole('group', { name: 'Requester’s link' }));
    await user.click(link.getByRole('button', { name: 'Make a new requester’s link' }));
    expect(await link.findByRole('textbox')).toHaveValue('http://localhost:3000/request#new');
    await user.click(link.getByRole('button', { name: 'Revoke all links' }));
    await user.click(link.getByRole('button', { name: 'Keep them' }));
    expect(done).toEqual(['made']);
    await user.click(link.getByRole('button', { name: 'Revoke all links' }));
    await user.click(link.getByRole('button', { name: 'Revoke' }));
    expect(await link.findByText('The links made until now no longer work.')).toBeInTheDocument();
    expect(done).toEqual(['made', 'revoked']);
  });

  test('an error shows when a link cannot be made', async () => {
    const { user, row } = await opened();
    server.use(http.post('/api/tickets/17/links/', () => refusal(403, 'Forbidden', {}, {}, 'forbidden')));
    await user.click(row.getByRole('link'));
    const link = within(await screen.findByRole('group', { name: 'Requester’s link' }));
    await user.click(link.getByRole('button', { name: 'Make a new requester’s link' }));
    expect(await link.findByText(/Your account may not do this/)).toBeInTheDocument();
  });
});

describe('a session that ends while somebody works', () => {
  const NOTICE = /You have been signed out\. What you see is not kept up to date/;
  const ended = async () => {
    asks(AGENT);
    const { user } = openPortal('/?status=open');
    await screen.findByRole('button', { name: 'Account: Anna Ek' });
    const row = await card(17);
    await user.keyboard('n');
    await user.type(form().getByRole('textbox', { name: 'Title' }), 'Half a ticket');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    asks(ANONYMOUS);
    return { user, row };
  };

  test('is said, and everything stays where it is', async () => {
    const { user, row } = await ended();
    server.use(http.get(TICKET, notSignedIn));
    await user.click(row.getByRole('button', { name: 'Status: Open' }));
    await user.click(screen.getByRole('menuitemradio', { name: 'Closed' }));
    expect(await screen.findByText(NOTICE)).toBeInTheDocument();
    expect(screen.getByText(/#17 is still open\. Sign in, then change it again/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Sign in again' })).toHaveAttribute('href', '/sign-in?next=%2F%3Fstatus%3Dopen');
    await user.keyboard('n');
    expect(form().getByRole('textbox', { name: 'Title' })).toHaveValue('Half a ticket');
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect((await card(17)).getByRole('button', { name: 'Status: Open' })).toBeInTheDocument();
  });

  test('is noticed by the live stream as well', async () => {
    await ended();
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.refuse(401);
    expect(await screen.findByText(NOTICE)).toBeInTheDocument();
    expect(screen.getByText('Signed out')).toBeInTheDocument();
    await waitFor(() => expect(ScriptedWorker.latest.isLeft).toBe(true));
  });

  test('goes on when the same browser has signed in again, in another tab', async () => {
    await ended();
    ScriptedWorker.latest.refuse(401);
    await screen.findByText(NOTICE);
    asks(AGENT);
    const asked = vi.fn();
    server.use(http.get(TICKETS, () => asked()));
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(screen.queryByText(NOTICE)).not.toBeInTheDocument());
    await waitFor(() => expect(asked).toHaveBeenCalled());
    ScriptedWorker.latest.connect();
    expect(screen.getByText('Live')).toBeInTheDocument();
  });

  test('is noticed when another tab signs out', async () => {
    const channel = vi.fn();
    vi.resetModules();
    vi.stubGlobal('BroadcastChannel', class extends EventTarget {
      constructor(/** @type {string} */ name) {
        super();
        if (name === 'account') channel(this);
      }

      postMessage() {}
    });
    const fresh = await import('../../src/App.jsx');
    asks(AGENT);
    render(<fresh.App />);
    await screen.findByRole('button', { name: 'Account: Anna Ek' });
    asks(ANONYMOUS);
    const tell = (/** @type {string | null} */ data) =>
      act(() => void channel.mock.calls[0][0].dispatchEvent(new MessageEvent('message', { data })));
    tell('anna');
    await pass(100);
    expect(screen.queryByText(NOTICE)).not.toBeInTheDocument();
    tell(null);
    expect(await screen.findByText(NOTICE)).toBeInTheDocument();
  });

  test('is another person’s when they sign in in another tab: the page is loaded anew', async () => {
    await ended();
    asks({ ...AGENT, ...VIEWER });
    ScriptedWorker.latest.refuse(401);
    await waitFor(() => expect(reload).toHaveBeenCalled());
  });
});
