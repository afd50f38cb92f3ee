/** @returns {number} pixels at the top of the window that the bars cover (styles.css) */
const coveredPixels = () => Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;

/** @param {Element} row  @returns {boolean} whether the focus is anywhere in its ticket */
const hasFocus = (row) => Boolean(row.closest('article')?.contains(document.activeElement));

/**
 * Moves the focus along the rows of the list, as far as there are any; at first to the topmost in sight.
 *
 * @param {1 | -1} step
 * @param {number} [covered] pixels at the top of the window where rows cannot be seen
 */
export function moveToRow(step, covered = coveredPixels()) {
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-row]'))];
  const here = rows.findIndex(hasFocus);
  const first = rows.find((row) => row.getBoundingClientRect().top >= covered) ?? rows[0];
  (here === -1 ? first : rows[here + step])?.focus();
}

/** Folds the unfolded ticket that has the focus, or else the topmost one in sight. */
export function foldRow() {
  const open = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-row][aria-expanded="true"]'))];
  const row = open.find(hasFocus) ?? open.find(isInSight);
  if (!row) return;
  if (hasFocus(row)) row.focus();
  row.click();
}

/** @param {Element} row  @returns {boolean} whether a part of its ticket can be seen */
function isInSight(row) {
  const { top, bottom } = /** @type {Element} */ (row.closest('article')).getBoundingClientRect();
  return bottom >= coveredPixels() && top <= window.innerHeight;
}

/**
 * Moves the focus to the first row of the list, without scrolling.
 *
 * @param {HTMLElement | null} list
 */
export function focusFirstRow(list) {
  const row = /** @type {HTMLElement | null | undefined} */ (list?.querySelector('ol [data-row]'));
  row?.focus({ preventScroll: true });
}

/** @returns {number | null} the ticket whose row has the focus */
export function focusedTicket() {
  const row = /** @type {HTMLElement | null | undefined} */ (document.activeElement?.closest('[data-ticket]'));
  return row ? Number(row.dataset.ticket) : null;
}

/**
 * @param {number} id of a ticket
 * @returns {HTMLElement | null} its row in the list, when it is in the page
 */
export const rowOf = (id) => document.querySelector(`article[aria-label="Ticket #${id}"] [data-row]`);
