import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import sentences from '../../../contracts/sentences.json';
import { thisTab } from '../../src/browser/tab.js';
import { HISTORY, MESSAGES, page, refusal, server, ticket, TICKET, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { AGENT, asks, VIEWER } from '../people.js';
import { card, gate, openPortal, pass } from '../portal.jsx';
import { ANNA, BO, conversation, failing, message } from './conversation.js';

const reply = () => screen.findByRole('textbox', { name: 'Reply to the requester' });
const entries = () =>
  within(screen.getByRole('list', { name: 'Conversation' })).getAllByRole('listitem').map((item) => item.textContent ?? '');
/** What the page has asked the server for, from here on. */
function asked() {
  /** @type {string[]} */
  const paths = [];
  server.events.on('request:start', ({ request }) => void paths.push(new URL(request.url).pathname));
  return paths;
}

describe('the conversation of a ticket', () => {
  test.each(['messages', 'history'])('is shown at once, whichever is read first, when the %s are slow', async (slow) => {
    const begun = { id: 4, changed_at: '2026-11-23T08:18:00Z', account_id: 4, account: 'Bo Lind', request_id: 'a', field: 'priority', old_value: 'low', new_value: 'high' };
    conversation({ messages: [message()], changes: [begun], different: { updated_at: '2026-11-23T08:19:00Z' } });
    let answer = () => {};
    const held = new Promise((resolve) => { answer = () => resolve(undefined); });
    server.use(http.get(slow === 'messages' ? MESSAGES : HISTORY, () => held.then(() => undefined)));
    openPortal('/tickets/17');
    await reply();
    await pass(300);
    expect(screen.getByRole('list', { name: 'Description' })).toBeInTheDocument();
    expect(screen.getByText('Loading the conversation…')).toBeInTheDocument();
    expect(screen.queryByRole('list', { name: 'Conversation' })).not.toBeInTheDocument();
    answer();
    await waitFor(() => expect(entries().at(-1)).toMatch(/^Bo Lind /));
    expect(entries().join()).toContain('It still does not work.');
    expect(screen.queryByText('Loading the conversation…')).not.toBeInTheDocument();
  });

  test('is shown without the changes that cannot be read, and stays while a change is read', async () => {
    conversation({ messages: [message()], different: { updated_at: '2026-11-23T08:19:00Z' } });
    server.use(http.get(HISTORY, () => refusal(500, 'Server Error')));
    const { user } = openPortal('/tickets/17');
    await waitFor(() => expect(entries().join()).toContain('It still does not work.'));
    server.use(http.get(HISTORY, () => new Promise(() => {})));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Priority' }), 'Low');
    await screen.findByText('#17 now has low priority.');
    expect(entries().join()).toContain('It still does not work.');
  });

  test('of a ticket that never changed stays while its first change is read', async () => {
    const created = '2026-11-23T08:15:30.123456Z';
    conversation({ messages: [message()], different: { created_at: created, updated_at: created } });
    server.use(http.get(HISTORY, () => new Promise(() => {})));
    const { user } = openPortal('/tickets/17');
    await waitFor(() => expect(entries().join()).toContain('It still does not work.'));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Priority' }), 'Low');
    await screen.findByText('#17 now has low priority.');
    expect(entries().join()).toContain('It still does not work.');
  });

  test.each([
    [{ field: 'assignee', old_value: '', new_value: 'Anna Ek' }, 'Bo Lind assigned this to Anna Ek'],
    [{ field: 'assignee', old_value: 'Anna Ek', new_value: 'Bo Lind' }, 'Bo Lind took this'],
    [{ field: 'assignee', old_value: '', new_value: 'Agent 4' }, 'Bo Lind took this'],
    [{ field: 'assignee', old_value: 'Bo Lind', new_value: '' }, 'Bo Lind took the assignee away'],
    [{ field: 'duplicate_of', old_value: '', new_value: '12' }, 'Bo Lind marked this as a duplicate of #12'],
    [{ field: 'duplicate_of', old_value: '12', new_value: '' }, 'Bo Lind unmarked this as a duplicate of #12'],
    [{ field: 'status', old_value: 'resolved', new_value: 'open', account: null, account_id: null, by_requester: true }, 'Rea Quist opened this again'],
    [{ field: 'status', old_value: 'open', new_value: 'closed', account: null, account_id: null, by_requester: false }, 'Somebody closed this'],
    [{ field: 'requester', old_value: '5', new_value: '6' }, 'Bo Lind corrected the requester'],
  ])('says of %j: %s', async (change, words) => {
    const base = { id: 4, changed_at: '2026-11-23T08:18:00Z', account_id: 4, account: 'Bo Lind', request_id: 'a' };
    conversation({ changes: [{ ...base, ...change }], different: { updated_at: '2026-11-23T08:19:00Z' } });
    openPortal('/tickets/17');
    await waitFor(() => expect(entries().at(-1)).toMatch(new RegExp(`^${words} ·`)));
  });

  test.each([
    [{ status: 'closed', duplicate_of: '12' }, 'Bo Lind marked this as a duplicate of #12 and closed it'],
    [{ status: 'in_progress', assignee: 'Bo Lind' }, 'Bo Lind took this and started to work on it'],
  ])('says of %j in one line: %s', async (values, words) => {
    const base = { changed_at: '2026-11-23T08:18:00Z', account_id: 4, account: 'Bo Lind', request_id: 'a', old_value: '' };
    const changes = Object.entries(values).map(([field, value], id) => ({ ...base, id, field, new_value: value }));
    conversation({ changes, different: { updated_at: '2026-11-23T08:19:00Z' } });
    openPortal('/tickets/17');
    await waitFor(() => expect(entries().at(-1)).toMatch(new RegExp(`^${words} ·`)));
  });

  test('says that work has begun before the reply that began it', async () => {
    const begun = { id: 4, changed_at: '2026-11-23T08:18:00.2Z', account_id: 4, account: 'Bo Lind', request_id: 'a', field: 'status', old_value: 'open', new_value: 'in_progress' };
    conversation({
      messages: [message({ kind: 'reply', author: { name: 'Bo Lind', role: 'agent' }, body: 'Which browser?', created_at: '2026-11-23T08:18:00Z' })],
      changes: [begun],
      different: { updated_at: '2026-11-23T08:19:00Z' },
    });
    openPortal('/tickets/17');
    await waitFor(() => expect(entries().at(-2)).toMatch(/^Bo Lind started to work on this ·/));
    expect(entries().at(-1)).toMatch(/Which browser\?$/);
  });

  test('tells screen readers what has arrived, and what was sent', async () => {
    const { kept } = conversation({ messages: [message()] });
    const { user } = openPortal('/tickets/17');
    await screen.findByText('It still does not work.');
    kept.messages = [...kept.messages, message({ id: 2, body: 'Are you there?' })];
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.send('message', { ticket_id: 17, id: 2, kind: 'request' });
    expect(await screen.findByText('New message from Rea Quist.')).toBeInTheDocument();
    await user.type(await reply(), 'I am.{Control>}{Enter}{/Control}');
    expect(await screen.findByText('Your message is sent.')).toBeInTheDocument();
  });

  test('follows what others change, and keeps the address that is in no event', async () => {
    conversation();
    openPortal('/tickets/17');
    await screen.findByRole('link', { name: 'rea@example.com' });
    ScriptedWorker.latest.connect();
    server.use(http.get(TICKET, () => new Promise(() => {})));
    const changed = ticket({ assignee: BO, requester: /** @type {any} */ ({ id: 9, name: 'Rea Quist' }), updated_at: '2026-11-23T08:19:00Z' });
    ScriptedWorker.latest.send('ticket', { change: 'changed', ticket: changed });
    expect(screen.getByRole('combobox', { name: 'Assignee' })).toHaveValue(`${BO.id}`);
    expect(screen.getByRole('link', { name: 'rea@example.com' })).toBeInTheDocument();
  });

  test('begins with the description, tells notes apart, and has the changes between the messages', async () => {
    conversation({
      messages: [
        message({ id: 1, kind: 'reply', author: { name: 'Bo Lind', role: 'agent' }, body: 'Which browser?', created_at: '2026-11-23T08:16:00Z' }),
        message({ id: 2, kind: 'note', author: { name: 'Bo Lind', role: 'agent' }, body: 'Sounds like #12.', created_at: '2026-11-23T08:17:00Z' }),
        message({ id: 3, created_at: '2026-11-23T08:19:00Z' }),
      ],
      changes: [
        { id: 4, changed_at: '2026-11-23T08:18:00Z', account_id: 4, account: 'Bo Lind', request_id: 'a', field: 'status', old_value: 'open', new_value: 'resolved' },
        { id: 5, changed_at: '2026-11-23T08:18:00Z', account_id: 4, account: 'Bo Lind', request_id: 'a', field: 'priority', old_value: 'high', new_value: 'low' },
      ],
      different: { updated_at: '2026-11-23T08:19:00Z' },
    });
    openPortal('/tickets/17');
    expect(await screen.findByText('Sounds like #12.')).toBeInTheDocument();
    await screen.findByText(/resolved this/);
    const texts = entries();
    expect(texts).toHaveLength(6);
    expect(texts[0]).toBe('Today');
    expect(texts[1]).toMatch(/Rea Quist.*Since this morning/s);
    expect(texts[2]).toMatch(/Which browser\?$/);
    expect(texts[3]).toMatch(/Only your team sees this$/);
    expect(texts[4]).toMatch(/^Bo Lind resolved this and set the priority to Low ·/);
    expect(texts[5]).toMatch(/It still does not work\.$/);
    expect(document.title).toBe('#17 Cannot sign in after changing my password · Support tickets');
  });

  test('has older messages on demand, before the newer ones', async () => {
    conversation();
    server.use(
      http.get(MESSAGES, ({ request }) =>
        new URL(request.url).searchParams.get('before') === '2'
          ? HttpResponse.json({ older: null, results: [message({ id: 1, body: 'The first' })] })
          : HttpResponse.json({ older: 'http://elsewhere/api/tickets/17/messages/?before=2', results: [message({ id: 2, body: 'The second' })] }),
      ),
    );
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('button', { name: 'Show older messages' }));
    await screen.findByText('The first');
    const texts = entries();
    expect(texts.findIndex((text) => text.includes('The first'))).toBeLessThan(texts.findIndex((text) => text.includes('The second')));
    expect(screen.queryByRole('button', { name: 'Show older messages' })).not.toBeInTheDocument();
  });

  test('shows messages of others, asked for by the newest known one', async () => {
    const { kept, reads } = conversation({ messages: [message()] });
    openPortal('/tickets/17');
    await screen.findByText('It still does not work.');
    kept.messages = [...kept.messages, message({ id: 2, body: 'Are you there?' })];
    ScriptedWorker.latest.connect();
    ScriptedWorker.latest.send('message', { ticket_id: 18, id: 9, kind: 'request' });
    await pass(500);
    expect(reads.at(-1)).not.toBe('after=1');
    ScriptedWorker.latest.send('message', { ticket_id: 17, id: 2, kind: 'request' });
    expect(await screen.findByText('Are you there?')).toBeInTheDocument();
    expect(reads.at(-1)).toBe('after=1');
  });

  test('is at most a minute old without live updates', async () => {
    const { kept } = conversation();
    openPortal('/tickets/17');
    await reply();
    ScriptedWorker.latest.refuse();
    kept.messages = [message({ body: 'Are you there?' })];
    await pass(61_000);
    expect(await screen.findByText('Are you there?')).toBeInTheDocument();
  });

  test('that cannot be loaded can be asked for again', async () => {
    conversation({ messages: [message()] });
    server.use(http.get(MESSAGES, () => refusal(503, 'Busy'), { once: true }));
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('It still does not work.')).toBeInTheDocument();
  });
});

describe('a reply', () => {
  test('is sent with Ctrl and Enter, and names what its writer saw', async () => {
    const { posts } = conversation({ messages: [message()] });
    const { user } = openPortal('/tickets/17');
    await screen.findByText('It still does not work.');
    await user.type(await reply(), 'Which browser do you use?{Control>}{Enter}{/Control}');
    const own = await screen.findByRole('article', { name: 'Reply by Anna Ek' });
    expect(own).toHaveTextContent('Which browser do you use?');
    expect(posts.map(({ body }) => body)).toEqual([{ kind: 'reply', body: 'Which browser do you use?', seen: 1 }]);
    expect(await reply()).toHaveValue('');
  });

  test('can resolve the ticket', async () => {
    const { posts } = conversation();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), 'Done.');
    await user.click(screen.getByRole('button', { name: 'Send and resolve' }));
    await waitFor(() => expect(posts).toHaveLength(1));
    expect(posts[0].body.status).toBe('resolved');
    // The button that was pressed goes with the status.
    expect(await reply()).toHaveFocus();
  });

  test('resolves the ticket with Ctrl, Shift and Enter', async () => {
    const { posts } = conversation();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), 'Done.{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    await waitFor(() => expect(posts.map(({ body }) => body.status)).toEqual(['resolved']));
  });

  test('is left with Escape, which keeps the draft and the page', async () => {
    conversation();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), 'Half{Escape}');
    expect(screen.getByRole('heading', { name: /^#17/ })).toHaveFocus();
    expect(await reply()).toHaveValue('Half');
    expect(window.location.pathname).toBe('/tickets/17');
  });

  test.each([
    ['Rea Quist', '{{requester.name}} becomes “Rea Quist” when it is sent.'],
    ['', '{{requester.name}} stays empty here: the requester has given no name.'],
  ])('to %j says what becomes of the placeholder for the name', async (name, words) => {
    conversation({ different: { requester: { id: 9, name, email: null } } });
    const { user } = openPortal('/tickets/17');
    await user.click(await reply());
    await user.paste('Hello {{requester.name}},');
    expect(screen.getByText((_, element) => element?.textContent === words, { selector: 'p' })).toBeInTheDocument();
  });

  test('of nothing but blanks is not sent', async () => {
    const { posts } = conversation();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), '  {Control>}{Enter}{/Control}');
    expect(await screen.findByText('Enter a message')).toBeInTheDocument();
    expect(posts).toEqual([]);
  });

  test('is not sent over what another agent has written meanwhile, until its writer has seen that', async () => {
    const { kept, posts } = conversation({ messages: [message()] });
    const { user } = openPortal('/tickets/17');
    await screen.findByText('It still does not work.');
    await user.type(await reply(), 'Try again, please.');
    kept.messages = [
      ...kept.messages,
      message({ id: 2, kind: 'reply', author: { name: BO.name, role: 'agent' }, body: 'I have reset it.' }),
    ];
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText('I have reset it.')).toBeInTheDocument();
    expect(await screen.findByText(/Bo Lind wrote while you were writing/)).toBeInTheDocument();
    expect(await reply()).toHaveValue('Try again, please.');
    await user.click(screen.getByRole('button', { name: 'Send anyway' }));
    await screen.findByRole('article', { name: 'Reply by Anna Ek' });
    expect(posts.map(({ body }) => body.seen)).toEqual([1, 2]);
    expect(posts[0].key).not.toBe(posts[1].key);
    expect(kept.messages).toHaveLength(3);
  });

  test('that is begun before the messages are there answers them all the same', async () => {
    const { kept, posts } = conversation({ messages: [message()] });
    const answer = gate();
    server.use(
      http.get(MESSAGES, async () => {
        await answer.wait;
        return HttpResponse.json({ older: null, results: kept.messages });
      }, { once: true }),
    );
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), 'Try again, please.');
    answer.open();
    await screen.findByText('It still does not work.');
    expect(screen.queryByText(/wrote while you were writing/)).not.toBeInTheDocument();
    kept.messages = [...kept.messages, message({ id: 2, body: 'Never mind.' })];
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText(/Rea Quist wrote while you were writing/)).toBeInTheDocument();
    expect(posts.map(({ body }) => body.seen)).toEqual([1]);
  });

  test('says at once that somebody wrote meanwhile when that arrives live', async () => {
    const { kept, posts } = conversation({ messages: [message()] });
    const { user } = openPortal('/tickets/17');
    await screen.findByText('It still does not work.');
    await user.type(await reply(), 'Try again, please.');
    kept.messages = [...kept.messages, message({ id: 2, body: 'Never mind.' })];
    ScriptedWorker.latest.send('message', { ticket_id: 17, id: 2, kind: 'request' });
    expect(await screen.findByText(/Rea Quist wrote while you were writing/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Send anyway' }));
    await waitFor(() => expect(posts.map(({ body }) => body.seen)).toEqual([2]));
  });

  test('whose answer is lost goes out again under its key after a reload, and is stored once', async () => {
    const { kept, posts } = conversation();
    failing();
    const { user, unmount } = openPortal('/tickets/17');
    await user.type(await reply(), 'Only once.{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/It is kept here; send it again/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(kept.messages).toHaveLength(1));
    unmount();

    // As if the answer had not arrived: the draft is still there, with its key.
    const place = `message:anna:17:reply:${thisTab().id}`;
    const attempt = { key: posts[0].key, body: { account: 'anna', ticketId: 17, message: posts[0].body } };
    localStorage.setItem(place, JSON.stringify({ body: 'Only once.', seen: 0, at: 1, attempt }));
    const again = openPortal('/tickets/17');
    expect(await reply()).toHaveValue('Only once.');
    await again.user.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(async () => expect(await reply()).toHaveValue(''));
    expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
    expect(kept.messages).toHaveLength(1);
  });

  test('waits for the network, says so, and goes out once when it is back', async () => {
    const { kept, posts } = conversation();
    server.use(http.post(MESSAGES, () => HttpResponse.error(), { once: true }));
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), 'Later.{Control>}{Enter}{/Control}');
    const waiting = await screen.findByRole('list', { name: 'Waiting to be sent' });
    expect(waiting).toHaveTextContent('Later.');
    expect(await reply()).toHaveValue('');
    await pass(4_000);
    await screen.findByRole('article', { name: 'Reply by Anna Ek' });
    expect(screen.queryByRole('list', { name: 'Waiting to be sent' })).not.toBeInTheDocument();
    expect(posts).toHaveLength(1);
    expect(kept.messages).toHaveLength(1);
  });

  test('that waits is not sent over what others have written, and can be changed', async () => {
    const { kept, posts } = conversation();
    server.use(http.post(MESSAGES, () => HttpResponse.error(), { once: true }));
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), 'Later.{Control>}{Enter}{/Control}');
    await screen.findByRole('list', { name: 'Waiting to be sent' });
    kept.messages = [message({ body: 'Never mind.' })];
    await pass(4_000);
    expect(await screen.findByText(/Somebody has written meanwhile/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Edit' }));
    await waitFor(async () => expect(await reply()).toHaveValue('Later.'));
    await user.click(await screen.findByRole('button', { name: 'Send anyway' }));
    await screen.findByRole('article', { name: 'Reply by Anna Ek' });
    expect(posts.map(({ body }) => body.seen)).toEqual([0, 1]);
    expect(kept.messages).toHaveLength(2);
  });

  test('and a note keep their drafts apart, also from another account of this browser', async () => {
    conversation();
    const { user, unmount } = openPortal('/tickets/17');
    await user.type(await reply(), 'For the requester');
    await user.click(screen.getByRole('button', { name: 'Note' }));
    const note = await screen.findByRole('textbox', { name: 'Note for your team' });
    expect(note).toHaveValue('');
    await user.type(note, 'For us');
    await user.click(screen.getByRole('button', { name: 'Reply' }));
    expect(await reply()).toHaveValue('For the requester');
    unmount();
    asks({ ...AGENT, account: /** @type {any} */ ({ ...AGENT.account, username: 'bo', ...BO }) });
    openPortal('/tickets/17');
    expect(await reply()).toHaveValue('');
  });

  test('takes a prepared answer that is found with a slash', async () => {
    conversation();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), '/');
    const find = await screen.findByRole('combobox', { name: 'Find a prepared answer' });
    await screen.findByRole('option', { name: /Goodbye/ });
    await user.type(find, 'brow{Enter}');
    expect(await reply()).toHaveValue('Which browser do you use, {{requester.name}}?');
    expect(await reply()).toHaveFocus();
  });

  test('begins with a slash when no prepared answer is wanted', async () => {
    conversation();
    const { user } = openPortal('/tickets/17');
    await user.type(await reply(), '/');
    await user.type(await screen.findByRole('combobox', { name: 'Find a prepared answer' }), '{Escape}');
    expect(await reply()).toHaveValue('/');
  });

  test('goes to the duplicates too when its writer says so', async () => {
    const { posts } = conversation();
    server.use(
      http.get(TICKETS, ({ request }) =>
        page(request.url.includes('duplicate_of=17') ? [ticket({ id: 20, title: 'The same', duplicate_of: 17 }), ticket({ id: 21, duplicate_of: 17 })] : [ticket()]),
      ),
    );
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('checkbox', { name: 'To the 2 duplicates too' }));
    expect(screen.getByRole('link', { name: /#20 ?The same/ })).toHaveAttribute('href', '/tickets/20');
    await user.type(await reply(), 'Solved for all.');
    await user.click(screen.getByRole('button', { name: 'Send to all 3' }));
    await waitFor(() => expect(posts.map(({ body }) => body.to_duplicates)).toEqual([true]));
    expect(await screen.findByText('Sent to #20 and #21 too.')).toBeInTheDocument();
    // The next reply is for the requester alone again.
    expect(screen.getByRole('checkbox', { name: 'To the 2 duplicates too' })).not.toBeChecked();
  });

  test('says on a duplicate where a reply reaches everybody', async () => {
    conversation({ different: { duplicate_of: 12 } });
    openPortal('/tickets/17');
    expect(await screen.findByRole('link', { name: 'Answer #12' })).toHaveAttribute('href', '/tickets/12');
  });
});

test('a note goes out as a note, with one key', async () => {
  const { posts } = conversation();
  const { user } = openPortal('/tickets/17');
  await reply();
  act(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  // The page listens once it is drawn.
  await pass(100);
  await user.keyboard('m');
  await user.keyboard('Only for us');
  await user.click(screen.getByRole('button', { name: 'Add note' }));
  expect(await screen.findByRole('article', { name: 'Note by Anna Ek' })).toHaveTextContent('Only your team sees this');
  expect(posts.map(({ body }) => body)).toEqual([{ kind: 'note', body: 'Only for us', seen: 0 }]);
});

describe('the other tickets of the requester', () => {
  /** The server has these, newest first. @param {import('../../src/api/ticket.js').Ticket[]} tickets */
  const sentBefore = (tickets) => {
    /** @type {string[]} */
    const queries = [];
    server.use(
      http.get(TICKETS, ({ request }) => {
        const { search, searchParams } = new URL(request.url);
        if (searchParams.has('duplicate_of')) return page([]);
        if (!searchParams.has('requester')) return page([ticket()]);
        queries.push(search);
        const limit = Number(searchParams.get('limit') ?? 50);
        return page(tickets.slice(0, limit), tickets.length > limit ? 'http://elsewhere/api/tickets/?cursor=x' : null);
      }),
    );
    return queries;
  };
  const sent = (/** @type {number[]} */ ...ids) => ids.map((id) => ticket({ id, title: `Problem ${id}`, status: id % 2 ? 'open' : 'resolved' }));
  const others = async (name = 'Their other tickets') => within(await screen.findByRole('region', { name }));

  test.each([
    ['this one is among the newest', [25, 24, 17, 16, 15, 14, 13], [25, 24, 16, 15, 14], true],
    ['this one is older than those', [30, 29, 28, 27, 26, 25, 17], [30, 29, 28, 27, 26], true],
    ['there are five others', [25, 24, 17, 16, 15, 14], [25, 24, 16, 15, 14], false],
    ['there is one other', [17, 3], [3], false],
  ])('are the newest five with their states when %s', async (_, all, shown, hasMore) => {
    conversation();
    const queries = sentBefore(sent(...all));
    openPortal('/tickets/17');
    const links = (await others()).getAllByRole('link').map((link) => link.textContent);
    const words = shown.map((id) => `#${id} Problem ${id}${id % 2 ? 'Open' : 'Resolved'}`);
    expect(links).toEqual(hasMore ? [...words, 'All their tickets'] : words);
    expect(queries).toEqual(['?requester=9&limit=6']);
  });

  test('are asked for after the conversation, with all that they would move', async () => {
    conversation();
    const queries = sentBefore(sent(17, 3));
    let answer = () => {};
    const held = new Promise((resolve) => { answer = () => resolve(undefined); });
    server.use(http.get(MESSAGES, () => held.then(() => undefined)));
    openPortal('/tickets/17');
    await reply();
    await pass(300);
    expect(queries).toEqual([]);
    expect(screen.queryByRole('region', { name: 'Duplicates' })).not.toBeInTheDocument();
    answer();
    expect((await others()).getByRole('link')).toHaveTextContent('#3 Problem 3');
    expect(screen.getByRole('region', { name: 'Duplicates' })).toBeInTheDocument();
  });

  test('lead to that ticket, and to the list of all', async () => {
    conversation();
    sentBefore(sent(17, 9, 8, 7, 6, 5, 4));
    const { user } = openPortal('/tickets/17');
    await user.click((await others()).getByRole('link', { name: /#9/ }));
    await waitFor(() => expect(window.location.pathname).toBe('/tickets/9'));
    const queries = sentBefore(sent(17, 9, 8, 7, 6, 5, 4));
    await user.click((await others()).getByRole('link', { name: 'All their tickets' }));
    expect(window.location.pathname + window.location.search).toBe('/?view=all&requester=9');
    await waitFor(() => expect(queries).toContain('?requester=9'));
  });

  test('are none for the first ticket of a requester', async () => {
    conversation();
    sentBefore(sent(17));
    openPortal('/tickets/17');
    expect((await others('No other tickets')).queryByRole('link')).not.toBeInTheDocument();
  });

  test.each([
    ['there is no requester', { requester: null }, () => {}, 0],
    ['the server cannot be reached', {}, () => server.use(http.get(TICKETS, ({ request }) => (request.url.includes('requester=') ? HttpResponse.error() : undefined))), 0],
  ])('are left out when %s, and the rest is shown', async (_, different, before, count) => {
    conversation({ different: /** @type {any} */ (different) });
    const queries = sentBefore(sent(17, 3));
    before();
    openPortal('/tickets/17');
    expect(await screen.findByRole('region', { name: 'Duplicates' })).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: /other tickets$/ })).not.toBeInTheDocument();
    expect(queries).toHaveLength(count);
  });
});

describe('the properties of a ticket', () => {
  test('Take it makes its reader the assignee, also with i', async () => {
    const { patches } = conversation();
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('button', { name: 'Take it' }));
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Assignee' })).toHaveValue(`${ANNA.id}`));
    await waitFor(() => expect(patches).toEqual([{ assignee: ANNA.id }]));
    expect(screen.queryByRole('button', { name: 'Take it' })).not.toBeInTheDocument();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Assignee' }), 'Bo Lind');
    await waitFor(() => expect(patches).toHaveLength(2));
    await screen.findByText('#17 is now assigned to Bo Lind.');
    act(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await user.keyboard('i');
    await waitFor(() => expect(patches.at(-1)).toEqual({ assignee: ANNA.id }));
    expect(patches).toHaveLength(3);
  });

  test('go back, with words, when the server cannot be reached', async () => {
    conversation({ different: { assignee: BO } });
    server.use(http.patch(TICKET, () => HttpResponse.error()));
    const { user } = openPortal('/tickets/17');
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Assignee' }), 'Unassigned');
    expect(await screen.findByText(/#17 is still assigned to Bo Lind/)).toBeInTheDocument();
    expect(screen.getByRole('combobox', { name: 'Assignee' })).toHaveValue(`${BO.id}`);
  });

  test('are not overwritten when somebody else was faster', async () => {
    const { kept, patches } = conversation();
    const { user } = openPortal('/tickets/17');
    const take = await screen.findByRole('button', { name: 'Take it' });
    Object.assign(kept.ticket, { assignee: BO });
    await user.click(take);
    expect(await screen.findByText(/Somebody else has just changed #17: it is assigned to Bo Lind/)).toBeInTheDocument();
    expect(patches).toEqual([]);
  });

  test('chosen by key are stored after a pause, once, and not at every step', async () => {
    const { patches } = conversation();
    openPortal('/tickets/17');
    const status = await screen.findByRole('combobox', { name: 'Status' });
    for (const value of ['in_progress', 'resolved', 'closed']) {
      fireEvent.keyDown(status, { key: 'ArrowDown' });
      fireEvent.change(status, { target: { value } });
    }
    expect(status).toHaveValue('closed');
    await pass(500);
    expect(patches).toEqual([]);
    await pass(500);
    await waitFor(() => expect(patches).toEqual([{ status: 'closed' }]));
  });

  test('chosen by key are stored at once when the focus leaves, and taken back with Escape', async () => {
    const { patches } = conversation();
    openPortal('/tickets/17');
    const priority = await screen.findByRole('combobox', { name: 'Priority' });
    fireEvent.keyDown(priority, { key: 'ArrowDown' });
    fireEvent.change(priority, { target: { value: 'critical' } });
    fireEvent.keyDown(priority, { key: 'Escape' });
    expect(priority).toHaveValue('high');
    expect(window.location.pathname).toBe('/tickets/17');
    fireEvent.change(priority, { target: { value: 'low' } });
    fireEvent.blur(priority);
    await waitFor(() => expect(patches).toEqual([{ priority: 'low' }]));
  });

  test.each([
    ['s', 'Status of #17', 'r', { status: 'resolved' }, { status: 'open' }],
    ['p', 'Priority of #17', 'l', { priority: 'low' }, { priority: 'high' }],
    ['c', 'Category of #17', 'b', { category: 'billing' }, { category: 'technical' }],
  ])('have the menus of the list: %s opens “%s”, a letter chooses, and z takes it back', async (key, name, letter, change, before) => {
    const { patches, bulks } = conversation({ different: { status: 'open', priority: 'high', category: 'technical' } });
    const { user } = openPortal('/tickets/17');
    await reply();
    await pass(100);
    await user.keyboard(key);
    expect(await screen.findByRole('menu', { name })).toBeInTheDocument();
    await user.keyboard(letter);
    await waitFor(() => expect(patches).toEqual([change]));
    await screen.findByRole('button', { name: 'Undo' });
    expect(screen.getByRole('heading', { level: 2, name: /^#17/ })).toHaveFocus();
    await user.keyboard('z');
    await waitFor(() => expect(bulks).toEqual([[{ id: 17, changes: before, if_updated_at: '2026-11-23T09:00:00Z' }]]));
  });

  test('have the menu of assignees with a', async () => {
    const { patches } = conversation();
    const { user } = openPortal('/tickets/17');
    await reply();
    await pass(100);
    await user.keyboard('a');
    await user.type(await screen.findByRole('combobox', { name: 'Assign #17' }), 'bo{Enter}');
    await waitFor(() => expect(patches).toEqual([{ assignee: BO.id }]));
  });

  test.each(['s', 'p', 'c', 'a', 'i', 'z'])('are not changed by a viewer’s %s', async (key) => {
    const { patches } = conversation();
    asks(VIEWER);
    const { user } = openPortal('/tickets/17');
    await screen.findByRole('list', { name: 'Conversation' });
    await user.keyboard(key);
    await pass(100);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.queryByText('There is nothing to undo.')).not.toBeInTheDocument();
    expect(patches).toEqual([]);
  });

  test('say how long the requester has been waiting', async () => {
    conversation({ different: { waiting_since: '2026-11-23T08:16:00Z' } });
    openPortal('/tickets/17');
    await reply();
    expect(within(screen.getByRole('region', { name: 'Properties' })).getByText('Waiting').parentElement).toHaveTextContent(/^Waiting\d+ /);
  });

  test('refuse a wrong address, and keep the typed text', async () => {
    const { patches } = conversation();
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('button', { name: 'Correct the requester' }));
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus();
    const address = screen.getByRole('textbox', { name: 'Email address' });
    await user.clear(address);
    await user.type(address, 'rea@example{Enter}');
    expect(address).toHaveAccessibleDescription('Enter an email address, such as anna@example.com');
    expect(address).toHaveValue('rea@example');
    await user.keyboard('{Escape}');
    expect(screen.getByRole('button', { name: 'Correct the requester' })).toHaveFocus();
    expect(patches).toEqual([]);
  });

  test('correct the requester', async () => {
    const { patches } = conversation();
    const { user } = openPortal('/tickets/17');
    await user.click(await screen.findByRole('button', { name: 'Correct the requester' }));
    const name = screen.getByRole('textbox', { name: 'Name' });
    await user.clear(name);
    await user.type(name, 'Rea Qvist{Enter}');
    await waitFor(() => expect(patches).toEqual([{ requester: { name: 'Rea Qvist', email: 'rea@example.com' } }]));
  });

  test.each(['12', '#12'])('mark the ticket as a duplicate of %s', async (text) => {
    const { patches } = conversation();
    const { user } = openPortal('/tickets/17');
    const field = await screen.findByRole('textbox', { name: 'Mark as duplicate of…' });
    await user.type(field, 'seventeen{Enter}');
    expect(await screen.findByText(sentences.ticket.duplicate_of.wrong)).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, '17{Enter}');
    expect(await screen.findByText(sentences.ticket.duplicate_of.itself)).toBeInTheDocument();
    await user.clear(field);
    await user.type(field, `${text}{Enter}`);
    await waitFor(() => expect(patches).toEqual([{ duplicate_of: 12 }]));
    expect(screen.getByRole('link', { name: '#12' })).toHaveAttribute('href', '/tickets/12');
    expect(screen.getByRole('link', { name: '#12' })).toHaveFocus();
    expect(screen.getByRole('combobox', { name: 'Status' })).toHaveValue('closed');
  });

  test.each([
    ['that does not exist', () => refusal(404, 'Not Found'), 'Choose another ticket: there is no #12'],
    ['that is a duplicate', () => HttpResponse.json(ticket({ id: 12, duplicate_of: 9 })), 'Choose #9: #12 is a duplicate of it'],
  ])('do not mark a duplicate of a ticket %s, and keep the number', async (_, answer, words) => {
    const { patches } = conversation();
    const { user } = openPortal('/tickets/17');
    const field = await screen.findByRole('textbox', { name: 'Mark as duplicate of…' });
    server.use(http.get(TICKET, answer));
    await user.type(field, '12{Enter}');
    await waitFor(() => expect(field).toHaveAccessibleDescription(words));
    expect(field).toHaveValue('12');
    expect(field).toHaveFocus();
    expect(patches).toEqual([]);
  });

  test('cannot be changed by a viewer, who writes nothing either', async () => {
    conversation({ messages: [message()] });
    asks({ ...VIEWER, account: /** @type {any} */ ({ ...VIEWER.account, id: 8 }) });
    openPortal('/tickets/17');
    await screen.findByText('It still does not work.');
    expect(within(screen.getByRole('region', { name: 'Properties' })).queryByRole('combobox')).not.toBeInTheDocument();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });
});

describe('the way to the page of a ticket and back', () => {
  test('a row leads there, and Escape leads back to it', async () => {
    conversation({ different: { assignee: BO } });
    server.use(http.get(TICKETS, ({ request }) => page(request.url.includes('duplicate_of') ? [] : [ticket({ assignee: BO })])));
    const { user } = openPortal('/?status=open');
    const row = await card(17);
    expect(await row.findByRole('img', { name: 'Assigned to Bo Lind' })).toBeInTheDocument();
    await user.click(row.getByRole('link', { name: /Cannot sign in/ }));
    expect(window.location.pathname + window.location.search).toBe('/tickets/17?status=open');
    await reply();
    expect((await card(17)).getByRole('link', { current: true })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(window.location.pathname + window.location.search).toBe('/?status=open'));
    await waitFor(async () => expect((await card(17)).getByRole('link', { name: /Cannot sign in/ })).toHaveFocus());
  });

  test('a row without an assignee says so', async () => {
    conversation();
    openPortal('/');
    expect(await (await card(17)).findByRole('img', { name: 'Unassigned' })).toBeInTheDocument();
  });

  test('the address alone opens it, and leads to the list', async () => {
    conversation();
    const { user } = openPortal('/tickets/17');
    await reply();
    await user.click(screen.getByRole('button', { name: 'Tickets' }));
    expect(window.location.pathname).toBe('/');
    expect(await card(17)).toBeDefined();
  });

  test('of a ticket that does not exist says so', async () => {
    conversation();
    server.use(http.get(TICKET, () => refusal(404, 'Not Found')));
    openPortal('/tickets/4');
    expect(await screen.findByText('There is no ticket #4. The link may be wrong.')).toBeInTheDocument();
  });

  test('without an account the ticket is a row of the open portal, and nothing of its conversation is asked for', async () => {
    const paths = asked();
    openPortal('/tickets/17');
    expect(await screen.findByRole('region', { name: 'Ticket #17 from a link' })).toBeInTheDocument();
    const row = await screen.findByRole('article', { name: 'Ticket #17' });
    expect(within(row).queryByText('Unassigned')).not.toBeInTheDocument();
    await pass(2_000);
    expect(paths.filter((path) => /messages|agents|macros/.test(path))).toEqual([]);
  });
});
