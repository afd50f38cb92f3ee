import { accessibilityFaults, expect, Portal, test, words } from '../portal.js';

const QUESTION = 'How good are the suggestions?';

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' }, isBroken: true });

    test('a suggestion that was sure and wrong is corrected, counted, and can be looked up', async ({ portal, page, browser }) => {
      test.slow(); // axe reads the page three times.
      const title = `Charged for nothing ${words()}`;
      const id = await portal.submit(title, 'My invoice of May was charged twice on my card.');
      const card = portal.ticket(title);
      await card.getByRole('button', { name: title }).click();
      await card.getByRole('combobox', { name: 'Category' }).selectOption('Technical');
      await expect(page.getByText(`#${id} is now filed under Technical.`)).toBeVisible();

      await page.getByRole('button', { name: QUESTION }).click();
      const panel = page.getByRole('region', { name: QUESTION });
      await expect(panel.getByText(/^Suggestions are on. They come from Google Gemini/)).toBeVisible();
      const row = panel.getByRole('table', { name: 'Suggested, and what the tickets say now' }).getByRole('row', { name: /^Billing/ });
      await expect(row.getByRole('cell').nth(1)).not.toHaveText('0');
      await expect(panel.getByRole('table', { name: /accepted, by day/ }).getByRole('row')).not.toHaveCount(1);
      expect(await accessibilityFaults(page), 'the panel').toEqual([]);
      await panel.getByRole('button', { name: 'Priority' }).click();
      expect(await accessibilityFaults(page), 'the panel of the other field').toEqual([]);

      await panel.getByRole('link', { name: title }).click();
      await expect(page).toHaveURL(new RegExp(`\\?ticket=${id}$`));
      const linked = page.getByRole('region', { name: `Ticket #${id} from a link` });
      await expect(linked).toBeFocused();
      await expect(linked).toBeInViewport();
      await expect(linked.getByText('My invoice of May was charged twice on my card.')).toBeVisible();
      expect(await accessibilityFaults(page), 'a ticket from a link').toEqual([]);

      const other = new Portal(await browser.newPage());
      await other.open(`/?ticket=${id}`);
      await expect(other.page.getByRole('region', { name: `Ticket #${id} from a link` }).getByText(title)).toBeVisible();
      await other.page.close();

      await page.goBack();
      await expect(linked).toBeHidden();
      await expect(portal.ticket(title)).toBeVisible();
    });

    test('a link to no ticket says so', async ({ portal, page }) => {
      await portal.open('/?ticket=999999999');
      await expect(page.getByText('There is no ticket #999999999. The link may be wrong.')).toBeVisible();
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });
}

test('the panel needs no mouse, and shows right-to-left titles so', async ({ portal, page }) => {
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const title = `خصمت الفاتورة مرتين ${words()}`;
  const id = await portal.submit(title, 'My invoice of June was charged twice on my card.');
  const card = portal.ticket(title);
  await card.getByRole('button', { name: title }).click();
  await card.getByRole('combobox', { name: 'Category' }).selectOption('Technical');
  await expect(page.getByText(`#${id} is now filed under Technical.`)).toBeVisible();

  const question = page.getByRole('button', { name: QUESTION });
  await question.focus();
  await press('Enter');
  const panel = page.getByRole('region', { name: QUESTION });
  const mistake = panel.getByRole('link', { name: title });
  await expect(mistake).toBeVisible();
  expect(await directionOf(mistake.locator('bdi')), 'the title').toBe('rtl');
  expect(await directionOf(panel.getByRole('list', { name: 'Sure and wrong' })), 'the panel around it').toBe('ltr');
  await expect(panel.getByRole('listitem').filter({ hasText: title })).toContainText(/Suggested billing, is technical · \d+% sure/i);

  await press('Tab');
  await expect(panel.getByRole('button', { name: 'Category' })).toBeFocused();
  await press('Tab', 'Space');
  await expect(panel.getByRole('button', { name: 'Priority', pressed: true })).toBeFocused();
  await press('Tab');
  const period = panel.getByRole('combobox', { name: 'Period' });
  await expect(period).toBeFocused();
  await press('Enter', 'ArrowDown', 'Enter');
  await expect(period).toHaveValue('90');
  await expect(period).toBeFocused();
  await expect(mistake).toBeVisible();
  // One press for each of the others that stand before it.
  const links = panel.getByRole('list', { name: 'Sure and wrong' }).getByRole('link');
  const place = (await links.allInnerTexts()).findIndex((text) => text.includes(title));
  await press(...Array(place + 1).fill('Tab'), 'Enter');
  await expect(page).toHaveURL(new RegExp(`\\?ticket=${id}$`));
  await expect(page.getByRole('region', { name: `Ticket #${id} from a link` })).toBeFocused();
});

/** @param {import('@playwright/test').Locator} locator */
const directionOf = (locator) => locator.evaluate((element) => getComputedStyle(element).direction);
