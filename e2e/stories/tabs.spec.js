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
  const data = { title: `Told to all ${words()}`, description: 'After some tabs closed.', category: 'general', priority: 'low' };
  for (const tab of [tabs[1], tabs[8]]) await tab.page.getByRole('button', { name: /new ticket/ }).click();
  await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
  for (const tab of [tabs[1], tabs[8]]) await expect(tab.page.getByRole('button', { name: '1 new ticket' })).toBeVisible();
  await expect(live(tabs[3].page)).toBeVisible();
});
