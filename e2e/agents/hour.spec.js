// An hour of a team of three: two agents at their desks and a requester with a phone, by keyboard alone.
import { stack, test } from '../agents.js';
import { answer, conversation, faults, messagesOf, openByKeys, PHONE, reply, sentTo, signInByKeys, tabTo, withoutPointer } from '../conversation.js';
import { expect, Portal, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'this needs a stack that the tests started');

/** Stores a prepared answer. @param {import('@playwright/test').Page} page of an admin */
async function prepareAnswer(page, title, body) {
  const status = await page.evaluate(async (macro) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? '';
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
    return (await fetch('/api/macros/', { method: 'POST', headers, body: JSON.stringify(macro) })).status;
  }, { title, body });
  expect(status).toBe(201);
}

/** Words of notes and of other requesters. */
const OF_OTHERS = /in my office|\bnote\b|only your team|\banna\b|\bboss\b|duplicate|\bAda\b|\bBen\b|\bCleo\b/i;

/** Another person reports the same. @param {import('@playwright/test').APIRequestContext} request */
async function sendTicket(request, title, name) {
  const data = { title, description: 'I cannot print either.', category: 'technical', priority: 'low', requester: { name } };
  return (await request.post(`${stack.url}/api/tickets/`, { data })).json();
}

/** @param {import('@playwright/test').Page} page of an agent  @param {number[]} ids */
const statusesOf = (page, ids) =>
  Promise.all(ids.map(async (id) => (await (await page.request.get(`${stack.url}/api/tickets/${id}/`)).json()).status));

test('an hour of a team of three', async ({ closed: _, page: anna, browser, request }) => {
  test.slow();
  const subject = words();
  const prepared = `Solved ${subject}`;
  const clean = async (page, state) => expect(await faults(page), state).toEqual([]);

  // Rea sends a ticket with her phone.
  const rea = await browser.newPage({ viewport: PHONE, reducedMotion: 'reduce' });
  const boss = await browser.newPage({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const pressed = await Promise.all([anna, boss, rea].map(withoutPointer));
  await rea.goto(stack.url);
  await tabTo(rea, rea.getByLabel('Describe the problem'));
  await rea.keyboard.type('The printer on the second floor takes my pages and prints nothing.');
  await expect(rea.getByRole('button', { name: 'Accept' })).toBeVisible();
  await tabTo(rea, rea.getByLabel('Title', { exact: true }));
  await rea.keyboard.press('Control+a');
  await rea.keyboard.type(`No printing ${subject}`);
  await tabTo(rea, rea.getByRole('radio', { name: 'General' }));
  await rea.keyboard.press('ArrowRight');
  await rea.keyboard.press('ArrowRight');
  await expect(rea.getByRole('radio', { name: 'Technical' })).toBeChecked();
  await tabTo(rea, rea.getByRole('radio', { name: 'Medium' }));
  await rea.keyboard.press('ArrowLeft');
  await expect(rea.getByRole('radio', { name: 'Low' })).toBeChecked();
  await tabTo(rea, rea.getByLabel('Name', { exact: true }));
  await rea.keyboard.type('Rea Quist');
  await tabTo(rea, rea.getByLabel('Email address'));
  await rea.keyboard.type('rea.example.com');
  await rea.keyboard.press('Enter');
  await expect(rea.getByLabel('Email address')).toHaveAccessibleDescription(/such as anna@example.com/);
  await rea.keyboard.press('Control+a');
  await rea.keyboard.type(`${subject}@example.com`);
  await rea.keyboard.press('Enter');
  const sent = new Portal(rea, stack.url);
  const id = await sent.sentNumber();
  const toRea = await sentTo(await sent.privateLink.inputValue());
  await clean(rea, 'the card of the sent ticket');
  await tabTo(rea, rea.getByRole('link', { name: 'Follow it' }));
  await rea.keyboard.press('Enter');
  await expect(rea.getByText('Live', { exact: true })).toBeVisible();

  // Anna finds it, takes it and asks back; Rea answers.
  await signInByKeys(anna, 'anna');
  await openByKeys(anna, subject, id);
  await anna.keyboard.press('i');
  await expect(anna.getByText(/is now assigned to/)).toBeVisible();
  await anna.keyboard.press('r');
  await anna.keyboard.type('Which tray is empty?');
  await anna.keyboard.press('Control+Enter');
  await expect(conversation(rea)).toContainText('Which tray is empty?');
  await expect(rea.getByText('We have answered you below.')).toBeVisible();
  await tabTo(rea, answer(rea));
  await rea.keyboard.type('The lower one.');
  await rea.keyboard.press('Control+Enter');
  await expect(conversation(anna)).toContainText('The lower one.');

  // A note for the team, and the ticket goes to the other agent.
  await anna.keyboard.press('Escape');
  await anna.keyboard.press('m');
  await anna.keyboard.type('The paper is in my office.');
  await anna.keyboard.press('Control+Enter');
  await expect(conversation(anna)).toContainText('Only your team sees this');
  await clean(anna, 'a conversation with a note');
  await signInByKeys(boss, 'boss');
  await prepareAnswer(boss, prepared, 'Hello {{requester.name}}, there is paper again.');
  const own = await boss.evaluate(async () => (await (await fetch('/api/session/')).json()).account);
  await anna.keyboard.press('Escape');
  await anna.keyboard.press('a');
  await expect(anna.getByRole('combobox', { name: `Assign #${id}` })).toBeFocused();
  await anna.keyboard.type(`Agent ${own.id}`);
  await anna.keyboard.press('Enter');
  await expect(anna.getByText(/is now assigned to/)).toBeVisible();
  await expect(anna.getByRole('heading', { name: `#${id}` })).toBeFocused();

  // Boss reads the note, answers with a prepared answer, and resolves with it.
  await openByKeys(boss, subject, id);
  await expect(conversation(boss)).toContainText('The paper is in my office.');
  await boss.keyboard.press('r');
  await boss.keyboard.type('/');
  await boss.keyboard.type(prepared);
  await expect(boss.getByRole('option', { name: prepared })).toBeVisible();
  await clean(boss, 'the prepared answers, dark');
  await boss.keyboard.press('Enter');
  await expect(reply(boss)).toHaveValue('Hello {{requester.name}}, there is paper again.');
  await expect(boss.getByText('“Rea Quist”')).toBeVisible();
  await boss.keyboard.press('Control+Shift+Enter');
  await expect(conversation(rea)).toContainText('Hello Rea Quist, there is paper again.');
  await expect(rea.getByText(/We think that the problem is solved/)).toBeVisible();

  await boss.keyboard.press('Escape');
  await boss.keyboard.press('Escape');

  // It is not solved. Rea finds her ticket again in the browser from which she sent it.
  await rea.goto(stack.url);
  await tabTo(rea, rea.getByRole('region', { name: 'Your tickets' }).getByRole('link', { name: `#${id}` }));
  await rea.keyboard.press('Enter');
  await expect(rea.getByText('Live', { exact: true })).toBeVisible();
  await tabTo(rea, rea.getByRole('button', { name: 'Still not solved' }));
  await rea.keyboard.press('Enter');
  await expect(answer(rea)).toBeFocused();
  await rea.keyboard.type('Now it prints every page twice.');
  await tabTo(rea, rea.getByRole('button', { name: 'Send and open again' }));
  await rea.keyboard.press('Enter');
  await expect(conversation(rea)).toContainText('Now it prints every page twice.');
  await openByKeys(boss, `#${id}`, id);
  await expect(conversation(boss)).toContainText('Now it prints every page twice.');
  await expect(boss.getByRole('combobox', { name: 'Status' })).toHaveValue('open');

  // Three others report the same, and all four are answered at once.
  const names = ['Ada', 'Ben', 'Cleo'];
  const tickets = [];
  for (const name of names) tickets.push(await sendTicket(request, `No paper ${subject}`, name));
  const others = tickets.map((each) => each.id);
  const links = tickets.map((each) => new URL(each.private_link, stack.url).href);
  const toOthers = await Promise.all(links.map(sentTo));
  for (const other of others) {
    await anna.keyboard.press('Escape');
    await openByKeys(anna, `#${other}`, other);
    await tabTo(anna, anna.getByRole('textbox', { name: 'Mark as duplicate of…' }));
    await anna.keyboard.type(`${id}`);
    await anna.keyboard.press('Enter');
    await expect(anna.getByRole('link', { name: `#${id}`, exact: true })).toBeFocused();
    await expect(anna.getByRole('combobox', { name: 'Status' })).toHaveValue('closed');
  }
  // At once, before the server has stored the last mark.
  await anna.keyboard.press('Enter');
  await expect(anna).toHaveURL(new RegExp(`/tickets/${id}\\b`));
  await expect(anna.getByText('To the 3 duplicates too')).toBeVisible();
  await anna.keyboard.press('r');
  await anna.keyboard.type('{{requester.name}}, the printer is new from tomorrow on.');
  await tabTo(anna, anna.getByRole('checkbox', { name: 'To the 3 duplicates too' }));
  await anna.keyboard.press('Space');
  await clean(anna, 'a reply to all duplicates');
  await tabTo(anna, anna.getByRole('button', { name: 'Send and resolve all 4' }), 'Shift+Tab');
  await anna.keyboard.press('Enter');
  await expect(anna.getByText(`Sent to #${others[0]}, #${others[1]} and #${others[2]} too.`)).toBeVisible();
  await expect(reply(anna)).toBeFocused();
  await expect(anna.getByRole('checkbox', { name: 'To the 3 duplicates too' })).not.toBeChecked();
  for (const [at, other] of others.entries()) {
    const bodies = (await messagesOf(anna, other)).map(({ body }) => body);
    expect(bodies).toEqual([`${names[at]}, the printer is new from tomorrow on.`]);
  }
  expect(await statusesOf(anna, [id, ...others])).toEqual(Array(4).fill('resolved'));
  await expect(conversation(rea)).toContainText('Rea Quist, the printer is new from tomorrow on.');
  await clean(rea, 'the conversation on a phone');
  await expect(rea.getByText(/We think that the problem is solved/)).toBeVisible();
  expect((await messagesOf(anna, id)).map(({ kind, body }) => [kind, body])).toEqual([
    ['reply', 'Which tray is empty?'],
    ['request', 'The lower one.'],
    ['note', 'The paper is in my office.'],
    ['reply', 'Hello Rea Quist, there is paper again.'],
    ['request', 'Now it prints every page twice.'],
    ['reply', 'Rea Quist, the printer is new from tomorrow on.'],
  ]);

  // Nothing that is among agents, or between them and another person, reaches a requester.
  const shown = await rea.locator('body').innerText();
  for (const text of [shown, await toRea.all()]) {
    expect(text).toContain('Which tray is empty?');
    expect(text).not.toMatch(OF_OTHERS);
  }
  for (const [at, { all }] of toOthers.entries()) {
    const text = await all();
    expect(text).toContain('event: message');
    expect(text).toContain(`${names[at]}, the printer is new from tomorrow on.`);
    expect(text).not.toMatch(new RegExp(`${OF_OTHERS.source.replace(`|\\b${names[at]}\\b`, '')}|Rea Quist|tray|second floor`, 'i'));
  }
  expect(await Promise.all(pressed.map((read) => read()))).toEqual([null, null, null]);
  await Promise.all([boss.close(), rea.close()]);
});
