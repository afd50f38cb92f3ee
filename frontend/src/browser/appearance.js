/** The name and the colour of the installation, as the server sent them last. index.html does the first paint. */
import { recall, remember } from './storage.js';

/** @typedef {{ name: string, accent: string | null }} Appearance accent: `#rrggbb`, or null for the portal's own colour */

const KEY = 'appearance';
/** @type {Appearance} */
export const SHIPPED = { name: 'Support tickets', accent: null };
let current = recall(KEY, SHIPPED);
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
export function setAppearance({ name, accent }) {
  const before = current;
  if (name === before.name && accent === before.accent) return;
  current = { name, accent };
  remember(KEY, name === SHIPPED.name && !accent ? undefined : current);
  const { dataset, style } = document.documentElement;
  if (accent) {
    style.setProperty('--brand', accent);
    dataset.brand = '';
  } else {
    delete dataset.brand;
  }
  // The first page has no title but the name (useTitle).
  if (document.title === before.name) document.title = name;
  for (const listener of listeners) listener();
}
