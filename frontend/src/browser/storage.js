/**
 * The browser's storage, as JSON. It can be full or forbidden; the portal then works without it.
 */

/** Told to the window when this page has changed the storage; other tabs get the browser's own event. */
const CHANGED = 'portal:stored';

/**
 * @template T
 * @param {string} key
 * @param {T} fallback
 * @returns {T}
 */
export function recall(key, fallback) {
  try {
    return parsed(localStorage.getItem(key), fallback);
  } catch {
    return fallback;
  }
}

/**
 * @param {string} prefix
 * @returns {[string, any][]} every key that begins so, with its value, in the order of the keys
 */
export function recallAll(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.sort().map((key) => [key, recall(key, null)]);
  } catch {
    return [];
  }
}

/**
 * @param {string} key
 * @param {unknown} value undefined forgets the key
 * @returns {boolean} whether it is stored now
 */
export function remember(key, value) {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    return false;
  }
  window.dispatchEvent(new Event(CHANGED));
  return true;
}

/**
 * @param {() => void} listener called after a change by this tab or by another one
 * @returns {() => void} stops listening
 */
export function onStored(listener) {
  window.addEventListener(CHANGED, listener);
  window.addEventListener('storage', listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener('storage', listener);
  };
}

/**
 * What this tab alone remembers. A duplicated tab begins with a copy.
 *
 * @template T
 * @param {string} key
 * @param {T} fallback
 * @returns {T}
 */
export function recallInTab(key, fallback) {
  try {
    return parsed(sessionStorage.getItem(key), fallback);
  } catch {
    return fallback;
  }
}

/** @param {string} key @param {unknown} value */
export function rememberInTab(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The tab is then a new one after a reload.
  }
}

/**
 * @template T
 * @param {string | null} text
 * @param {T} fallback
 * @returns {T}
 */
const parsed = (text, fallback) => (text === null ? fallback : JSON.parse(text));
