// The workplace of agents: what a morning takes in keys and seconds, and what it promises.
import { translatePage } from '../../frontend/tests/translator.js';
import { openAs, stack, test as agents } from '../agents.js';
import { signInByKeys, tabTo, withoutPointer } from '../conversation.js';
import { focused, walk } from '../keyboard.js';
import { accessibilityFaults, expect, Portal, words } from '../portal.js';
import { ownStack } from '../processes.js';

const test = agents.extend({ desk: async ({ closed, filled: _ }, use) => use(closed) });

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

const reply = (page) => page.getByRole('textbox', { name: 'Reply to the requester' });
const conversation = (page) => page.getByRole('list', { name: 'Conversation' });
const name = (page) => page.locator('#list-name');

/** Presses keys one after the other and counts them; text is typed letter by letter. @param {import('@playwright/test').Page} page */
function counted(page) {
  const began = Date.now();
  let keys = 0;
  return {
    press: async (...names) => {
      for (const each of names) await page.keyboard.press(each);
      keys += names.length;
    },
    type: async (text) => {
      await page.keyboard.type(text);
      keys += [...text].length;
    },
    /** @param {string} task @param {number} most keys */
    done: (task, most) => {
      console.log(`${task}: ${keys} keys, ${((Date.now() - began) / 1000).toFixed(1)} s`);
      expect(keys, task).toBeLessThanOrEqual(most);
    },
  };
}

/** Sends tickets as somebody without an account. @param {import('@playwright/test').APIRequestContext} request */
async function send(request, titles, requester = undefined) {
  const ids = [];
  for (const title of titles) {
    const data = { title, description: 'Since this morning nothing works.', category: 'general', priority: 'low', requester };
    ids.push((await (await request.post(`${stack.url}/api/tickets/`, { data })).json()).id);
  }
  return ids;
}

test('a morning: the oldest waiting ticket is taken, answered and resolved, handed over, and the change undone', async ({ desk, page }) => {
  await openAs(desk, 'anna');
  await expect(name(page)).toHaveText('Unfinished');
  const take = counted(page);
  await take.press('g', 'w');
  await expect(name(page)).toHaveText('Waiting');
  await expect(desk.tickets.first().getByRole('link')).toBeFocused();
  await take.press('Enter');
  await expect(reply(page)).toBeVisible();
  await take.press('i');
  await expect(page.getByText(/is now assigned to anna/)).toBeVisible();
  take.done('take the oldest waiting ticket', 4);

  const answer = counted(page);
  await answer.press('r');
  await page.keyboard.type('It works again. Thank you for your patience.');
  await answer.press('Control+Shift+Enter');
  await expect(conversation(page)).toContainText('It works again.');
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('resolved');
  answer.done('answer and resolve it, beside the text', 2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/view=waiting/);

  await page.keyboard.press('j');
  const assignable = await (await page.request.get(`${stack.url}/api/agents/`)).json();
  const { account } = await (await page.request.get(`${stack.url}/api/session/`)).json();
  const colleague = assignable.find(({ id }) => id !== account.id).name;
  const over = counted(page);
  await over.press('a');
  await expect(page.getByRole('combobox', { name: /^Assign #/ })).toBeFocused();
  await over.type(colleague.split(' ').at(-1));
  await over.press('Enter');
  await expect(page.getByText(`is now assigned to ${colleague}.`)).toBeVisible();
  over.done('hand over', 6);
  const back = counted(page);
  await back.press('z');
  await expect(page.getByText(/^Undone: #\d+ is now unassigned\.$/)).toBeVisible();
  back.done('undo', 1);
});

test('twenty tickets are changed at once by three keys, and taken back by one', async ({ desk, page, request }) => {
  const word = words();
  await send(request, Array.from({ length: 20 }, (_, at) => `Printer ${word} ${at}`));
  await openAs(desk, 'anna', `/?view=unfinished&search=${word}`);
  await expect(desk.tickets).toHaveCount(20);
  const all = counted(page);
  await all.press('Shift+A', 's');
  await expect(page.getByRole('menu', { name: 'Status of 20 tickets' })).toBeVisible();
  await all.press('r');
  await expect(page.getByText('20 tickets are now resolved.')).toBeVisible();
  all.done('change 20 tickets', 6);
  await expect(page.getByText('No tickets match.')).toBeVisible();
  await page.keyboard.press('z');
  await expect(page.getByText('Undone: 20 tickets as before.')).toBeVisible();
  await expect(desk.tickets).toHaveCount(20);
});

test('a ticket is opened by its number from anywhere, and by words and days', async ({ desk, page, request }) => {
  const word = words();
  const [id] = await send(request, [`The invoice ${word} thing`]);
  await openAs(desk, 'anna', `/tickets/${id}`);
  await expect(reply(page)).toBeVisible();
  const jump = counted(page);
  await jump.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find a ticket or an action' })).toBeFocused();
  await jump.type('1500');
  await jump.press('Enter');
  await expect(page).toHaveURL(/\/tickets\/1500/);
  jump.done('open #1500', 6);

  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(name(page)).toHaveText('All');
  const find = counted(page);
  await find.press('/');
  await find.type('invoice');
  await find.press('Enter');
  await expect(page).toHaveURL(/search=invoice/);
  await expect(desk.tickets.first().getByRole('link')).toBeFocused();
  await find.press('f');
  await find.type('last 7');
  await find.press('Enter', 'Escape');
  await expect(page.getByText('in the last 7 days')).toBeVisible();
  await expect(desk.ticket(word)).toBeVisible();
  find.done('find the invoice thing of the last week', 19);
});

test('two agents change the same tickets: one is refused, and its other writer is named', async ({ desk, page, browser, request }) => {
  const word = words();
  const [first] = await send(request, [`Shared ${word} 1`, `Shared ${word} 2`, `Shared ${word} 3`]);
  await openAs(desk, 'anna', `/?search=${word}`);
  await expect(desk.tickets).toHaveCount(3);
  // Anna's page does not hear of what others do.
  await page.route('**/api/tickets/events/', (route) => route.abort());
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  const boss = new Portal(await browser.newPage(), stack.url);
  await openAs(boss, 'boss', `/?search=${word}`);
  const before = await (await page.request.get(`${stack.url}/api/tickets/${first}/`)).json();
  await page.route('**/api/tickets/bulk/', async (route) => {
    await boss.setStatus(`Shared ${word} 1`, 'Closed');
    await expect.poll(async () => (await (await page.request.get(`${stack.url}/api/tickets/${first}/`)).json()).status).toBe('closed');
    await route.continue();
  });
  expect(before.status).toBe('open');
  await page.keyboard.press('Shift+A');
  await page.keyboard.press('p');
  await page.getByRole('menuitemradio', { name: 'High' }).click();
  await expect(page.getByText(/^2 tickets now have high priority\. 1 was changed by (boss|Agent \d+) meanwhile\.$/)).toBeVisible();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone: 2 tickets as before.')).toBeVisible();
  await boss.page.close();
});

test('twenty rows and more are in sight, they are links, and one comes back to the same place', async ({ desk, page, context }) => {
  await openAs(desk, 'anna', '/?view=all');
  await expect(desk.tickets.first()).toBeVisible();
  const inSight = () =>
    desk.tickets.evaluateAll((rows) => rows.filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom <= window.innerHeight && document.elementFromPoint(400, top + 2)?.closest('article') === row;
    }).length);
  expect(await inSight()).toBeGreaterThanOrEqual(20);
  const heights = await desk.tickets.evaluateAll((rows) => [...new Set(rows.map((row) => row.getBoundingClientRect().height))]);
  expect(heights).toEqual([36]);

  const pane = page.getByRole('region', { name: 'All' });
  await pane.evaluate((element) => element.scrollTo(0, 700));
  const label = await desk.tickets.filter({ has: page.getByRole('link') }).nth(25).getAttribute('aria-label');
  const row = page.getByRole('article', { name: label, exact: true });
  const [tab] = await Promise.all([context.waitForEvent('page'), row.getByRole('link').click({ modifiers: ['Control'] })]);
  await expect(tab).toHaveURL(/\/tickets\/\d+$/);
  await tab.close();
  const before = await pane.evaluate((element) => element.scrollTop);
  await row.getByRole('link').click();
  await expect(reply(page)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(`${stack.url}/?view=all`);
  await expect(row.getByRole('link')).toBeFocused();
  expect(Math.abs((await pane.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(2);
});

test('keys alone reach every control of every place, show where they are, and lead back', async ({ desk, page }) => {
  test.slow(); // Some hundreds of keys.
  const pressed = await withoutPointer(page);
  const clean = async (place) => expect(await walk(page), place).toEqual([]);
  await signInByKeys(page, 'boss');
  await expect(desk.tickets.first()).toBeVisible();
  await clean('the list');

  const toList = async () => {
    // From where letters are not written.
    await tabTo(page, page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^All/ }));
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(desk.tickets.first().getByRole('link')).toBeFocused();
  };
  await toList();
  const row = await focused(page);
  for (const [key, role, title] of /** @type {const} */ ([
    ['Control+k', 'combobox', 'Find a ticket or an action'],
    ['f', 'combobox', 'Filter the list'],
    ['?', 'dialog', 'Keyboard shortcuts'],
    ['n', 'dialog', 'New ticket'],
    ['s', 'menu', /^Status of #/],
    ['a', 'combobox', /^Assign #/],
  ])) {
    await page.keyboard.press(key);
    await expect(page.getByRole(role, { name: title })).toBeVisible();
    await clean(`what ${key} opens`);
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page), key).toBe(row);
  }

  await page.keyboard.press('x');
  const selection = page.getByRole('toolbar', { name: 'Selected tickets' });
  await expect(selection).toBeVisible();
  await clean('a selection');
  await page.keyboard.press('Escape');
  await expect(selection).toBeHidden();
  expect(await focused(page), 'after a selection').not.toBe('');

  for (const [name, inside] of /** @type {const} */ ([
    ['Account: boss', page.getByRole('button', { name: 'Sign out' })],
    ['Sort: Newest first', page.getByRole('menuitemradio', { name: 'Priority' })],
    ['More for this list', page.getByRole('link', { name: 'Export as CSV' })],
  ])) {
    await tabTo(page, page.getByRole('button', { name }));
    await page.keyboard.press('Enter');
    await expect(inside).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(inside).toBeHidden();
    await expect(page.getByRole('button', { name })).toBeFocused();
  }

  await toList();
  await page.keyboard.press('Enter');
  await expect(reply(page)).toBeVisible();
  await clean('a ticket');
  for (let presses = 0; presses < 3 && page.url().includes('/tickets/'); presses += 1) await page.keyboard.press('Escape');
  await expect.poll(() => focused(page), 'after a ticket').toBe(row);

  await tabTo(page, page.getByRole('link', { name: 'Reports' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table', { name: 'Figures by assignee' })).toBeVisible();
  await clean('the reports');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('form', { name: 'Name and mark' })).toBeVisible();
  await clean('the settings');
  await tabTo(page, page.getByRole('link', { name: 'Tickets' }));
  await page.keyboard.press('Enter');
  await expect(name(page)).toHaveText('Unfinished');
  expect(await pressed()).toBeNull();
});

test('a page at 400 %, with forced colours, translated, from right to left, and a ticket on paper', async ({ desk, page, request }) => {
  const word = words();
  const requester = { name: 'Rea Quist', email: `${word}@example.com` };
  const [id] = await send(request, [`لا أستطيع تسجيل الدخول ${word}`, `${'Unbreakable'.repeat(16)} ${word}`], requester);
  await page.setViewportSize({ width: 320, height: 256 });
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await openAs(desk, 'anna', `/?view=unfinished&search=${word}`);
  await expect(desk.tickets).toHaveCount(2);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow(), 'pixels that the list is too wide').toBeLessThanOrEqual(0);
  const arabic = page.getByRole('article', { name: `Ticket #${id}`, exact: true });
  expect(await arabic.locator('h3 bdi').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');

  await page.getByRole('button', { name: 'Views', exact: true }).click();
  const backgroundOf = (view) =>
    page.getByRole('dialog', { name: 'Views' }).getByRole('link', { name: view }).evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await backgroundOf(/^Unfinished/), 'the view that is shown').not.toBe(await backgroundOf(/^Mine/));
  await page.keyboard.press('Escape');

  await arabic.getByRole('link').click();
  await expect(reply(page)).toBeVisible();
  await expect(conversation(page)).toContainText('Since this morning nothing works.');
  expect(await overflow(), 'pixels that the ticket is too wide').toBeLessThanOrEqual(0);
  await reply(page).scrollIntoViewIfNeeded();
  await expect(reply(page)).toBeInViewport();
  await page.keyboard.press('r');
  await page.keyboard.press('/');
  const prepared = page.getByRole('combobox', { name: 'Find a prepared answer' });
  await expect(prepared).toBeFocused();
  await expect(prepared, 'the prepared answers in a low window').toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await reply(page).fill('');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.getAnimations().length), 'what moves').toBe(0);
  await page.evaluate(`void (${translatePage})()`);
  await page.keyboard.press('s');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('r');
  await expect(page.getByText(`«#${id} is now resolved.»`)).toBeVisible();
  await expect(page.getByText(/Something went wrong/)).toHaveCount(0);

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ forcedColors: null });
  await expect(page.getByText('«Their other tickets»')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 2, name: `#${id}` })).toBeVisible();
  await expect(page.getByText('«Since this morning nothing works.»')).toBeVisible();
  for (const hidden of [reply(page), page.locator('nav'), page.getByRole('list', { name: 'Tickets' }), page.getByText('«Mark as duplicate of…»'), page.getByText('«Their other tickets»')]) {
    await expect(hidden.filter({ visible: true })).toHaveCount(0);
  }
});

test('views are saved, shared and found by others', async ({ desk, page, browser }) => {
  const title = `Low ${words()}`;
  await openAs(desk, 'anna', '/?view=unfinished&priority=low');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(title);
  await page.getByRole('checkbox', { name: 'Everybody in the team sees it' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(name(page)).toHaveText(title);
  const boss = new Portal(await browser.newPage(), stack.url);
  await openAs(boss, 'boss');
  await boss.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title }).click();
  await expect(name(boss.page)).toHaveText(title);
  await expect(boss.page.getByText('Low', { exact: true }).first()).toBeVisible();
  await boss.page.close();
});

// `make pictures` looks at all four.
for (const [colorScheme, width, height] of /** @type {const} */ ([['light', 1440, 900], ['dark', 390, 844]])) {
  test(`axe finds nothing in any state of the workplace: ${colorScheme}, ${width} pixels`, async ({ desk, page }) => {
    test.slow(); // It reads the page nine times.
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    const clean = async (state) => {
      expect(await accessibilityFaults(page), state).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `pixels that it is too wide: ${state}`).toBeLessThanOrEqual(0);
    };
    await openAs(desk, 'anna', '/?view=unfinished&created_after=today-6&assignee=none');
    await expect(desk.tickets.first()).toBeVisible();
    await clean('the list with filters');
    await page.keyboard.press('f');
    await expect(page.getByRole('combobox', { name: 'Filter the list' })).toBeFocused();
    await clean('the list of filters');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('1');
    await expect(page.getByRole('option', { name: /^Open #1/ })).toBeVisible();
    await clean('the palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(page.getByRole('toolbar', { name: 'Selected tickets' })).toBeVisible();
    await clean('a selection');
    await page.keyboard.press('p');
    await expect(page.getByRole('menu')).toBeVisible();
    await clean('a menu of choices');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Save view' }).click();
    await expect(page.getByRole('dialog', { name: 'Save this list as a view' })).toBeVisible();
    await clean('saving a view');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await clean('the keys');
    await page.keyboard.press('Escape');
    await page.goto(`${stack.url}/?search=${words()}`);
    await expect(page.getByText('No tickets match.')).toBeVisible();
    await clean('no match');
    await page.goto(`${stack.url}/?view=unfinished`);
    await expect(desk.tickets.first()).toBeVisible();
    await page.context().setOffline(true);
    await expect(page.getByText('You are offline. This is the list as it was.')).toBeVisible();
    await clean('offline');
    await page.context().setOffline(false);
  });
}
