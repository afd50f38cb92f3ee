// Two agents in two browsers and a requester with a phone, over one ticket; and what a lost connection costs.
import { openAs, stack, test } from '../agents.js';
import { accessibilityFaults, expect, Portal, words } from '../portal.js';
import { ownStack, start, stop } from '../processes.js';

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

const PHONE = { width: 390, height: 844 };
const reply = (page) => page.getByRole('textbox', { name: 'Reply to the requester' });
const answer = (page) => page.getByRole('textbox', { name: /^(Write to us|What is still wrong\?)$/ });
const conversation = (page) => page.getByRole('list', { name: 'Conversation' });

/** A person without an account who sends a ticket with a phone, and follows it. */
async function requesterWith(browser, title, context = {}) {
  const portal = new Portal(await browser.newPage({ viewport: PHONE, ...context }), stack.url);
  const { page } = portal;
  await portal.open();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await portal.write(title, 'Since this morning nothing works.');
  await page.getByLabel('Name', { exact: true }).fill('Rea Quist');
  await page.getByLabel('Email address').fill(`${words()}@example.com`);
  await portal.send.click();
  const id = await portal.sentNumber();
  await page.getByRole('link', { name: 'Follow it' }).click();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  return { page, id };
}

/** The messages that the server has of a ticket. */
const messagesOf = async (page, id) => (await (await page.request.get(`${stack.url}/api/tickets/${id}/messages/`)).json()).results;

/** What is wrong with the present page. */
async function faults(page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...(await accessibilityFaults(page)), ...(overflow > 0 ? [`${overflow} pixels too wide`] : [])];
}

test('two agents and a requester: ask, answer, note, hand over, collide, resolve, open again', async ({ closed, page: anna, browser }) => {
  test.slow();
  const title = `Answered by two ${words()}`;
  const { page: rea, id } = await requesterWith(browser, title);
  await openAs(closed, 'anna');
  await closed.ticket(title).getByRole('link', { name: title }).click();
  await expect(anna).toHaveURL(`${stack.url}/tickets/${id}`);
  await expect(anna.getByRole('region', { name: 'Properties' })).toContainText('Rea Quist');

  // The agent asks back with the keyboard alone; both sides see the other live.
  await expect(reply(anna)).toBeVisible();
  await anna.keyboard.press('r');
  await anna.keyboard.type('Which browser do you use?');
  await anna.keyboard.press('Control+Enter');
  await expect(conversation(rea)).toContainText('Which browser do you use?');
  await expect(rea.getByText('We have answered you below.')).toBeVisible();
  await answer(rea).fill('The blue one.');
  await rea.getByRole('button', { name: 'Send message' }).click();
  await expect(conversation(anna)).toContainText('The blue one.');

  // A note for the team, and the ticket goes to the other agent.
  await anna.getByRole('button', { name: 'Note', exact: true }).click();
  await anna.getByRole('textbox', { name: 'Note for your team' }).fill('Looks like the cache.');
  await anna.getByRole('button', { name: 'Add note' }).click();
  await expect(conversation(anna)).toContainText('Only your team sees this');
  const boss = await browser.newPage({ contextOptions: { reducedMotion: 'reduce' } });
  await openAs(new Portal(boss, stack.url), 'boss', `/tickets/${id}`);
  await expect(conversation(boss)).toContainText('Looks like the cache.');
  await expect(reply(boss)).toBeVisible();
  await boss.keyboard.press('i');
  await expect(boss.getByRole('button', { name: 'Take it' })).toHaveCount(0);
  await expect(boss.getByText(/is assigned to|is now assigned to/)).toBeVisible();

  // Both write at the same time: the second sees the first's reply before theirs goes out.
  await anna.getByRole('button', { name: 'Reply', exact: true }).click();
  await reply(anna).fill('Please empty the cache.');
  await reply(boss).fill('Try another browser.');
  await anna.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(conversation(boss)).toContainText('Please empty the cache.');
  await expect(boss.getByText(/wrote while you were writing/)).toBeVisible();
  await expect(reply(boss)).toHaveValue('Try another browser.');
  expect(await faults(boss), 'an agent’s page with a collision').toEqual([]);
  await reply(boss).fill('That should do it.');
  await boss.getByRole('button', { name: 'Send anyway and resolve' }).click();
  await expect(rea.getByText(/We think that the problem is solved/)).toBeVisible();

  await rea.getByRole('button', { name: 'Still not solved' }).click();
  await rea.keyboard.type('It does not.');
  await rea.getByRole('button', { name: 'Send and open again' }).click();
  await expect(conversation(boss)).toContainText('It does not.');
  await expect(boss.getByRole('combobox', { name: 'Status' })).toHaveValue('open');
  expect(await faults(rea), 'the requester’s page on a phone').toEqual([]);

  // Nothing that is among agents reaches the requester: neither on the page nor in any answer.
  const seen = [];
  rea.on('response', async (response) => response.url().endsWith('/api/request/') && seen.push(await response.text()));
  await rea.reload();
  await expect(conversation(rea)).toContainText('It does not.');
  expect(seen).not.toEqual([]);
  for (const text of [await rea.content(), ...seen]) expect(text).not.toMatch(/Looks like|Only your team|"note"|anna|boss/);
  const stored = (await messagesOf(boss, id)).map(({ kind }) => kind);
  expect(stored).toEqual(['reply', 'request', 'note', 'reply', 'reply', 'request']);

  // From the field to the page, and from the page to the list.
  await boss.keyboard.press('Escape');
  await boss.keyboard.press('Escape');
  await expect(boss).toHaveURL(`${stack.url}/`);
  await boss.close();
  await rea.close();
});

test('a message is sent once, whatever the connection does', async ({ closed, page, browser }) => {
  const title = `Sent once ${words()}`;
  const { page: rea, id } = await requesterWith(browser, title);
  await openAs(closed, 'anna', `/tickets/${id}`);
  const bodies = async () => (await messagesOf(page, id)).map(({ body }) => body);
  const waiting = page.getByRole('list', { name: 'Waiting to be sent' });

  // The answer is lost after the server has stored the message.
  let isLost = false;
  await page.route('**/messages/', async (route) => {
    if (route.request().method() !== 'POST' || isLost) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await reply(page).fill('Lost answer');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(waiting).toContainText('Lost answer');
  await expect(waiting).toHaveCount(0);
  await expect.poll(bodies).toEqual(['Lost answer']);

  // The API ends while a message is on its way.
  await stop('ticket-api', stack.data);
  try {
    await reply(page).fill('API away');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(waiting).toContainText('API away');
  } finally {
    await start('ticket-api', stack.data);
  }
  await expect(waiting).toHaveCount(0, { timeout: 40_000 });
  await expect.poll(bodies).toEqual(['Lost answer', 'API away']);

  // The requester's train enters a tunnel, and the page is loaded again behind it.
  await expect(conversation(rea)).toContainText('API away', { timeout: 45_000 });
  await answer(rea).fill('From the train');
  await rea.context().setOffline(true);
  await rea.getByRole('button', { name: 'Send message' }).click();
  await expect(rea.getByRole('list', { name: 'Waiting to be sent' })).toContainText('From the train');
  await rea.context().setOffline(false);
  await rea.reload();
  await expect.poll(bodies, { timeout: 20_000 }).toEqual(['Lost answer', 'API away', 'From the train']);
  await expect(conversation(page)).toContainText('From the train');
  await rea.close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing on the page of a ticket, ${colorScheme}, at a desk and on a phone`, async ({ closed, page, browser }) => {
    const { page: rea, id } = await requesterWith(browser, `Seen ${words()}`, { colorScheme });
    await page.emulateMedia({ colorScheme });
    await openAs(closed, 'anna', `/tickets/${id}`);
    await reply(page).fill('A reply');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    await page.getByRole('textbox', { name: 'Note for your team' }).fill('A note');
    await page.getByRole('button', { name: 'Add note' }).click();
    await expect(conversation(page)).toContainText('Only your team sees this');
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByRole('button', { name: 'Prepared answers' }).click();
    await expect(page.getByRole('combobox', { name: 'Find a prepared answer' })).toBeFocused();
    expect(await faults(page), 'at a desk').toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize(PHONE);
    await page.getByText('In progress · Low · Agent').click();
    await expect(page.getByRole('combobox', { name: 'Assignee' })).toBeVisible();
    expect(await faults(page), 'on a phone').toEqual([]);
    await expect(conversation(rea)).toContainText('A reply');
    expect(await faults(rea), 'the requester').toEqual([]);
    await rea.close();
  });
}
