// Figures of the workplace in a browser: make bench-portal. They depend on the machine, so none of them fails.
import { loadavg } from 'node:os';
import { openAs, stack, test } from '../agents.js';
import { expect } from '../portal.js';
import { loadTicketsIn, ownStack } from '../processes.js';
import { scroll, scrollToTheEnd, showBareList } from '../scrolling.js';

const COUNT = 50_000;
const OPENED = 40;
const FRAMES = 600;
/** How far the list is scrolled in a frame: with the wheel, with a flick of it, and with the scroll bar. */
const PIXELS = [100, 400, 1_600];
/** Until what is loaded while the page is idle has come. */
const QUIET_MS = 4_000;

// Right after so many tickets are loaded, signing in may need a second try.
test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'the tickets are loaded into a stack that this starts');

/** @param {number[]} values  @param {number} share */
const quantile = (values, share) => values.toSorted((one, other) => one - other)[Math.round((values.length - 1) * share)];
/** @param {string} words  @param {number[]} values milliseconds */
const print = (words, values) => {
  const [least, median, p95, most] = [0, 0.5, 0.95, 1].map((share) => quantile(values, share).toFixed(1));
  console.log(`${words}: median ${median} ms, p95 ${p95}, from ${least} to ${most} (${values.length} times, load ${loadavg()[0].toFixed(1)})`);
};

test('bytes of the first load', async ({ closed, page, browser }) => {
  const print = async (/** @type {string} */ who, /** @type {import('@playwright/test').Page} */ shown) => {
    await shown.waitForTimeout(QUIET_MS);
    const sizes = Object.entries(await shown.evaluate(bytesByKind)).map(([kind, bytes]) => `${kind} ${bytes}`);
    console.log(`first load of ${who}, bytes over the wire: ${sizes.join(', ')}`);
  };
  await closed.open();
  await print('a requester', page);
  await openAs(closed, 'anna');
  // A browser that knows the agent and has nothing stored of the portal.
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const fresh = await context.newPage();
  await fresh.goto(`${closed.url}/?view=all`);
  await expect(fresh.getByRole('heading', { name: 'All' })).toBeVisible();
  await print('an agent, with what the list loads while it is idle', fresh);
  await context.close();
});

test('opening a ticket, and scrolling through all of them', async ({ closed, page }) => {
  test.setTimeout(900_000);
  await loadTicketsIn(stack.data, COUNT);
  // Larger pages, which the link to the next page keeps: this measures the list.
  await page.route(/\/api\/tickets\/$/, (route) => route.continue({ url: `${route.request().url()}?limit=200` }));
  await openAs(closed, 'anna', '/?view=all');
  await expect(closed.tickets.first()).toBeVisible();
  await page.waitForTimeout(QUIET_MS);

  const opened = await page.evaluate(openTickets, OPENED);
  print('a ticket opened from the list, to its title and text on the screen', opened.map(({ text }) => text));
  print('… to its whole conversation', opened.map(({ whole }) => whole));

  await page.goto(`${closed.url}/?view=all`);
  await expect(closed.tickets.first()).toBeVisible();
  const seen = await page.evaluate(scrollToTheEnd, { count: COUNT, scroller: 'section:has(> ol)' });
  console.log(`${seen.last} rows loaded, at most ${seen.rows} of them in the page at once`);
  const list = await scrolled(page, 'the list', 'section:has(> ol)');

  await page.goto('about:blank');
  await page.evaluate(showBareList, COUNT);
  const bare = await scrolled(page, 'a bare list of plain text', 'section');
  for (const [at, pixels] of PIXELS.entries()) {
    const ratio = (/** @type {number} */ share) => (quantile(list[at], share) / quantile(bare[at], share)).toFixed(1);
    console.log(`${pixels} pixels a frame, the list against the bare one: median ${ratio(0.5)}, p95 ${ratio(0.95)}`);
  }
});

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 * @param {string} scroller
 * @returns {Promise<number[][]>} milliseconds from frame to frame, for each of `PIXELS`
 */
async function scrolled(page, name, scroller) {
  const all = [];
  for (const pixels of PIXELS) {
    const { gaps, blank } = await page.evaluate(scroll, { frames: FRAMES, pixels, scroller });
    print(`scrolling ${name} ${pixels} pixels a frame, from frame to frame`, gaps);
    const over = (/** @type {number} */ limit) => `${((100 * gaps.filter((gap) => gap > limit).length) / gaps.length).toFixed(1)} %`;
    // A frame is 16.7 ms; the clock of the browser is not exact.
    console.log(`  over 16.7 ms: ${over(17)}, over 33 ms: ${over(34)}, without a row in the middle: ${blank} of ${gaps.length}`);
    all.push(gaps);
  }
  return all;
}

/** Runs in the page. @returns {Record<string, number>} */
function bytesByKind() {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const { name, transferSize } of [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]) {
    const path = new URL(name).pathname;
    const kind = path.match(/\.(js|css|woff2)$/)?.[1] ?? (path.startsWith('/api/') ? 'api' : 'other');
    sizes[kind] = (sizes[kind] ?? 0) + transferSize;
  }
  return sizes;
}

/**
 * Runs in the page: opens tickets one after the other and comes back to the list.
 *
 * @param {number} count
 * @returns {Promise<{ text: number, whole: number }[]>} milliseconds until each is on the screen
 */
async function openTickets(count) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  /** Resolves right after the frame is painted in which something is so. */
  const seen = async (/** @type {string} */ what, /** @type {() => unknown} */ isSo) => {
    const began = performance.now();
    while (!isSo()) {
      if (performance.now() - began > 20_000) throw new Error(`Not seen: ${what} at ${location.href}`);
      await frame();
    }
    await frame();
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
  };
  const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const title = () => document.querySelector('main h2[title]')?.textContent ?? '';
  const times = [];
  for (let at = 0; at < count; at += 1) {
    const row = document.querySelector(`li[data-index="${at % 20}"] article`);
    const link = row.querySelector('a');
    link.focus();
    await pause(300);
    const began = performance.now();
    link.click();
    await seen('title and text', () => title().includes(`#${row.dataset.ticket} `) && document.querySelector('article[data-message]'));
    const text = performance.now() - began;
    await seen('the conversation', () => document.querySelector('ol[aria-label=Conversation]'));
    times.push({ text, whole: performance.now() - began });
    await pause(300);
    history.back();
    await seen('the list alone', () => title() === '');
  }
  return times;
}
