// What the Tab key reaches, as somebody without a mouse meets it.

/** @typedef {import('@playwright/test').Page} Page */

/** After so many a control that had no turn is out of reach. */
const ROUNDS = 6;

/**
 * Presses Tab until every control of the page, or of the dialog that is open, has had its turn.
 *
 * @param {Page} page
 * @returns {Promise<string[]>} what is wrong: controls that are not reached or whose focus is not seen
 */
export async function walk(page) {
  const all = await page.evaluate(watchFocus);
  let left = all;
  // Some controls come while others have their turn, and may be before the one that has the focus.
  for (let round = 0; round < ROUNDS && left > 0; round += 1) {
    for (let at = 0; at < all + 2; at += 1) await page.keyboard.press('Tab');
    left = await page.evaluate(() => window.unreached().length);
  }
  return page.evaluate(() => window.endOfWalk());
}

/** The element that has the focus, in a word; '' when the focus is lost. @param {Page} page */
export const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return '';
    return element.getAttribute('aria-label') || element.textContent?.trim().slice(0, 60) || element.tagName;
  });

/**
 * Runs in the page: keeps what receives the focus from now on.
 *
 * @returns {number} how many controls there are
 */
function watchFocus() {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const hasRing = (/** @type {Element} */ element) =>
    [getComputedStyle(element), getComputedStyle(element, '::after'), ...(element.parentElement ? [getComputedStyle(element.parentElement)] : [])].some(
      ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px',
    );
  const place = () => document.querySelector('dialog:modal') ?? document;
  const controls = () =>
    [.../** @type {NodeListOf<HTMLElement>} */ (place().querySelectorAll(CONTROLS))].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      const isOther = element instanceof HTMLInputElement && element.type === 'radio' && seen.has(element.name);
      return element.tabIndex >= 0 && !element.matches(':disabled') && width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true }) && !isOther;
    });
  const nameOf = (/** @type {Element} */ element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)}`;
  /** @type {Set<unknown>} */
  const seen = new Set();
  /** @type {Set<string>} */
  const faults = new Set();
  const look = (/** @type {FocusEvent} */ { target }) => {
    const element = /** @type {Element} */ (target);
    seen.add(element);
    // A group of choices is one stop.
    if (element instanceof HTMLInputElement && element.type === 'radio') seen.add(element.name);
    // The field of a list to choose from shows its caret, and what holds the place of a control that has left is not seen.
    if (!element.matches('[role=combobox], [data-kept-focus]') && !hasRing(element)) faults.add(`no ring: ${nameOf(element)}`);
  };
  document.addEventListener('focusin', look);
  const unreached = () => controls().filter((element) => !seen.has(element) && element !== document.activeElement);
  Object.assign(window, {
    unreached,
    endOfWalk: () => {
      document.removeEventListener('focusin', look);
      for (const element of unreached()) faults.add(`not reached: ${nameOf(element)}`);
      return [...faults];
    },
  });
  return controls().length;
}
