// What lies over what, where scrolling stops, and where the focus is.
import { loadTickets, ownStack } from '../processes.js';
import { expect, test, words } from '../portal.js';

const LONG_TITLE = `A title of several lines ${'that goes on and on '.repeat(8)}`;
/** Pixels by which an element may miss its place. */
const NEAR = 8;

/** Where the bars end that stay in view at the top: the filter bar and, on a desk, the bar above it. */
const barsEnd = (page) =>
  page.evaluate(() => {
    const bars = ['header', '[role=search]'].map((name) => document.querySelector(name));
    const ends = bars.map((element) => {
      const { position, top } = getComputedStyle(element);
      return position === 'sticky' ? Number.parseFloat(top) + element.offsetHeight : 0;
    });
    return Math.max(...ends);
  });
/** Pixels between the top of an element and the end of the bars. */
const gapBelowBars = async (page, locator) => Math.abs((await locator.boundingBox()).y - (await barsEnd(page)));

/** Sends tickets past the page. */
async function send(request, count, title = 'A row of the list') {
  for (let at = 0; at < count; at += 1) {
    const data = { title: `${title} ${at}`, description: 'One of many.', category: 'general', priority: 'low' };
    await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
  }
}

for (const [name, viewport] of /** @type {const} */ ([
  ['desk', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
  ['page at 400 %', { width: 320, height: 256 }],
])) {
  test.describe(`on a ${name}`, () => {
    test.use({ viewport, contextOptions: { reducedMotion: 'reduce' } });

    test.beforeEach(async ({ portal, page, request }) => {
      await send(request, 20);
      await page.goto(`${process.env.PORTAL_URL}/?priority=low`);
      await expect(portal.tickets.first()).toBeVisible();
      await expect(page.getByText('Live', { exact: true })).toBeVisible();
    });

    test('no row lies over the filter bar, wherever the list is scrolled to', async ({ page }) => {
      const list = page.getByRole('list', { name: 'Tickets' });
      await list.evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY));
      const covered = await page.evaluate(async () => {
        const filters = document.querySelector('[role=search]');
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const found = new Set();
        for (let step = 0; step < 40; step += 1) {
          window.scrollBy(0, 3);
          await frame();
          const { left, right, top, bottom } = filters.getBoundingClientRect();
          for (let x = left + 4; x < right; x += 12) {
            for (let y = Math.max(top, 0) + 2; y < bottom - 1; y += 6) {
              const hit = document.elementFromPoint(x, y);
              if (hit && !filters.contains(hit)) found.add(hit.outerHTML.slice(0, 80));
            }
          }
        }
        return [...found];
      });
      expect(covered).toEqual([]);
    });

    test('the status menu lies over everything, and all of it can be pressed', async ({ portal, page }) => {
      for (const nth of [0, 3, 6]) {
        const button = portal.tickets.nth(nth).getByRole('button', { name: /^Status/ });
        await button.scrollIntoViewIfNeeded();
        await button.click();
        const items = page.getByRole('menuitemradio');
        await expect(items).toHaveCount(4);
        for (const item of await items.all()) {
          const isHit = await item.evaluate((element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
          });
          expect(isHit, `${await item.innerText()} of row ${nth}`).toBe(true);
        }
        await page.keyboard.press('Escape');
        await expect(button).toBeFocused();
      }
    });

    test('a linked ticket and new tickets stop right below the bars', async ({ portal, page, request }) => {
      const link = portal.tickets.nth(6);
      await link.getByRole('button', { expanded: false }).first().click();
      const number = link.getByRole('link', { name: /^#\d+$/ });
      const id = (await number.innerText()).slice(1);
      await number.click();
      const linked = page.getByRole('region', { name: `Ticket #${id} from a link` });
      await expect(linked).toBeFocused();
      await expect.poll(() => gapBelowBars(page, linked)).toBeLessThan(NEAR);

      await linked.getByRole('button', { name: 'Close' }).click();
      await expect(linked).toBeHidden();
      await expect(page.getByRole('article', { name: `Ticket #${id}`, exact: true }).getByRole('button').first()).toBeFocused();

      await page.evaluate(() => window.scrollBy(0, 600));
      await send(request, 3, 'New');
      await page.getByRole('button', { name: '3 new tickets' }).last().click();
      const first = portal.tickets.filter({ hasText: 'New 2' }).first();
      await expect(first.getByRole('button').first()).toBeFocused();
      await expect.poll(() => gapBelowBars(page, first)).toBeLessThan(NEAR);
    });

    test('Back from a linked ticket leaves the focus in the list', async ({ portal, page }) => {
      const row = portal.tickets.nth(2);
      await row.getByRole('button', { expanded: false }).first().click();
      const number = row.getByRole('link', { name: /^#\d+$/ });
      const id = (await number.innerText()).slice(1);
      await number.click();
      await expect(page.getByRole('region', { name: `Ticket #${id} from a link` })).toBeFocused();
      await page.goBack();
      await expect(page.getByRole('article', { name: `Ticket #${id}`, exact: true }).getByRole('button').first()).toBeFocused();
    });
  });
}

test('the ring around a focused row goes around its text, also of a title of several lines', async ({ portal, page }) => {
  await page.setViewportSize({ width: 1024, height: 900 });
  const title = `${LONG_TITLE}${words()}`;
  await portal.write(title, 'The description is below the ring.');
  await portal.send.click();
  await portal.sentNumber();
  const card = portal.ticket(title);
  const head = card.getByRole('button', { name: title });
  await head.click();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(head).toBeFocused();
  // The ring is drawn by ::after, within its box; it must hold the title and leave the description out.
  const { ring, text, below } = await head.evaluate((button) => {
    const boxOf = (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { top, bottom } = range.getBoundingClientRect();
      return { top, bottom };
    };
    const around = button.closest('.isolate').getBoundingClientRect();
    const after = getComputedStyle(button, '::after');
    const description = document.evaluate('ancestor::article//p[contains(., "is below")]', button).iterateNext();
    const height = Number.parseFloat(after.height);
    return {
      ring: { top: around.top + Number.parseFloat(after.top), bottom: around.top + Number.parseFloat(after.top) + height },
      text: boxOf(button),
      below: boxOf(description),
    };
  });
  expect(text.bottom - text.top, 'a title of several lines').toBeGreaterThan(38);
  expect(ring.top).toBeLessThan(text.top);
  expect(ring.bottom).toBeGreaterThan(text.bottom);
  expect(ring.bottom).toBeLessThanOrEqual(below.top);
});

test('no ring strikes through a text', async ({ portal, page }) => {
  test.skip(!ownStack, 'it needs the figures of a stack of one’s own');
  await loadTickets(50);
  await page.reload();
  await portal.ticket('').first().getByRole('button', { expanded: false }).first().click();
  await page.getByRole('button', { name: 'How good are the suggestions?' }).click();
  await expect(page.getByText('Corrected later').or(page.getByText(/No ticket was sent/)).first()).toBeVisible();
  const struck = [];
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByRole('button', { name: 'Use the dark theme' }).focus();
  for (let presses = 0; presses < 70; presses += 1) {
    await page.keyboard.press('Tab');
    struck.push(...(await page.evaluate(textsUnderTheRing)));
  }
  expect([...new Set(struck)]).toEqual([]);
});

/** The texts that the ring around the focused element runs through: its line within the letters' own height. */
function textsUnderTheRing() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return [];
  const plain = getComputedStyle(focused);
  const after = getComputedStyle(focused, '::after');
  const style = plain.outlineStyle !== 'none' ? plain : after;
  if (style.outlineStyle === 'none' || style === after) return [];
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const from = Number.parseFloat(style.outlineOffset);
  const to = from + Number.parseFloat(style.outlineWidth);
  const lines = [[top - to, top - from], [bottom + from, bottom + to]];
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.data.trim() || text.parentElement.closest('.sr-only, svg, option, [hidden]')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      // Above and below the letters a line of text is empty.
      const letters = [box.top + box.height * 0.25, box.bottom - box.height * 0.2];
      const isBeside = box.right <= left - to || box.left >= right + to;
      if (!isBeside && lines.some(([upper, lower]) => lower > letters[0] && upper < letters[1])) {
        const hit = document.elementFromPoint(Math.max(box.left, left) + 1, (letters[0] + letters[1]) / 2);
        if (hit && (hit.contains(text) || hit.closest('button, a')?.contains(text))) {
          found.push(`"${text.data.slice(0, 40)}" under the ring of ${focused.outerHTML.slice(0, 60)}`);
        }
      }
    }
  }
  return found;
}
