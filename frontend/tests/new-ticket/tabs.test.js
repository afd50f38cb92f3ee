import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { server, ticket, TICKETS } from '../api.js';

/**
 * Each tab of a browser has its own copy of the modules and its own sessionStorage; localStorage and the
 * channels are common to all.
 */
class Channel extends EventTarget {
  /** @type {Set<Channel>} */
  static open = new Set();
  /** A frozen tab hears nothing. */
  isFrozen = false;

  /** @param {string} name */
  constructor(name) {
    super();
    this.name = name;
    Channel.open.add(this);
  }

  /** @param {unknown} data */
  postMessage(data) {
    for (const other of Channel.open) {
      if (other === this || other.name !== this.name || other.isFrozen) continue;
      setTimeout(() => other.dispatchEvent(new MessageEvent('message', { data })));
    }
  }
}

/** @param {string} text */
const draft = (text) => ({ title: text, description: '', category: /** @type {const} */ (''), priority: /** @type {const} */ ('') });
const kept = () => Object.keys(localStorage).filter((key) => key.startsWith('draft'));

/**
 * Opens a tab.
 *
 * @param {string | null} [session] its sessionStorage, as a reload, a crash or a copy leaves it
 */
async function openTab(session = null) {
  if (session === null) sessionStorage.removeItem('tab');
  else sessionStorage.setItem('tab', session);
  vi.resetModules();
  const before = new Set(Channel.open);
  const { ticketDrafts: drafts } = await import('../../src/features/new-ticket/drafts.js');
  const { waitingTickets: queue } = await import('../../src/features/new-ticket/waitingTickets.js');
  const tabs = await import('../../src/browser/tab.js');
  const { id } = tabs.thisTab();
  const [channel] = [...Channel.open].filter((each) => !before.has(each));
  return {
    drafts,
    queue,
    tabs,
    id,
    copy: JSON.stringify({ id, isLeft: false }),
    left: JSON.stringify({ id, isLeft: true }),
    end: () => Channel.open.delete(channel),
    freeze: () => {
      channel.isFrozen = true;
    },
  };
}

/** From now on the other tabs hear of each write to the storage, as a browser announces it. jsdom has one tab alone. */
function announceWrites() {
  const write = Storage.prototype.setItem;
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(/** @this {Storage} */ function setItem(key, newValue) {
    write.call(this, key, newValue);
    if (this === localStorage) setTimeout(() => window.dispatchEvent(new StorageEvent('storage', { key, newValue })));
  });
}

beforeEach(() => vi.stubGlobal('BroadcastChannel', Channel));
afterEach(() => Channel.open.clear());

describe('a draft', () => {
  test('belongs to its tab', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    const two = await openTab();
    expect(two.drafts.load().title).toBe('');
    expect(await two.drafts.adopt()).toBeNull();
    two.drafts.save(draft('two'));
    expect(one.drafts.load().title).toBe('one');
    two.drafts.forget();
    expect(one.drafts.load().title).toBe('one');
  });

  test('is there again after a reload', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    one.end();
    const again = await openTab(one.left);
    expect(again.drafts.load().title).toBe('one');
    expect(await again.drafts.adopt()).toBeNull();
  });

  test('is not in a duplicate of its tab', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    const copy = await openTab(one.copy);
    expect(copy.drafts.load().title).toBe('');
    expect(await copy.drafts.adopt()).toBeNull();
    copy.drafts.save(draft('two'));
    expect(one.drafts.load().title).toBe('one');
  });

  test('comes back with its tab after a crash, and not with another one', async () => {
    const [one, two] = [await openTab(), await openTab()];
    one.drafts.save(draft('one'));
    two.drafts.save(draft('two'));
    one.end();
    two.end();
    const again = await openTab(one.copy);
    expect(await again.drafts.adopt()).toMatchObject({ title: 'one' });
    expect(kept()).toEqual([`draft:${two.id}`]);
  });

  test('of a tab that is gone is in the next new tab, with the key of its last try, and nowhere else', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    one.drafts.saveAttempt({ key: 'k', body: /** @type {any} */ ({ title: 'one' }) });
    one.end();
    const two = await openTab();
    expect(await two.drafts.adopt()).toMatchObject({ title: 'one', attempt: { key: 'k' } });
    expect(kept()).toEqual([]);
  });

  test('of a tab that is too busy to answer stays there', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    one.freeze();
    const admit = one.tabs.refuseClaims(one.drafts.place());
    const two = await openTab();
    announceWrites();
    expect(await two.drafts.adopt()).toBeNull();
    expect(one.drafts.load().title).toBe('one');
    admit();
  });

  test('is in one tab only, when several open at the same moment', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    one.end();
    const others = [await openTab(), await openTab(), await openTab()];
    const found = await Promise.all(others.map((tab) => tab.drafts.adopt()));
    expect(found.filter(Boolean)).toHaveLength(1);
  });

  test('of an older version is not lost when this tab has one already', async () => {
    const one = await openTab();
    one.drafts.save(draft('one'));
    localStorage.setItem('draft', JSON.stringify(draft('old')));
    expect(one.drafts.load().title).toBe('one');
    const two = await openTab();
    expect(await two.drafts.adopt()).toMatchObject({ title: 'old' });
  });
});

describe('a ticket that waits', () => {
  /** @type {(string | null)[]} */
  let sent = [];
  const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith('waiting:')).map((key) => JSON.parse(localStorage[key]));

  /** @param {() => Response | undefined} [respond] */
  const desk = (respond = () => undefined) => {
    sent = [];
    server.use(
      http.post(TICKETS, ({ request }) => {
        sent.push(request.headers.get('Idempotency-Key'));
        return respond() ?? HttpResponse.json({ ...ticket({ id: 18 }), private_link: '/request#abc' }, { status: 201 });
      }),
    );
  };
  /** @param {string} key */
  const attempt = (key) => ({ key, body: /** @type {any} */ ({ title: key, description: 'd', category: 'general', priority: 'low' }) });

  test('is sent once, whichever tabs are open', async () => {
    desk();
    const tabs = [await openTab(), await openTab(), await openTab()];
    tabs[0].queue.enqueue(attempt('a'));
    tabs[1].queue.enqueue(attempt('b'));
    const all = waiting();
    expect(all).toHaveLength(2);
    const outcomes = await Promise.all(tabs.map(async ({ queue }) => [await queue.deliver(all[0]), await queue.deliver(all[1])]));
    expect(sent.toSorted()).toEqual(['a', 'b']);
    expect(outcomes.flat().filter(Boolean)).toHaveLength(2);
    expect(localStorage).toHaveLength(0);
  });

  test('is sent by another tab when the first one crashed while it sent', async () => {
    desk();
    const [one, two] = [await openTab(), await openTab()];
    one.queue.enqueue(attempt('a'));
    localStorage.setItem('claim:waiting:a', JSON.stringify({ by: one.id, until: Date.now() + 30_000 }));
    expect(await two.queue.deliver(waiting()[0])).toBeNull();
    one.end();
    expect(await two.queue.deliver(waiting()[0])).toMatchObject({ id: 18 });
    expect(sent).toEqual(['a']);
  });

  test.each([
    ['the server is away', () => HttpResponse.error(), ''],
    ['it is being sent under its key', () => HttpResponse.json({ error: 'Conflict' }, { status: 409 }), ''],
    ['too many were sent', () => HttpResponse.json({ error: 'Too many' }, { status: 429, headers: { 'Retry-After': '120' } }), ''],
    ['the server fails', () => HttpResponse.json({ error: 'Server Error' }, { status: 500 }), ''],
    ['a field is refused', () => HttpResponse.json({ error: 'Bad', details: { title: ['No.'] } }, { status: 400 }), 'No.'],
  ])('stays when %s', async (_, answer, refusal) => {
    desk(answer);
    const one = await openTab();
    one.queue.enqueue(attempt('a'));
    expect(await one.queue.deliver(waiting()[0])).toBeNull();
    expect(waiting()[0]).toMatchObject({ key: 'a', tries: 2, refusal });
    expect(waiting()[0].retryAt).toBeGreaterThan(Date.now());
  });

  test('that is taken back is sent by no tab', async () => {
    desk();
    const [one, two] = [await openTab(), await openTab()];
    one.queue.enqueue(attempt('a'));
    const [ticketThatWaits] = waiting();
    expect(await one.queue.takeBack(ticketThatWaits)).toBe(true);
    expect(await two.queue.deliver(ticketThatWaits)).toBeNull();
    expect(await two.queue.takeBack(ticketThatWaits)).toBe(false);
    expect(sent).toEqual([]);
  });

  test('is one of a bounded number', async () => {
    const one = await openTab();
    const taken = Array.from({ length: 25 }, (_, index) => one.queue.enqueue(attempt(`${index}`)));
    expect(taken.filter(Boolean)).toHaveLength(20);
  });
});
