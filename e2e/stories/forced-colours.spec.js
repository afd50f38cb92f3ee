// Forced colours (Windows' contrast themes): chosen options differ visibly from the others.
import { accessibilityFaults, expect, test } from '../portal.js';

/** How an element is drawn, apart from its words. @param {import('@playwright/test').Locator} locator */
const looksOf = (locator) =>
  locator.evaluate((element) => {
    const { backgroundColor, borderStyle, borderWidth, borderColor, color } = getComputedStyle(element);
    return JSON.stringify({ backgroundColor, borderStyle, borderWidth, borderColor, color });
  });

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test.describe(`forced colours on ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

    test('every chosen, suggested and pressed option shows', async ({ portal, page }) => {
      const option = (group, name) => group.locator('label').filter({ hasText: name });
      await portal.description.fill('My invoice of March was charged twice on my card.');
      await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
      const unchosen = await looksOf(option(portal.category, 'General'));
      const suggested = await looksOf(option(portal.category, 'Billing'));
      expect(suggested, 'suggested').toContain('dashed');
      expect(suggested).not.toBe(unchosen);
      await portal.category.getByRole('radio', { name: 'Billing' }).click();
      const chosen = await looksOf(option(portal.category, 'Billing'));
      expect(chosen, 'chosen').not.toBe(unchosen);
      expect(chosen).not.toBe(suggested);
      expect(JSON.parse(chosen).backgroundColor).not.toBe(JSON.parse(unchosen).backgroundColor);

      const bars = page.getByRole('group', { name: 'By priority' });
      await bars.getByRole('button', { name: /^High/ }).click();
      const pressed = bars.getByRole('button', { name: /^High/, pressed: true });
      expect(await looksOf(pressed), 'pressed').not.toBe(await looksOf(bars.getByRole('button', { name: /^Low/ })));
      const selects = ['Priority', 'Status'].map((name) => page.getByRole('combobox', { name }).last());
      expect(await looksOf(selects[0]), 'a filter that is set').not.toBe(await looksOf(selects[1]));

      await page.getByRole('button', { name: 'How good are the suggestions?' }).click();
      const field = page.getByRole('group', { name: 'Field' });
      await expect(field).toBeVisible();
      expect(await looksOf(field.getByRole('button', { name: 'Category' })), 'the field').not.toBe(
        await looksOf(field.getByRole('button', { name: 'Priority' })),
      );
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    test('on a phone the place where one is shows', async ({ portal, page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const places = page.getByRole('navigation', { name: 'Places' });
      await places.getByRole('button', { name: 'Tickets' }).click();
      await expect(portal.search).toBeVisible();
      expect(await looksOf(places.getByRole('button', { name: 'Tickets' }))).not.toBe(
        await looksOf(places.getByRole('button', { name: 'New' })),
      );
    });
  });
}
