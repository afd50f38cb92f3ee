// Several tabs of one browser: one live stream for all of them.
import { expect, Portal, sentKeys, test, ticketsNamed, words } from '../portal.js';

const TABS = 10;
const live = (page) => page.getByText('Live', { exact: true });

test('ten tabs of one browser are all live, and sending works in the tenth', async ({ portal, context, request }) => {
  test.slow(); // It opens ten pages.
  const tabs = [portal];
  while (tabs.length < TABS) {
    const tab = new Portal(await context.newPage());
    await tab.open();
    tabs.push(tab);
  }
  for (const tab of tabs) await expect(live(tab.page)).toBeVisible();
  const title = `Tenth tab ${words()}`;
  const tenth = tabs[TABS - 1];
  await tenth.write(title, 'Nine other tabs are open.');
  await tenth.send.click();
  await tenth.sentNumber();
  for (const tab of tabs.slice(0, -1)) await expect(tab.page.getByRole('button', { name: /new ticket/ })).toBeVisible();
  expect(await ticketsNamed(request, title)).toBe(1);

  // The others stay live when tabs close, crash or reload.
  await tabs[0].page.close();
  await tabs[3].page.reload();
  await tenth.page.close();
  const data = { title: `Shown in all ${words()}`, description: 'After some tabs closed.', category: 'general', priority: 'low' };
  for (const tab of [tabs[1], tabs[8]]) await tab.page.getByRole('button', { name: /new ticket/ }).click();
  await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
  for (const tab of [tabs[1], tabs[8]]) await expect(tab.page.getByRole('button', { name: '1 new ticket' })).toBeVisible();
  await expect(live(tabs[3].page)).toBeVisible();
});

/** Another tab of the same browser. @param {import('@playwright/test').BrowserContext} context */
async function openTab(context) {
  const tab = new Portal(await context.newPage());
  await tab.open();
  return tab;
}

test('each tab keeps its own draft, also over a reload, and a duplicate begins empty', async ({ portal, page, context }) => {
  await portal.description.fill('Written in the first tab.');
  const second = await openTab(context);
  await expect(second.description).toHaveValue('');
  await second.description.fill('Written in the second tab.');
  await page.reload();
  await expect(portal.description).toHaveValue('Written in the first tab.');
  // A window that a page opens begins with a copy of its session storage, as a duplicated tab does.
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open('/'));
  const duplicate = new Portal(await opened);
  await expect(duplicate.description).toBeVisible();
  await duplicate.page.waitForTimeout(1_000); // Nothing may come now.
  await expect(duplicate.description).toHaveValue('');
  await duplicate.description.fill('Written in the duplicate.');
  await page.reload();
  await expect(portal.description).toHaveValue('Written in the first tab.');
  await expect(second.description).toHaveValue('Written in the second tab.');
});

test('the draft of a tab that was closed is in the next new tab, and in no other', async ({ page, portal, context }) => {
  await portal.description.fill('Closed by mistake.');
  await page.close();
  const [second, third] = await Promise.all([openTab(context), openTab(context)]);
  const texts = () => Promise.all([second, third].map((tab) => tab.description.inputValue()));
  await expect.poll(async () => (await texts()).toSorted()).toEqual(['', 'Closed by mistake.']);
});

test.describe('offline', () => {
  test.use({ isBroken: true });

  test('tickets that two tabs send offline are two tickets, each sent once', async ({ portal, page, context, request }) => {
    const titles = [`Offline one ${words()}`, `Offline two ${words()}`];
    const second = await openTab(context);
    const third = await openTab(context);
    const keys = [portal, second, third].map((tab) => sentKeys(tab.page));
    await portal.write(titles[0], 'Sent by the first tab.');
    await second.write(titles[1], 'Sent by the second tab.');
    await context.setOffline(true);
    await portal.send.click();
    await second.send.click();
    for (const tab of [portal, second, third]) {
      const waiting = tab.page.getByRole('list', { name: 'Waiting to be sent' });
      for (const title of titles) await expect(waiting).toContainText(title);
    }
    await page.close();
    await context.setOffline(false);
    await expect(third.page.getByRole('list', { name: 'Waiting to be sent' })).toHaveCount(0, { timeout: 30_000 });
    for (const title of titles) expect(await ticketsNamed(request, title)).toBe(1);
    expect(new Set(keys.flat()).size).toBe(2);
  });
});

test.describe('your tickets', () => {
  test('keep their links over a reload and a second ticket, and can be forgotten', async ({ portal, page }) => {
    const [first, second] = [`Mine one ${words()}`, `Mine two ${words()}`];
    for (const title of [first, second]) {
      await portal.write(title, 'To be followed later.');
      await portal.send.click();
      await portal.sentNumber();
    }
    await page.reload();
    const yours = page.getByRole('region', { name: 'Your tickets' });
    await expect(yours.getByRole('link')).toHaveCount(2);
    await expect(yours.getByRole('link').first()).toContainText(second);
    await expect(yours.getByText('Open')).toHaveCount(2);
    await yours.getByRole('link').last().click();
    await expect(page.getByRole('heading', { name: first })).toBeVisible();
    await expect(live(page)).toBeVisible();
    await page.goBack();
    await expect(yours.getByRole('link')).toHaveCount(2);
    await yours.getByRole('button', { name: 'Forget all' }).click();
    await yours.getByRole('button', { name: 'Forget them' }).click();
    await expect(yours).toHaveCount(0);
    await page.reload();
    await expect(portal.title).toBeVisible();
    await expect(yours).toHaveCount(0);
  });
});

test('an address that leads nowhere says so, with a way home', async ({ portal, page }) => {
  await page.goto(`${process.env.PORTAL_URL}/nonsense/here`);
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await expect(portal.title).toBeVisible();
});
