// The keyboard alone: what each key leaves behind, and the pages of a requester.
import { openAs, stack, test } from '../agents.js';
import { answer, conversation, reply, signInByKeys, tabTo, withoutPointer } from '../conversation.js';
import { focused, walk } from '../keyboard.js';
import { expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

/** Sends tickets as somebody without an account. @param {import('@playwright/test').APIRequestContext} request */
async function send(request, titles) {
  const ids = [];
  for (const title of titles) {
    const data = { title, description: 'Since this morning nothing works.', category: 'general', priority: 'low' };
    ids.push((await (await request.post(`${stack.url}/api/tickets/`, { data })).json()).id);
  }
  return ids;
}

test('the focus is never lost: after changes of one ticket and of many, undo, dialogs and messages', async ({ closed, page, request }) => {
  test.slow();
  const word = words();
  const [first] = await send(request, Array.from({ length: 6 }, (_, at) => `Focus ${word} ${at}`));
  const pressed = await withoutPointer(page);
  const keeps = (after) => expect.poll(() => focused(page), `the focus after ${after}`).not.toBe('');
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await signInByKeys(page, 'anna');
  await page.goto(`${stack.url}/?view=unfinished&search=${word}`);
  await expect(closed.tickets).toHaveCount(6);

  await press('j');
  const row = await focused(page);
  expect(row).not.toBe('');
  await press('p');
  await expect(page.getByRole('menu')).toBeVisible();
  await press('h');
  await expect(page.getByText(/now has high priority/)).toBeVisible();
  expect(await focused(page), 'a change of one ticket').toBe(row);
  await press('z');
  await expect(page.getByText(/^Undone/)).toBeVisible();
  expect(await focused(page), 'undo').toBe(row);
  // The row leaves the list.
  await press('s');
  await expect(page.getByRole('menu')).toBeVisible();
  await press('r');
  await expect(closed.tickets).toHaveCount(5);
  await keeps('a row that has left');
  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await press('Enter');
  await expect(closed.tickets).toHaveCount(6);
  await keeps('the button of undo');
  await press('j', 'Shift+A', 's');
  await expect(page.getByRole('menu')).toBeVisible();
  await press('r');
  await expect(page.getByText('No tickets match.')).toBeVisible();
  await keeps('all rows that have left');
  await expect(page.getByText('6 tickets are now resolved.')).toBeVisible();
  await press('z');
  await expect(closed.tickets).toHaveCount(6);
  await keeps('undo for many');
  await press('j', 'x', 'j', 'x', 'Escape');
  await keeps('a selection that is cleared');
  await press('j', 'n');
  await expect(page.getByRole('dialog', { name: 'New ticket' })).toBeVisible();
  await press('Escape');
  await keeps('the form');
  await tabTo(page, page.getByRole('button', { name: 'Save view' }), 'Shift+Tab');
  await press('Enter');
  await page.keyboard.type(`Focus ${word}`);
  await press('Enter');
  await expect(page.locator('#list-name')).toHaveText(`Focus ${word}`);
  await keeps('a view that is saved');
  await tabTo(page, page.getByRole('button', { name: /^Remove the filter/ }).first());
  await press('Enter');
  await keeps('a filter that is removed');

  await page.goto(`${stack.url}/?view=unfinished&search=${word}`);
  await expect(closed.tickets).toHaveCount(6);
  await press('j', 'Enter');
  await expect(reply(page)).toBeVisible();
  await press('i');
  await expect(page.getByText(/is now assigned to anna/)).toBeVisible();
  await keeps('taking the ticket');
  await press('r', '/');
  await expect(page.getByRole('combobox', { name: 'Find a prepared answer' })).toBeFocused();
  await press('Escape');
  await expect(reply(page)).toBeFocused();
  await expect(reply(page)).toHaveValue('/');
  await press('Control+a');
  await page.keyboard.type('It works again.');
  await press('Control+Enter');
  await expect(conversation(page)).toContainText('It works again.');
  await expect(reply(page)).toBeFocused();
  await press('Escape', 'm');
  await expect(page.getByRole('textbox', { name: 'Note for your team' })).toBeFocused();
  await press('Escape', 's');
  await expect(page.getByRole('menu')).toBeVisible();
  await press('c');
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('closed');
  await keeps('a ticket that is closed');
  await press('j');
  await expect(page).not.toHaveURL(new RegExp(`/tickets/${first}\\b`));
  await keeps('the next ticket');
  await press('Escape');
  await expect(page).toHaveURL(/\?view=unfinished/);
  await keeps('going back');
  expect(await pressed()).toBeNull();
});

test('keys that follow each other at once open the last menu', async ({ closed, page, request }) => {
  const word = words();
  await send(request, [`Fast ${word}`]);
  await openAs(closed, 'anna', `/?search=${word}`);
  await expect(closed.tickets).toHaveCount(1);
  await page.keyboard.press('j');
  for (const [first, last, menu] of [['p', 'c', /^Category of #/], ['s', 's', /^Status of #/], ['c', 'p', /^Priority of #/]]) {
    await Promise.all([first, 'Escape', last].map((key) => page.keyboard.press(key)));
    await expect(page.getByRole('menu', { name: menu })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
});

test('a list of choices beside a ticket opens, chooses and closes by keys, and keeps its letters', async ({ closed, page, request }) => {
  const [id] = await send(request, [`Choices ${words()}`]);
  await openAs(closed, 'anna', `/tickets/${id}`);
  await expect(reply(page)).toBeVisible();
  const priority = page.getByRole('combobox', { name: 'Priority' });
  const isOpen = () => priority.evaluate((list) => list.matches(':open'));
  await priority.focus();
  await page.keyboard.press('Enter');
  await expect.poll(isOpen).toBe(true);
  // The key that closes the list closes no page.
  await page.keyboard.press('Escape');
  await expect.poll(isOpen).toBe(false);
  await expect(priority).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}\\b`));
  await page.keyboard.press('Enter');
  await page.keyboard.press('s');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`#${id} now has medium priority.`)).toBeVisible();
  await expect(priority).toBeFocused();
});

test('a requester sends, follows, answers and forgets a ticket by keys alone', async ({ closed, page }) => {
  test.slow();
  const pressed = await withoutPointer(page);
  const clean = async (place) => expect(await walk(page), place).toEqual([]);
  const keeps = (after) => expect.poll(() => focused(page), `the focus after ${after}`).not.toBe('');
  await page.goto(stack.url);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await clean('the empty form');
  await tabTo(page, closed.send);
  await page.keyboard.press('Enter');
  await expect(closed.description).toBeFocused();
  await page.keyboard.type('The printer on the second floor takes my pages and prints nothing.');
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await clean('the form with a suggestion');
  await tabTo(page, page.getByRole('button', { name: 'Accept' }));
  await page.keyboard.press('Enter');
  await keeps('accepting the suggestion');
  await tabTo(page, closed.send);
  await page.keyboard.press('Enter');
  const id = await closed.sentNumber();
  await keeps('sending');
  await clean('the card of the sent ticket');
  await tabTo(page, page.getByRole('button', { name: 'Send another' }));
  await page.keyboard.press('Enter');
  await expect(closed.description).toBeFocused();
  const own = page.getByRole('region', { name: 'Your tickets' });
  await tabTo(page, own.getByRole('button', { name: `Forget #${id}` }));
  await page.keyboard.press('Enter');
  await clean('the question before a link is forgotten');
  await tabTo(page, own.getByRole('button', { name: 'Keep' }));
  await page.keyboard.press('Enter');
  await keeps('keeping the link');

  await tabTo(page, own.getByRole('link', { name: `#${id}` }));
  await page.keyboard.press('Enter');
  await expect(answer(page)).toBeVisible();
  await clean('the page of a private link');
  await tabTo(page, answer(page));
  await page.keyboard.type('It began this morning.');
  await page.keyboard.press('Control+Enter');
  await expect(conversation(page)).toContainText('It began this morning.');
  await keeps('an answer');

  await page.goto(stack.url);
  await tabTo(page, own.getByRole('button', { name: `Forget #${id}` }));
  await page.keyboard.press('Enter');
  await tabTo(page, own.getByRole('button', { name: 'Forget it' }));
  await page.keyboard.press('Enter');
  await expect(own).toHaveCount(0);
  await keeps('forgetting the link');
  expect(await pressed()).toBeNull();
});
