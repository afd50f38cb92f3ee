// Each state of a portal for agents: the workplace, a ticket, the reports, the settings, the pages around an account,
// and what a requester sees of it. The stories have the few that every change is tested with.
import { openAccount, openAs, PASSWORD, sendAsRequester, stack, test as agents } from '../agents.js';
import { answer, conversation, reply } from '../conversation.js';
import { expect, words } from '../portal.js';
import { loadTicketsIn, ownStack } from '../processes.js';
import { inEveryLook } from './looks.js';

const LIST = /\/api\/tickets\/(\?|$)/;
const TICKETS = 400;
const MESSAGES = 900;

const test = agents.extend({
  // Once for all of these tests; the accounts are there, and have tickets.
  filled: [
    async ({ running }, use) => {
      await loadTicketsIn(running.data, TICKETS, '--messages', `${MESSAGES}`);
      await use(running);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  desk: async ({ closed, filled: _ }, use) => use(closed),
});

test.use({ isBroken: true });
test.skip(!ownStack, 'these need a stack that the tests started');

/** Asks the API as the account of the page. @param {import('@playwright/test').Page} page */
const post = (page, address, body) =>
  page.evaluate(async ([to, data]) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? '';
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
    const answered = await fetch(to, { method: 'POST', headers, body: JSON.stringify(data) });
    return answered.status;
  }, [address, body]);

const failed = (route) => route.fulfill({ status: 500, json: { error: 'Internal server error', details: {} } });

inEveryLook(({ see, isNarrow }) => {
  test('every state of the list and of its menus is seen by axe', async ({ desk, page, request }) => {
    const word = words();
    for (const at of [1, 2, 3]) {
      const data = { title: `Printer ${word} ${at}`, description: 'It prints nothing.', category: 'technical', priority: 'low' };
      await request.post(`${desk.url}/api/tickets/`, { data });
    }
    await openAs(desk, 'boss', '/');
    await expect(desk.tickets.first()).toBeVisible();
    await expect(page.getByText('Live', { exact: true }).first()).toBeAttached();
    await see(page, 'list');
    if (isNarrow) {
      await page.getByRole('button', { name: 'Views', exact: true }).click();
      await expect(page.getByRole('dialog', { name: 'Views' })).toBeVisible();
      await see(page, 'navigation');
      await page.keyboard.press('Escape');
    } else {
      await page.getByRole('button', { name: /^(Fold|Unfold) the navigation$/ }).click();
      await see(page, 'navigation folded or unfolded');
      await page.getByRole('button', { name: /^(Fold|Unfold) the navigation$/ }).click();
    }
    await page.keyboard.press('f');
    await expect(page.getByRole('combobox', { name: 'Filter the list' })).toBeFocused();
    await see(page, 'list of filters');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Find a ticket or an action' })).toBeFocused();
    await see(page, 'palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await see(page, 'keys');
    await page.keyboard.press('Escape');
    await page.goto(`${stack.url}/?view=all&status=open,in_progress&priority=high,critical&created_after=today-400&assignee=none&sort=waiting`);
    await expect(desk.tickets.first()).toBeVisible();
    await see(page, 'list with filters');
    await page.goto(`${stack.url}/?view=mine`);
    await expect(page.getByText('Nothing is assigned to you.').or(desk.tickets.first())).toBeVisible();
    await see(page, 'list mine');

    await page.goto(`${stack.url}/?view=unfinished&search=${word}`);
    await expect(desk.tickets).toHaveCount(3);
    await page.keyboard.press('j');
    for (const [key, role, name] of /** @type {const} */ ([
      ['s', 'menu', /^Status of #/],
      ['p', 'menu', /^Priority of #/],
      ['c', 'menu', /^Category of #/],
      ['a', 'combobox', /^Assign #/],
      ['d', 'combobox', /^Mark #\d+ as a duplicate/],
    ])) {
      await page.keyboard.press(key);
      await expect(page.getByRole(role, { name })).toBeVisible();
      await see(page, `menu of ${key}`);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('p');
    await page.getByRole('menuitemradio', { name: 'High' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
    await see(page, 'list undo');
    await page.keyboard.press('Shift+A');
    await expect(page.getByRole('toolbar', { name: 'Selected tickets' })).toBeVisible();
    await see(page, 'list selection');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /^Sort/ }).click();
    await see(page, 'list orders');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More for this list' }).click();
    await see(page, 'list menu');
    await page.keyboard.press('Escape');
    await openAccount(page, 'boss');
    await see(page, 'account menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(word);
    await expect(page.getByRole('option', { name: `Printer ${word} 1` })).toBeVisible();
    await see(page, 'palette with tickets');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Enter a name')).toBeVisible();
    await see(page, 'view without a name');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect(page.getByRole('dialog', { name: 'New ticket' })).toBeVisible();
    await see(page, 'form sheet');
    await page.keyboard.press('Escape');
    await request.post(`${desk.url}/api/tickets/`, {
      data: { title: `Printer ${word} 4`, description: 'It prints nothing.', category: 'technical', priority: 'critical' },
    });
    await expect(page.getByRole('button', { name: '1 new ticket' })).toBeVisible();
    await see(page, 'list one new');
    await page.goto(`${stack.url}/?view=unfinished&search=${words()}`);
    await expect(page.getByText('No tickets match.')).toBeVisible();
    await see(page, 'list no match');
    if (!isNarrow) {
      await page.goto(`${stack.url}/`);
      await expect(desk.tickets.first()).toBeVisible();
      await page.getByRole('button', { name: 'More for this list' }).click();
      await page.getByRole('button', { name: 'Rows of two lines' }).click();
      await see(page, 'list two lines');
      await page.getByRole('button', { name: 'More for this list' }).click();
      await page.getByRole('button', { name: 'Rows of one line' }).click();
    }
    await page.goto(`${stack.url}/`);
    await expect(desk.tickets.first()).toBeVisible();
    // The last script comes when the page is idle.
    const scripts = () => page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).join());
    await expect.poll(scripts).toContain('AccountMenu');
    await page.context().setOffline(true);
    await expect(page.getByText('You are offline. This is the list as it was.')).toBeVisible();
    await see(page, 'list offline');
    await page.context().setOffline(false);

    await page.route(LIST, () => {});
    await page.goto(`${stack.url}/?view=all`);
    await expect(page.locator('.breathing').first()).toBeVisible();
    await see(page, 'list loading');
    await page.unrouteAll();
    await page.route(LIST, failed);
    await page.goto(`${stack.url}/?view=all`);
    await expect(page.getByText('The tickets could not be loaded.')).toBeVisible();
    await see(page, 'list failed');
  });

  test('every state of a ticket and of its requester is seen by axe', async ({ desk, page, browser }) => {
    const title = `The printer on the second floor eats paper ${words()}`;
    const { requester, id, link } = await sendAsRequester(browser, title);
    const rea = await page.context().browser().newPage({
      viewport: page.viewportSize(), reducedMotion: 'reduce', colorScheme: await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')),
    });
    await requester.page.close();
    await rea.goto(link);
    await expect(answer(rea)).toBeVisible();
    await see(rea, 'request');

    await openAs(desk, 'boss', `/tickets/${id}`);
    await expect(reply(page)).toBeVisible();
    await see(page, 'ticket new');
    await post(page, '/api/macros/', { title: `Restart ${words()}`, body: 'Hello {{requester.name}}, please switch the printer off and on again, and tell us whether it helps.' });
    await reply(page).fill('Thank you. Which tray do you use, and which paper?\n\nPlease send a picture of the page that came out.');
    await see(page, 'ticket with a draft');
    await page.keyboard.press('Control+Enter');
    await expect(conversation(page)).toContainText('Which tray');
    await page.getByRole('button', { name: 'Note' }).click();
    await page.getByRole('textbox', { name: 'Note for your team' }).fill('The same printer as last week. The technician comes on Monday.');
    await see(page, 'ticket with a note begun');
    await page.keyboard.press('Control+Enter');
    await expect(conversation(page)).toContainText('The same printer as last week');
    await expect(conversation(rea)).toContainText('Which tray');
    await answer(rea).fill('The lower one, with plain paper. It happens with every page since this morning, also with the one that I printed yesterday without any trouble.');
    await rea.getByRole('button', { name: 'Send message' }).click();
    await expect(conversation(page)).toContainText('The lower one');
    await see(page, 'ticket with messages');
    await see(rea, 'request with messages', { isWhole: true });
    await page.getByRole('button', { name: 'Reply', exact: true }).click();
    await reply(page).press('/');
    await expect(page.getByRole('combobox', { name: 'Find a prepared answer' })).toBeFocused();
    await expect(page.getByRole('listbox', { name: 'Prepared answers' }).getByRole('option').first()).toBeVisible();
    await see(page, 'ticket prepared answers');
    await page.keyboard.press('Escape');
    await reply(page).fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await expect(page.getByRole('menu')).toBeVisible();
    await see(page, 'ticket status menu');
    await page.keyboard.press('Escape');
    const properties = page.getByRole('button', { name: /Properties$/ });
    if (await properties.isVisible()) {
      await properties.click();
      await see(page, 'ticket properties unfolded');
    }
    await page.getByRole('textbox', { name: 'Mark as duplicate of…' }).fill('99999');
    await page.getByRole('button', { name: 'Mark', exact: true }).click();
    await expect(page.getByText(/there is no #99999/)).toBeVisible();
    await see(page, 'ticket wrong duplicate');
    await page.context().setOffline(true);
    await reply(page).fill('Written without a network.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toBeVisible();
    await see(page, 'ticket message that waits');
    await page.context().setOffline(false);
    await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toHaveCount(0, { timeout: 30_000 });
    await reply(page).fill('There is a new one. We close this.');
    await page.keyboard.press('Control+Shift+Enter');
    await expect(rea.getByText(/We think that the problem is solved/)).toBeVisible();
    await see(rea, 'request resolved');
    await rea.getByRole('button', { name: 'Send and open again' }).click();
    await see(rea, 'request answer without words');
    await see(page, 'ticket resolved');
    await page.goto(`${stack.url}/tickets/99999`);
    await expect(page.getByText('There is no ticket #99999.')).toBeVisible();
    await see(page, 'ticket missing');
    await page.route(/\/api\/tickets\/\d+\/$/, failed);
    await page.goto(`${stack.url}/tickets/${id}`);
    await expect(page.getByText(`Ticket #${id} could not be loaded.`)).toBeVisible();
    await see(page, 'ticket failed');
    await page.unrouteAll();
    const long = await page.request.get(`${stack.url}/api/tickets/?assignee=none&status=closed&limit=1`);
    await page.goto(`${stack.url}/tickets/${(await long.json()).results[0].id}?view=all`);
    await expect(reply(page)).toBeVisible();
    await see(page, 'ticket of the loaded ones');

    await rea.goto('about:blank');
    await rea.goto(`${stack.url}/request#no-such-link`);
    await expect(rea.getByRole('heading', { name: /This link does not work/ })).toBeVisible();
    await see(rea, 'request wrong link');
    await rea.close();
  });

  test('every state of a requester’s form is seen by axe', async ({ desk, page }) => {
    await page.goto(stack.url);
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await see(page, 'form of a requester');
    await desk.description.fill('Since this morning every page comes out crumpled. I tried another tray, and it is the same.');
    await desk.title.fill('The printer eats paper');
    await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
    await see(page, 'form of a requester written');
    await page.getByLabel('Email address').fill('rea.example.com');
    await desk.send.click();
    await expect(page.getByText(/such as anna@example.com/)).toBeVisible();
    await see(page, 'form of a requester wrong address');
    await page.getByLabel('Email address').fill('rea@example.com');
    await desk.send.click();
    await desk.sentNumber();
    await see(page, 'form of a requester sent');
    await page.reload();
    await expect(page.getByRole('region', { name: 'Your tickets' })).toBeVisible();
    await see(page, 'form of a requester with their tickets', { isWhole: true });
    await page.getByRole('button', { name: /^Forget #/ }).click();
    await see(page, 'form of a requester forget', { isWhole: true });
    await page.goto(`${stack.url}/tickets/1`);
    await expect(desk.title).toBeVisible();
    await see(page, 'ticket needs an account');
  });

  test('every state of the reports, the settings and the pages around an account is seen by axe', async ({ desk, page }) => {
    await page.goto(`${desk.url}/sign-in`);
    await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
    await see(page, 'sign in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await see(page, 'sign in without a name');
    await page.getByLabel('Username').fill('boss');
    await page.getByLabel('Password').fill(`not ${PASSWORD}`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText(/username or the password is wrong/)).toBeVisible();
    await see(page, 'sign in refused');
    await openAs(desk, 'boss', '/reports');
    await expect(page.getByRole('table', { name: 'Figures by assignee' })).toBeVisible();
    await expect(page.getByText('Corrected later').or(page.getByText(/No ticket was sent/)).first()).toBeVisible();
    await see(page, 'reports', { isWhole: true });
    await page.goto(`${stack.url}/reports?from=1999-01-01&to=1999-01-31`);
    await expect(page.getByRole('heading', { name: 'Nothing happened on these days.' })).toBeVisible();
    await see(page, 'reports of days without anything', { isWhole: true });
    await page.route(/\/api\/tickets\/stats\/times\//, failed);
    await page.goto(`${stack.url}/reports`);
    await expect(page.getByText('The figures could not be loaded.')).toBeVisible();
    await see(page, 'reports failed');
    await page.unrouteAll();
    await page.route(/\/api\/tickets\/stats\/times\//, () => {});
    await page.goto(`${stack.url}/reports`);
    await expect(page.locator('.breathing').first()).toBeVisible();
    await see(page, 'reports loading');
    await page.unrouteAll();
    await page.goto(`${stack.url}/settings`);
    await expect(page.getByRole('form', { name: 'Name and mark' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Switch off boss' }).or(page.getByText('boss').first())).toBeVisible();
    await see(page, 'settings', { isWhole: true });
    for (const name of ['Invite a person', 'Make a token', 'Write one']) await page.getByRole('button', { name }).click();
    await see(page, 'settings with forms', { isWhole: true });
    const name = `new-${words()}`;
    const form = page.getByRole('form', { name: 'Make the invitation' });
    await form.getByLabel('Name', { exact: true }).fill('Nora New');
    await page.getByLabel('Username').fill(name);
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await page.getByLabel('Invitation for Nora New').inputValue();
    await see(page, 'settings with an invitation');
    await page.goto(`${stack.url}/password`);
    await expect(page.getByLabel('New password')).toBeVisible();
    await see(page, 'password');
    await page.getByRole('button', { name: 'Change password' }).click();
    await see(page, 'password field errors');
    await page.goto(`${stack.url}/nowhere`);
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
    await see(page, 'not found');
    await page.context().clearCookies();
    await page.goto(link);
    await expect(page.getByLabel('Password')).toBeVisible();
    await see(page, 'join');
    await page.getByLabel('Password').fill('password1234');
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(page.getByText(/too common/)).toBeVisible();
    await see(page, 'join with a weak password');
  });
});
