import { accessibilityFaults, expect, test, words } from '../portal.js';

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('axe finds nothing on any of the three places', async ({ portal, page }) => {
    test.slow();
    const goTo = (place) => page.getByRole('navigation').getByRole('button', { name: place }).click();
    await portal.description.fill('I was charged twice for the invoice of March and need my money back.');
    await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
    expect(await accessibilityFaults(page), 'with a suggestion').toEqual([]);
    await portal.title.fill('Charged twice for March');
    await portal.send.click();
    await portal.sentNumber();

    await goTo('Tickets');
    const first = portal.tickets.first();
    await first.getByRole('button', { expanded: false }).first().click();
    await first.getByRole('button', { name: /^Status/ }).click();
    expect(await accessibilityFaults(page), 'with an open ticket and the status menu').toEqual([]);
    await page.keyboard.press('Escape');

    await goTo('Dashboard');
    expect(await accessibilityFaults(page), 'the dashboard').toEqual([]);
  });
});

for (const reducedMotion of /** @type {const} */ (['reduce', 'no-preference'])) {
  test(`nothing moves unless one may be moved: ${reducedMotion}`, async ({ portal, page }) => {
    await page.emulateMedia({ reducedMotion });
    let answer = () => {};
    const answered = new Promise((resolve) => { answer = resolve; });
    await page.route('**/api/tickets/', (route) => answered.then(() => route.continue()));
    await page.reload();
    await expect(page.locator('.breathing').first()).toBeVisible();
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving > 0).toBe(reducedMotion === 'no-preference');
    answer();
    await expect(portal.title).toBeVisible();
  });
}

test('text from right to left is shown so, beside text from left to right', async ({ portal, page }) => {
  const title = `لا أستطيع تسجيل الدخول ${words()}`;
  const description = 'منذ هذا الصباح ترفض الصفحة كلمة المرور الجديدة.';
  await portal.write(title, description);
  const directions = () => Promise.all([portal.title, portal.description].map(directionOf));
  expect(await directions(), 'while it is written').toEqual(['rtl', 'rtl']);
  await portal.send.click();
  await portal.sentNumber();
  const card = portal.ticket(title);
  await card.getByRole('button', { name: title }).click();
  expect(await directionOf(card.getByRole('paragraph').filter({ hasText: description })), 'in the list').toBe('rtl');
  expect(await directionOf(card.locator('bdi').first())).toBe('rtl');
  expect(await directionOf(card), 'the page around it').toBe('ltr');
});

/** @param {import('@playwright/test').Locator} locator */
const directionOf = (locator) => locator.evaluate((element) => getComputedStyle(element).direction);

for (const [width, height] of [[320, 640], [768, 1024], [3840, 2160]]) {
  test(`nothing sticks out at ${width} pixels`, async ({ portal, page }) => {
    await portal.write('Unbreakable'.repeat(18), 'https://example.com/'.repeat(30));
    await portal.send.click();
    await portal.sentNumber();
    await page.setViewportSize({ width, height });
    for (const place of ['New', 'Tickets', 'Dashboard']) {
      const button = page.getByRole('navigation').getByRole('button', { name: place });
      if (await button.isVisible()) await button.click();
      const row = portal.tickets.first();
      if (await row.isVisible()) {
        await row.getByRole('button', { expanded: false }).first().click();
        await row.getByRole('button', { name: /^Status/ }).click();
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `pixels that ${place} is too wide`).toBeLessThanOrEqual(0);
      if (await row.isVisible()) await page.keyboard.press('Escape');
    }
  });
}

test('the page needs nothing from elsewhere, and its policy forbids it', async ({ portal, page }) => {
  const foreign = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== process.env.PORTAL_URL) foreign.push(request.url());
  });
  const reply = await page.reload();
  await expect(portal.title).toBeVisible();
  expect(foreign).toEqual([]);
  expect(reply.headers()['content-security-policy']).toContain("script-src 'self'");
  expect(reply.headers()['content-security-policy']).not.toContain('unsafe-inline');
});
