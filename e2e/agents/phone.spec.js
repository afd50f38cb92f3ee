// The list and a ticket on a phone, where one hides the other.
import { openAs, stack, test } from '../agents.js';
import { PHONE } from '../conversation.js';
import { expect } from '../portal.js';
import { loadTicketsIn, ownStack } from '../processes.js';

test.use({ viewport: PHONE, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'the tickets are loaded into a stack that this starts');

/** @param {import('@playwright/test').Page} page */
const list = (page) => page.locator('section[aria-labelledby=list-name]');
/** @param {import('@playwright/test').Page} page */
const title = (page) => page.getByRole('heading', { level: 2, name: /^#\d+/ });
/** @param {import('@playwright/test').Page} page @returns {Promise<number>} */
const place = (page) => list(page).evaluate((element) => element.scrollTop);
/** @param {URL} url */
const isList = (url) => url.pathname === '/api/tickets/' && !url.searchParams.has('duplicate_of') && !url.searchParams.has('requester');

test('Back leads to the same place, selection and row of the list, by each way and more than once', async ({ closed, page }) => {
  await loadTicketsIn(stack.data, 120);
  await openAs(closed, 'anna', '/?view=all');
  await page.locator('li[data-index="2"] [data-row]').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByText('2 selected')).toBeVisible();

  for (const [index, back] of /** @type {const} */ ([
    [20, () => page.goBack()],
    [34, () => page.getByRole('button', { name: 'Tickets', exact: true }).click()],
    [12, () => page.keyboard.press('Escape')],
  ])) {
    const row = page.locator(`li[data-index="${index}"] [data-row]`);
    await list(page).evaluate((element, top) => element.scrollTo({ top }), index * 56);
    await expect(row).toBeInViewport();
    const before = await place(page);
    await row.click();
    await expect(title(page)).toBeVisible();
    await expect(list(page)).toBeHidden();
    await back();
    await expect(row).toBeFocused();
    await expect(row).toBeInViewport();
    expect(await place(page)).toBe(before);
    await expect(page.getByText('2 selected')).toBeVisible();
  }
});

test('a ticket that is opened by its address comes before the list, to which Back leads', async ({ closed, page }) => {
  await openAs(closed, 'anna', '/?view=all');
  const id = Number(await page.locator('[data-ticket]').nth(6).getAttribute('data-ticket'));
  /** @type {string[]} */
  const seen = [];
  page.on('request', (request) => isList(new URL(request.url())) && seen.push('list'));
  await page.route(`**/api/tickets/${id}/`, async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 1_500); });
    seen.push('ticket');
    await route.continue().catch(() => {});
  });
  await page.goto(`${closed.url}/tickets/${id}?view=all`);
  await expect(title(page)).toHaveText(new RegExp(`^#${id} `));
  await expect.poll(() => seen).toEqual(['ticket', 'list']);

  const row = page.locator(`[data-ticket="${id}"] [data-row]`);
  await expect(row).toBeAttached();
  await expect(row).toBeHidden();
  await page.getByRole('button', { name: 'Tickets', exact: true }).click();
  await expect(row).toBeFocused();
  await expect(row).toBeInViewport();
});

test('one who goes back before the list is there sees it load', async ({ closed, page }) => {
  await openAs(closed, 'anna', '/?view=all');
  const id = Number(await page.locator('[data-ticket]').nth(1).getAttribute('data-ticket'));
  await page.route(`**/api/tickets/${id}/`, () => {});
  await page.goto(`${closed.url}/tickets/${id}?view=all`);
  await expect(page.getByText(`Loading ticket #${id}…`)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator(`[data-ticket="${id}"] [data-row]`)).toBeFocused();
});
