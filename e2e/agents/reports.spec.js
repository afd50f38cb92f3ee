// The lead's page: figures of the team, each of which leads to its list.
import { readFile } from 'node:fs/promises';
import { openAs, sendAsRequester, test } from '../agents.js';
import { accessibilityFaults, expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true });
test.skip(!ownStack, 'these need a stack that the tests started');

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('a lead follows a bar to its tickets, and takes the figures along', async ({ closed, page, browser }) => {
      test.slow(); // axe reads the page twice.
      const title = `For the report ${words()}`;
      const { requester, id } = await sendAsRequester(browser, title);
      await requester.page.close();
      await openAs(closed, 'anna', `/tickets/${id}`);
      await page.getByRole('textbox', { name: 'Reply to the requester' }).fill('This is solved now.');
      await page.getByRole('button', { name: 'Send and resolve' }).click();
      await expect(page.getByText('This is solved now.')).toBeVisible();

      await page.getByRole('link', { name: 'Reports' }).click();
      await expect(page).toHaveTitle('Reports · Support tickets');
      const flow = page.getByRole('group', { name: /^Created and resolved/ });
      await expect(flow.getByRole('link', { name: /resolved$/ })).not.toHaveCount(0);
      await expect(page.getByRole('table', { name: 'Figures by assignee' }).getByRole('rowheader').first()).toBeVisible();
      expect(await accessibilityFaults(page), 'the reports').toEqual([]);
      for (const width of [1440, 768, 360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        await expect.poll(overflow, `${width} px wide`).toBeLessThanOrEqual(0);
      }

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'The tickets created on these days' }).click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^tickets-.*\.csv$/);
      expect(await readFile(await file.path(), 'utf8')).toContain(title);

      await flow.getByRole('link', { name: /resolved$/ }).last().focus();
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/resolved_after=/);
      await expect(closed.ticket(title)).toBeVisible();

      await page.goBack();
      await page.getByRole('combobox', { name: 'Days of the report' }).selectOption('From – to');
      await page.goto(`${closed.url}/reports?from=1999-01-01&to=1999-01-31`);
      await expect(page.getByRole('heading', { name: 'Nothing happened on these days.' })).toBeVisible();
      expect(await accessibilityFaults(page), 'days without anything').toEqual([]);
    });
  });
}
