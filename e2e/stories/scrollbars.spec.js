// Scrollbars that take room from the page, as those of Windows and of most desktops of Linux do.
import config from '../playwright.config.js';
import { expect, test, words } from '../portal.js';

test.use({
  // One column, which is as long as its list.
  viewport: { width: 900, height: 1400 },
  launchOptions: { ...config.use.launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] },
});

test('nothing moves sideways when a page becomes longer than its window', async ({ portal: _, page, request }) => {
  const word = words();
  for (let at = 0; at < 40; at += 1) {
    const data = { title: `Long ${word} ${at}`, description: 'One of many.', category: 'general', priority: 'low' };
    await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
  }
  const bar = () => page.evaluate(() => window.innerWidth - document.documentElement.clientWidth);
  const isLong = () => page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight);
  await page.goto(`${process.env.PORTAL_URL}/?search=${words()}`);
  await expect(page.getByText('No tickets match.')).toBeVisible();
  expect(await isLong()).toBe(false);
  const width = () => page.evaluate(() => document.documentElement.clientWidth);
  const before = await width();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(isLong).toBe(true);
  expect(await bar(), 'the width of the scrollbar').toBeGreaterThan(0);
  expect(await width(), 'the room for the page').toBe(before);
});
