// How the states of the pages are looked at: for what is wider than its window, and by axe or, where a folder is named,
// in pictures.
//
//   make pictures                                           on a desk and on a phone
//   make pictures E2E_STATES=FOLDER E2E_WIDTHS=768,2560     in these widths, by a picture of each state in place of axe
import path from 'node:path';
import { accessibilityFaults, expect, test } from '../portal.js';

const FOLDER = process.env.E2E_STATES && path.resolve('..', process.env.E2E_STATES);
const WIDTHS = (process.env.E2E_WIDTHS ?? '1440,360').split(',').map(Number);
/** Of the windows, from the narrowest to the widest. */
const HEIGHTS = Object.entries({ 360: 800, 768: 1024, 1280: 800, 1440: 900, 2560: 1440 });
/** Below this one place is shown at a time. */
const NARROW = 1024;
/** Looking at a state takes seconds on a busy machine, and a test looks at up to thirty. */
const TIMEOUT_MS = 600_000;
/** A state that does not come is said at once. */
const ACTION_MS = 15_000;

/**
 * Declares tests once for each theme and width.
 *
 * @param {(look: { see: (page: import('@playwright/test').Page, state: string, options?: { isWhole?: boolean }) => Promise<void>, isNarrow: boolean }) => void} declare
 *   see: fails where axe finds something or the page is wider than its window; isWhole: the picture goes beyond the window
 */
export function inEveryLook(declare) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const width of WIDTHS) {
      const height = HEIGHTS.findLast(([from]) => width >= Number(from))?.[1] ?? HEIGHTS[0][1];
      test.describe(`${colorScheme}, ${width} pixels`, () => {
        test.use({ colorScheme, viewport: { width, height }, actionTimeout: ACTION_MS, contextOptions: { reducedMotion: 'reduce' } });
        test.beforeEach(({ context }) => {
          test.setTimeout(TIMEOUT_MS);
          return waitForTheFont(context);
        });
        declare({
          isNarrow: width < NARROW,
          see: async (page, state, { isWhole = false } = {}) => {
            if (FOLDER) {
              await page.evaluate(() => document.fonts.ready);
              const file = `${state.replaceAll(/[^a-z0-9]+/gi, '-')}-${width}-${colorScheme}.png`;
              await page.screenshot({ path: path.join(FOLDER, file), fullPage: isWhole });
            } else {
              // One state does not hide the next ones.
              expect.soft(await accessibilityFaults(page), state).toEqual([]);
            }
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            expect.soft(overflow, `pixels that it is too wide: ${state}`).toBeLessThanOrEqual(0);
          },
        });
      });
    }
  }
}

/**
 * A first visit does not wait for the font; a picture does.
 *
 * @param {import('@playwright/test').BrowserContext} context
 */
export const waitForTheFont = (context) =>
  context.route(/\.css$/, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replaceAll(/font-display:\s*optional/g, 'font-display:block');
    await route.fulfill({ response: answer, body });
  });
