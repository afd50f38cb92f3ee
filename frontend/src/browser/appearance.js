/** Name, colour and mark of the installation, as the server sent them last. index.html does the first paint. */
import { recall, remember } from './storage.js';

/**
 * @typedef {object} Appearance
 * @property {string} name
 * @property {string | null} accent `#rrggbb`, or null for the portal's own colour
 * @property {string | null} mark the address of an image, or null for the portal's own mark
 */

const KEY = 'appearance';
/** @type {Appearance} */
export const SHIPPED = { name: 'Support tickets', accent: null, mark: null };
let current = { ...SHIPPED, ...recall(KEY, SHIPPED) };
showIcon();
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {Appearance} the same object until it changes */
export const getAppearance = () => current;

/** @param {() => void} listener  @returns {() => void} stops listening */
export function onAppearance(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {Appearance} next */
export function setAppearance({ name, accent, mark }) {
  const before = current;
  if (name === before.name && accent === before.accent && mark === before.mark) return;
  current = { name, accent, mark };
  remember(KEY, name === SHIPPED.name && !accent && !mark ? undefined : current);
  const { dataset, style } = document.documentElement;
  if (accent) {
    style.setProperty('--brand', accent);
    dataset.brand = '';
  } else {
    delete dataset.brand;
  }
  showIcon();
  // The first page has no title but the name (useTitle).
  if (document.title === before.name) document.title = name;
  for (const listener of listeners) listener();
}

/** The icon of the browser's tab is the mark, too. */
function showIcon() {
  const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel=icon]'));
  if (!icon) return;
  icon.type = current.mark ? '' : 'image/svg+xml';
  icon.href = current.mark ?? '/favicon.svg';
}
