// Each message is stored once, whatever happens to connections, processes and other writers; axe on every page.
import { openAs, stack, test } from '../agents.js';
import { answer, conversation, faults, messagesOf, PHONE, reply, requesterWith, waiting } from '../conversation.js';
import { expect, Portal, words } from '../portal.js';
import { killWorkers, lockTicket, ownStack, start, stop } from '../processes.js';

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

test('a message is sent once, whatever the connection does', async ({ closed, page, browser }) => {
  const title = `Sent once ${words()}`;
  const { page: rea, id } = await requesterWith(browser, title);
  await openAs(closed, 'anna', `/tickets/${id}`);
  const bodies = async () => (await messagesOf(page, id)).map(({ body }) => body);

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
  await expect(waiting(page)).toContainText('Lost answer');
  await expect(waiting(page)).toHaveCount(0);
  await expect.poll(bodies).toEqual(['Lost answer']);

  // The requester's train enters a tunnel while she writes, and the page is loaded again behind it.
  await expect(conversation(rea)).toContainText('Lost answer');
  await answer(rea).fill('From the');
  await rea.context().setOffline(true);
  await answer(rea).fill('From the train');
  await rea.getByRole('button', { name: 'Send message' }).click();
  await expect(waiting(rea)).toContainText('From the train');
  await answer(rea).fill('Half a sentence');
  await rea.context().setOffline(false);
  await rea.reload();
  await expect(answer(rea)).toHaveValue('Half a sentence');
  await answer(rea).fill('');
  await expect.poll(bodies, { timeout: 20_000 }).toEqual(['Lost answer', 'From the train']);
  await expect(conversation(page)).toContainText('From the train');

  // The agent's connection is lost while composing, and the page is loaded again.
  await reply(page).fill('Half a');
  await page.context().setOffline(true);
  await reply(page).fill('Half a reply, and the rest');
  await page.context().setOffline(false);
  await page.reload();
  await expect(reply(page)).toHaveValue('Half a reply, and the rest');
  // An impatient hand presses twice.
  await reply(page).focus();
  await Promise.all([page.keyboard.press('Control+Enter'), page.keyboard.press('Control+Enter')]);
  // She answers what she has read; before, her answer would be newer than the reply and hold it up.
  await expect(conversation(rea)).toContainText('Half a reply, and the rest');
  await expect(answer(rea)).toHaveValue('');
  await answer(rea).fill('Twice?');
  await Promise.all([rea.keyboard.press('Control+Enter'), rea.keyboard.press('Control+Enter')]);
  await expect(conversation(page)).toContainText('Twice?');
  await expect.poll(bodies).toEqual(['Lost answer', 'From the train', 'Half a reply, and the rest', 'Twice?']);
  await rea.close();
});

test('a message is stored once, whatever happens to the server, and its writer reads what happened', async ({ closed, page, browser }) => {
  test.slow();
  const { page: rea, id } = await requesterWith(browser, `Stored once ${words()}`);
  await openAs(closed, 'anna', `/tickets/${id}`);
  const bodies = async () => (await messagesOf(page, id)).map(({ body }) => body);
  const KEPT = 'We could not reach the server. Your message is kept here and will be sent when you are back online.';

  // The API is killed in the middle of the transaction that stores the message.
  const killedWhileSending = async (sender, field, keys) => {
    const unlock = await lockTicket(stack.data, id);
    await field.focus();
    const asked = sender.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/messages/'));
    await sender.keyboard.press(keys);
    await asked;
    await expect(sender.getByRole('button', { name: 'Sending…' })).toBeVisible();
    await sender.waitForTimeout(500); // The request has reached its worker.
    await killWorkers('ticket-api', stack.data);
    await expect(sender.getByText(KEPT)).toBeVisible();
    await unlock();
    await expect(waiting(sender)).toHaveCount(0, { timeout: 40_000 });
  };
  await reply(page).fill('Killed while sending');
  await killedWhileSending(page, reply(page), 'Control+Shift+Enter');
  expect(await bodies()).toEqual(['Killed while sending']);
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('resolved');
  await expect(conversation(rea)).toContainText('Killed while sending', { timeout: 40_000 });
  await answer(rea).fill('Still broken');
  await killedWhileSending(rea, answer(rea), 'Control+Enter');
  expect(await bodies()).toEqual(['Killed while sending', 'Still broken']);
  await expect(conversation(page)).toContainText('Still broken', { timeout: 40_000 });
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('open');

  // The database is away; the requester and the agent both write.
  await stop('postgresql', stack.data);
  try {
    await reply(page).fill('Without a database');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(KEPT)).toBeVisible();
    await answer(rea).fill('Are you there?');
    await rea.getByRole('button', { name: 'Send message' }).click();
    await expect(rea.getByText(KEPT)).toBeVisible();
  } finally {
    await start('postgresql', stack.data);
  }
  await expect(waiting(rea)).toHaveCount(0, { timeout: 40_000 });
  // The agent's message waits, or is refused because the requester has written meanwhile; it is not lost.
  const refused = page.getByText('Somebody has written meanwhile. Read it, then send again.');
  await expect(refused.or(conversation(page).getByText('Without a database'))).toBeVisible({ timeout: 40_000 });
  if (await refused.isVisible()) {
    await page.getByRole('button', { name: 'Edit' }).click();
    await expect(reply(page)).toHaveValue('Without a database');
    await page.getByRole('button', { name: 'Send anyway', exact: true }).click();
  }
  await expect(waiting(page)).toHaveCount(0);
  await expect.poll(async () => (await bodies()).toSorted()).toEqual([
    'Are you there?', 'Killed while sending', 'Still broken', 'Without a database',
  ]);
  await rea.close();
});

test('two agents send at once: one is first, and the other sees it before theirs goes out', async ({ closed, page: anna, browser }) => {
  const { page: rea, id } = await requesterWith(browser, `At once ${words()}`);
  await openAs(closed, 'anna', `/tickets/${id}`);
  const boss = await browser.newPage({ reducedMotion: 'reduce' });
  await openAs(new Portal(boss, stack.url), 'boss', `/tickets/${id}`);
  const bodies = async () => (await messagesOf(anna, id)).map(({ body }) => body);

  await reply(anna).fill('From Anna');
  await reply(boss).fill('From Boss');
  // The second press of each is of an impatient hand.
  await Promise.all([anna, boss].flatMap((page) => [page.keyboard.press('Control+Enter'), page.keyboard.press('Control+Enter')]));
  await expect.poll(bodies).toHaveLength(1);
  const [first] = await bodies();
  const [second, text] = first === 'From Anna' ? [boss, 'From Boss'] : [anna, 'From Anna'];
  await expect(conversation(second)).toContainText(first);
  await expect(second.getByText(/wrote while you were writing/)).toBeVisible();
  await expect(reply(second)).toHaveValue(text);
  expect(await faults(second), 'a collision').toEqual([]);
  await second.getByRole('button', { name: 'Send anyway', exact: true }).click();
  await expect(conversation(rea)).toContainText(text);
  expect(await bodies()).toEqual([first, text]);
  await Promise.all([rea.close(), boss.close()]);
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
