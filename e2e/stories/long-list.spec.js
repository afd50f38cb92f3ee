import { loadTickets, ownStack } from '../processes.js';
import { expect, test } from '../portal.js';
import { scroll, scrollToTheEnd } from '../scrolling.js';

const COUNT = 10_000;
/** A few screens of rows; the page must not hold more, however far one has scrolled. */
const ROWS_IN_PAGE = 60;

test.describe('ten thousand tickets', () => {
  test.use({ isBroken: true });
  test.skip(!ownStack, 'the tickets are loaded into the stack that these stories start');

  test('scroll to the last row, with only the visible rows in the page', async ({ page, portal }) => {
    test.setTimeout(240_000);
    await loadTickets(COUNT);
    // Larger pages, which the link to the next page keeps: this tests the list.
    await page.route(/\/api\/tickets\/$/, (route) => route.continue({ url: `${route.request().url()}?limit=200` }));
    await portal.open();
    await expect(portal.tickets.first()).toBeVisible();
    const seen = await page.evaluate(scrollToTheEnd, { count: COUNT, scroller: 'html' });
    expect(seen.rows, 'rows in the page at once').toBeLessThan(ROWS_IN_PAGE);
    expect(seen.last).toBeGreaterThanOrEqual(COUNT);

    // Smoothness depends on the machine, so it is reported and not tested.
    const { gaps, blank } = await page.evaluate(scroll, { frames: 600, pixels: 400, scroller: 'html' });
    gaps.sort((one, other) => one - other);
    const quantile = (share) => gaps[Math.floor((gaps.length - 1) * share)].toFixed(1);
    console.log(
      `scrolling 400 pixels a frame: ms from frame to frame p50 ${quantile(0.5)}, p95 ${quantile(0.95)}, ` +
        `longest ${quantile(1)}; frames without a row in the middle: ${blank} of ${gaps.length}`,
    );
  });

  test('keep their place when others send tickets', async ({ page, portal, request }) => {
    const scrollTo = (top) => page.evaluate((pixels) => (window.scrollTo(0, pixels), window.scrollY), top);
    // The page grows as it is scrolled through.
    await expect.poll(() => scrollTo(6_000)).toBe(6_000);
    const name = await portal.tickets.nth(14).getAttribute('aria-label');
    const mine = portal.tickets.and(page.getByLabel(name, { exact: true }));
    await mine.getByRole('button').first().click();
    const before = (await mine.boundingBox()).y;

    await portal.title.fill('Sent from far down the list');
    await portal.description.fill('The list beside this form must stay where it is being read.');
    await portal.send.click();
    await portal.sentNumber();
    await request.post(`${process.env.PORTAL_URL}/api/tickets/`, {
      data: { title: 'By somebody else', description: 'It comes live.', category: 'general', priority: 'low' },
    });
    await expect(page.getByRole('button', { name: '1 new ticket' })).toBeVisible();
    expect(Math.abs((await mine.boundingBox()).y - before), 'pixels that the row moved').toBeLessThan(2);

    await scrollTo(0);
    await expect(mine).toBeHidden();
    await scrollTo(6_000);
    await expect(mine.getByText(/· Sent/)).toBeVisible();
  });
});
