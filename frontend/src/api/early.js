/**
 * Requests that are sent while the page's scripts are loaded, because their answers are needed as soon as it is
 * drawn. Each answer is for the first request for the same path.
 */

/** An answer that is not asked for until then would be old. */
const KEPT_MS = 10_000;

/** @typedef {{ response: Promise<Response>, abort: () => void, at: number }} Early */
/** @type {Map<string, Early>} */
const sent = new Map();
/** When the oldest answer that was taken was asked for. */
let oldest = Infinity;

/** @param {string} path of what can be read */
export function sendEarly(path) {
  const controller = new AbortController();
  const response = fetch(path, { headers: { Accept: 'application/json' }, signal: controller.signal });
  // A failure is for the request that takes it.
  response.catch(() => {});
  sent.set(path, { response, abort: () => controller.abort(), at: Date.now() });
  setTimeout(() => sent.delete(path), KEPT_MS);
}

/**
 * As `fetch`, which the same request that was sent early saves.
 *
 * @param {string} path
 * @param {RequestInit & { method: string, signal: AbortSignal }} init
 * @returns {Promise<Response>}
 */
export function fetchOnce(path, init) {
  const early = init.method === 'GET' ? sent.get(path) : undefined;
  if (!early) return fetch(path, init);
  sent.delete(path);
  oldest = Math.min(oldest, early.at);
  if (init.signal.aborted) early.abort();
  init.signal.addEventListener('abort', early.abort);
  return early.response;
}

/** @returns {number} when the oldest answer that was taken was asked for */
export const oldestAnswer = () => oldest;
