import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import requestJson from '../../../contracts/public-api/request.json';
import { keepLink } from '../../src/features/request/sentLinks.js';
import { openPage } from '../../src/app/page.jsx';
import { refusal, REQUEST, server } from '../api.js';
import { AGENT, asks, closed } from '../people.js';
import { openPortal, pass } from '../portal.jsx';

const section = async () => within(await screen.findByRole('region', { name: 'Your tickets' }));
const names = async () => (await section()).getAllByRole('link').map((link) => link.textContent);

/** @param {number} id */
const sent = (id, title = `Ticket ${id}`) => {
  vi.setSystemTime(Date.now() + 1_000);
  keepLink({ id, title, private_link: `/request#token-${id}` });
};

describe('your tickets', () => {
  /** Tokens that were asked for. @type {(string | null)[]} */
  let asked = [];
  beforeEach(() => {
    asked = [];
    server.use(
      http.get(REQUEST, ({ request }) => {
        const token = request.headers.get('X-Ticket-Link');
        asked.push(token);
        if (token === 'token-3') return refusal(404, 'Not Found', {}, {}, 'link_not_valid');
        return HttpResponse.json({ ...requestJson, status: 'in_progress' });
      }),
    );
  });

  test.each([
    ['an open portal', () => {}],
    ['a portal for agents', closed],
  ])('are listed under the form of %s, newest first, with what became of them', async (_, arrange) => {
    arrange();
    sent(1, 'The door');
    sent(2, 'The lift');
    openPortal();
    expect(await names()).toEqual(['#2 The lift', '#1 The door']);
    const yours = await section();
    expect(yours.getByRole('link', { name: /^#2 ?The lift$/ })).toHaveAttribute('href', '/request#token-2');
    await waitFor(() => expect(yours.getAllByText('In progress')).toHaveLength(2));
  });

  test('say that a link was revoked or has expired, and do not ask for it again', async () => {
    sent(3);
    const { unmount } = openPortal();
    expect(await (await section()).findByText(/This link no longer works/)).toBeInTheDocument();
    unmount();
    openPortal();
    expect((await section()).getByText(/This link no longer works/)).toBeInTheDocument();
    await pass(100);
    expect(asked).toEqual(['token-3']);
  });

  test('are shown a few at a time, and asked for as they are shown', async () => {
    for (const id of [11, 12, 13, 14, 15, 16, 17]) sent(id);
    const { user } = openPortal();
    expect(await names()).toHaveLength(5);
    await waitFor(() => expect(asked).toHaveLength(5));
    await user.click((await section()).getByRole('button', { name: 'Show all 7' }));
    expect(await names()).toHaveLength(7);
  });

  test('are bounded: the oldest make room', () => {
    for (let id = 1; id <= 30; id += 1) sent(id);
    const kept = Object.keys(localStorage).filter((key) => key.startsWith('sent:'));
    expect(kept).toHaveLength(20);
    expect(kept).toContain('sent:token-30');
    expect(kept).not.toContain('sent:token-10');
  });

  test('can be forgotten, one or all, after a question', async () => {
    for (const id of [1, 2, 4]) sent(id);
    const { user } = openPortal();
    const yours = await section();
    await user.click(yours.getByRole('button', { name: 'Forget #2' }));
    await user.click(yours.getByRole('button', { name: 'Keep' }));
    expect(await names()).toHaveLength(3);
    await user.click(yours.getByRole('button', { name: 'Forget #2' }));
    await user.click(yours.getByRole('button', { name: 'Forget it' }));
    expect(await names()).toEqual(['#4 Ticket 4', '#1 Ticket 1']);
    await user.click(yours.getByRole('button', { name: 'Forget all' }));
    await user.click(yours.getByRole('button', { name: 'Forget them' }));
    expect(screen.queryByRole('region', { name: 'Your tickets' })).not.toBeInTheDocument();
    expect(Object.keys(localStorage).filter((key) => key.startsWith('sent:'))).toEqual([]);
  });

  test('are not shown to an agent', async () => {
    asks(AGENT);
    sent(1);
    openPortal();
    await screen.findByRole('button', { name: 'Account: Anna Ek' });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Your tickets' })).not.toBeInTheDocument());
  });

  test('appear in another tab as well', async () => {
    openPortal();
    localStorage.setItem('sent:token-9', JSON.stringify({ id: 9, title: 'Elsewhere', link: '/request#token-9', at: 1 }));
    act(() => void window.dispatchEvent(new StorageEvent('storage', { key: 'sent:token-9' })));
    expect(await names()).toEqual(['#9 Elsewhere']);
  });
});

describe('an address', () => {
  /** @param {string} address */
  const visit = async (address) => {
    window.history.replaceState(null, '', address);
    const root = document.body.appendChild(document.createElement('div'));
    await act(() => openPage(root));
    return root;
  };

  test.each(['/nonsense', '/tickets/0', '/tickets/17/messages', '/sign-in/x', '/%E0%A4%A', '/Request'])('%s leads nowhere, and the page says so', async (address) => {
    const root = await visit(address);
    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Go to the first page' })).toHaveAttribute('href', '/');
    expect(screen.queryByRole('form')).not.toBeInTheDocument();
    expect(document.title).toBe('Page not found · Support tickets');
    root.remove();
  });

  test.each([
    ['/tickets', '/'],
    ['/tickets/', '/'],
    ['/tickets?status=open#x', '/?status=open#x'],
  ])('%s is the one of the list: %s', async (given, address) => {
    const root = await visit(given);
    expect(await screen.findByRole('searchbox', { name: 'Search tickets' })).toBeInTheDocument();
    expect(window.location.pathname + window.location.search + window.location.hash).toBe(address);
    root.remove();
  });

  test.each([
    ['/', 'New ticket'],
    ['/?ticket=17', 'New ticket'],
    ['/index.html', 'New ticket'],
    ['/sign-in/', 'Sign in'],
  ])('%s leads to its page', async (address, heading) => {
    const root = await visit(address);
    expect(await screen.findByRole('heading', { name: heading })).toBeInTheDocument();
    root.remove();
  });
});
