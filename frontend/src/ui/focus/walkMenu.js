/**
 * Moves the focus within a menu by arrow keys, Home and End.
 *
 * @param {import('react').KeyboardEvent<HTMLElement>} event
 */
export function walkMenu(event) {
  const items = [.../** @type {NodeListOf<HTMLElement>} */ (event.currentTarget.querySelectorAll('[role="menuitemradio"]'))];
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items.at(target % items.length)?.focus();
}
