import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { askEarly } from '../../src/app/askEarly.js';
import { loadEarly } from '../../src/app/loadEarly.js';
import { server } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { openPortal, pass } from '../portal.jsx';
import { some, workplace } from '../workplace/tickets.js';

const asked = vi.fn();
const paths = () => asked.mock.calls.flat().toSorted();

beforeEach(() => {
  asked.mockClear();
  server.events.removeAllListeners();
  server.events.on('request:start', ({ request }) => asked(decodeURIComponent(request.url.replace(/^http:\/\/[^/]+/, ''))));
});

/** @param {string} address */
async function askFrom(address) {
  workplace(some(3));
  localStorage.setItem('has-role', 'true');
  window.history.replaceState(null, '', address);
  askEarly();
  await pass(0);
  return paths();
}

/** @param {boolean} isNarrow */
const window64 = (isNarrow) => vi.stubGlobal('matchMedia', () => ({ matches: isNarrow, addEventListener() {}, removeEventListener() {} }));

const SESSION = '/api/session/';
const WORK = ['/api/session/', '/api/tickets/counts/', '/api/views/'];
const TICKET = ['/api/tickets/2/', '/api/tickets/2/messages/', '/api/tickets/?duplicate_of=2&limit=200'];
const UNFINISHED = '/api/tickets/?status=open,in_progress';

describe('before the page is here it asks', () => {
  test.each([
    ['/', [...WORK, UNFINISHED]],
    ['/?view=mine&priority=high', [...WORK, '/api/tickets/?priority=high&status=open,in_progress&assignee=me']],
    ['/?status=open', [...WORK, '/api/tickets/?status=open']],
    // Which tickets a saved view lists is not known yet.
    ['/?view=12', WORK],
    ['/tickets/2', [...WORK, ...TICKET, UNFINISHED]],
    ['/sign-in', []],
    ['/request', []],
    ['/nowhere', []],
  ])('at %s for what an agent sees there', async (address, expected) => {
    expect(await askFrom(address)).toEqual(expected.toSorted());
  });

  test('on a phone not for the list that a ticket hides', async () => {
    window64(true);
    expect(await askFrom('/tickets/2')).toEqual([SESSION, ...TICKET].toSorted());
  });

  test.each(['/', '/?view=waiting', '/?search=problem&sort=oldest', '/tickets/2'])('at %s nothing that the page asks again', async (address) => {
    const early = await askFrom(address);
    openPortal(address);
    await screen.findByRole('article', { name: 'Ticket #3' });
    await pass(1_000);
    for (const path of early) expect(paths().filter((each) => each === path), path).toHaveLength(1);
  });

  test('at the page of a ticket on a phone nothing that it asks again, and for the list after the ticket', async () => {
    window64(true);
    const early = await askFrom('/tickets/2');
    openPortal('/tickets/2');
    expect(await screen.findByRole('heading', { name: /^#2.*Problem 2/ })).toBeInTheDocument();
    await pass(1_000);
    for (const path of early) expect(paths().filter((each) => each === path), path).toHaveLength(1);
    expect(paths()).toContain(UNFINISHED);
    expect(within(screen.getByRole('list', { name: 'Tickets', hidden: true })).getAllByRole('article', { hidden: true })).toHaveLength(3);
  });
});

describe('when the live stream opens, what was asked for before', () => {
  const lists = () => paths().filter((each) => each === UNFINISHED);

  test.each([
    ['soon', 1_000, 1],
    ['late', 4_000, 2],
  ])('%s, is asked for again when it may be old, and once', async (_, ms, times) => {
    await askFrom('/');
    openPortal('/');
    await screen.findByRole('article', { name: 'Ticket #3' });
    await pass(ms);
    ScriptedWorker.latest.connect();
    await waitFor(() => expect(lists()).toHaveLength(times));
    await pass(5_000);
    ScriptedWorker.latest.interrupt();
    ScriptedWorker.latest.connect();
    await pass(100);
    expect(lists()).toHaveLength(times);
  });
});

describe('the scripts of the workplace are fetched', () => {
  const links = () => [...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.getAttribute('href'));
  beforeEach(() => {
    document.head.innerHTML = '<meta name="scripts-of-workplace" content="/w.js /p.js"><meta name="scripts-of-ticket" content="/t.js /p.js">';
    return () => document.head.replaceChildren();
  });

  test.each([
    ['the list', '/', ['/w.js', '/p.js']],
    ['a ticket', '/tickets/2', ['/t.js', '/p.js']],
  ])('beside the page’s own: those of %s', (_, address, expected) => {
    window.history.replaceState(null, '', address);
    loadEarly();
    expect(links()).toEqual(expected);
  });

  test('where the build names none, none', () => {
    document.head.replaceChildren();
    loadEarly();
    expect(links()).toEqual([]);
  });
});
