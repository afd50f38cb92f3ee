// Each state of the workplace, the reports, the settings and the pages around an account, seen by axe in both
// themes, on a desk and on a phone. The stories have the few that every change is tested with.
import { openAccount, openAs, stack, test } from '../agents.js';
import { accessibilityFaults, expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true });
test.skip(!ownStack, 'these need a stack that the tests started');

const LIST = /\/api\/tickets\/(\?|$)/;

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    test.describe(`${colorScheme}, ${width} pixels`, () => {
      test.use({ colorScheme, viewport: { width, height }, contextOptions: { reducedMotion: 'reduce' } });

      /** @param {import('@playwright/test').Page} page */
      const clean = (page) => async (/** @type {string} */ state) => {
        expect(await accessibilityFaults(page), state).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `pixels that it is too wide: ${state}`).toBeLessThanOrEqual(0);
      };

      test('axe finds nothing on any state of the list and its menus', async ({ closed, page, request }) => {
        test.setTimeout(300_000); // It reads the page some twenty times.
        const isClean = clean(page);
        const word = words();
        for (const at of [1, 2, 3]) {
          const data = { title: `Printer ${word} ${at}`, description: 'It prints nothing.', category: 'technical', priority: 'low' };
          await request.post(`${closed.url}/api/tickets/`, { data });
        }
        await openAs(closed, 'boss', `/?view=unfinished&search=${word}`);
        await expect(closed.tickets).toHaveCount(3);

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
          await isClean(`the menu of ${key}`);
          await page.keyboard.press('Escape');
        }
        await page.keyboard.press('p');
        await page.getByRole('menuitemradio', { name: 'High' }).click();
        await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
        await isClean('a change that can be undone');
        await page.keyboard.press('Shift+A');
        await expect(page.getByRole('toolbar', { name: 'Selected tickets' })).toBeVisible();
        await isClean('all selected');
        await page.keyboard.press('Escape');

        await page.getByRole('button', { name: /^Sort/ }).click();
        await isClean('the orders');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'More for this list' }).click();
        await isClean('the menu of the list');
        await page.keyboard.press('Escape');
        await openAccount(page, 'boss');
        await isClean('the menu of the account');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await page.keyboard.type(word);
        await expect(page.getByRole('option', { name: `Printer ${word} 1` })).toBeVisible();
        await isClean('the palette with tickets');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Save view' }).click();
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await expect(page.getByText('Enter a name')).toBeVisible();
        await isClean('a view without a name');
        await page.keyboard.press('Escape');
        await page.keyboard.press('n');
        await expect(page.getByRole('dialog', { name: 'New ticket' })).toBeVisible();
        await isClean('the form');
        await page.keyboard.press('Escape');
        await closed.tickets.first().getByRole('link').click();
        await expect(page.getByRole('textbox', { name: 'Reply to the requester' })).toBeVisible();
        await isClean('a ticket');

        await page.route(LIST, () => {});
        await page.goto(`${stack.url}/?view=all`);
        await expect(page.locator('.breathing').first()).toBeVisible();
        await isClean('loading');
        await page.unrouteAll();
        await page.route(LIST, (route) => route.fulfill({ status: 500, json: { error: 'Internal server error', details: {} } }));
        await page.goto(`${stack.url}/?view=all`);
        await expect(page.getByText('The tickets could not be loaded.')).toBeVisible();
        await isClean('a failure');
      });

      test('axe finds nothing on the reports, the settings and the pages around an account', async ({ closed, page }) => {
        test.setTimeout(300_000);
        const isClean = clean(page);
        await page.goto(`${closed.url}/sign-in`);
        await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
        await isClean('signing in');
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await isClean('signing in without a name');
        await openAs(closed, 'boss', '/reports');
        await expect(page.getByRole('table', { name: 'Figures by assignee' })).toBeVisible();
        await expect(page.getByText('Corrected later').or(page.getByText(/No ticket was sent/)).first()).toBeVisible();
        await isClean('the reports');
        await page.goto(`${stack.url}/reports?from=1999-01-01&to=1999-01-31`);
        await expect(page.getByRole('heading', { name: 'Nothing happened on these days.' })).toBeVisible();
        await isClean('days without anything');
        await page.goto(`${stack.url}/settings`);
        await expect(page.getByRole('form', { name: 'Name and mark' })).toBeVisible();
        await isClean('the settings');
        for (const name of ['Invite a person', 'Make a token', 'Write one']) {
          await page.getByRole('button', { name }).click();
          await isClean(name);
        }
        await page.goto(`${stack.url}/password`);
        await expect(page.getByRole('heading', { name: 'Change your password' })).toBeVisible();
        await isClean('the password');
        await page.goto(`${stack.url}/nowhere`);
        await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
        await isClean('not found');
      });
    });
  }
}
