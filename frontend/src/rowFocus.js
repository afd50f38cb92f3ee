/** Pixels at the top of the page that the bars cover. */
const BARS = 112;

/**
 * Moves the focus along the rows of the list, as far as there are any; at first to the topmost in sight.
 *
 * @param {1 | -1} step
 */
export function moveToRow(step) {
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-row]'))];
  const here = rows.findIndex((row) => row.closest('article')?.contains(document.activeElement));
  const first = rows.find((row) => row.getBoundingClientRect().top > BARS) ?? rows[0];
  (here === -1 ? first : rows[here + step])?.focus();
}
