/**
 * The one place that talks HTTP to the ticket API. It knows no page: it gives back data or throws.
 *
 * What can be thrown:
 *   ApiError   kind 'offline'  no answer came (no network, server gone)
 *              kind 'timeout'  an answer did not come in time
 *              kind 'refused'  the server answered with an error; status and details say which
 *   AbortError the caller's own signal was aborted
 */
import { fetchOnce } from './early.js';

/** @typedef {'offline' | 'timeout' | 'refused'} ApiErrorKind */
/** @typedef {Record<string, string[]>} ErrorDetails from field name to sentences */

export class ApiError extends Error {
  /**
   * @param {ApiErrorKind} kind
   * @param {object} [answer]
   * @param {number} [answer.status]
   * @param {string} [answer.title] the envelope's `error`
   * @param {ErrorDetails} [answer.details] the envelope's `details`
   * @param {string} [answer.code] the envelope's `code`, where programs tell errors of one status apart
   * @param {number | null} [answer.retryAfter] seconds, from the Retry-After header
   * @param {any} [answer.answer] the whole envelope
   */
  constructor(kind, { status = 0, title = kind, details = {}, code = '', retryAfter = null, answer = null } = {}) {
    super(title);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.details = details;
    this.code = code;
    this.retryAfter = retryAfter;
    this.answer = answer;
  }

  /** Whether the same request can be expected to work later without a change. */
  get isUnreachable() {
    return this.kind !== 'refused' || [502, 503, 504].includes(this.status);
  }

  /** The server's own sentences about what it refuses and what to do, e.g. about a limit; '' when it gave none. */
  get sentence() {
    // The details of a server's failure are for the log, unless it has a code; those of a missing answer are our own.
    if (this.status < 400 || (this.status >= 500 && !this.code)) return '';
    const sentences = sentencesOf(this.details).filter((each) => each.trim());
    return sentences.map((each) => (/[.!?…]$/.test(each) ? each : `${each}.`)).join(' ');
  }

  /** Whether the request needs a session and there is none, or it has ended. */
  get isSignedOut() {
    return this.code === 'not_signed_in';
  }
}

/** @param {unknown} details  @returns {string[]} also of fields that have fields */
function sentencesOf(details) {
  if (typeof details === 'string') return [details];
  return details && typeof details === 'object' ? Object.values(details).flatMap(sentencesOf) : [];
}

const DEFAULT_TIMEOUT_MS = 20_000;
/** Dispatched on the window when a response says that no session is valid. */
export const SIGNED_OUT = 'portal:signed-out';

/**
 * @typedef {object} RequestOptions
 * @property {string} [method]
 * @property {unknown} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs]
 */

/**
 * @param {string} path
 * @param {RequestOptions} [options]
 * @returns {Promise<{ data: any, headers: Headers }>}
 * @throws {ApiError}
 */
export async function request(path, options = {}) {
  const { method = 'GET', body, headers = {}, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const deadline = withDeadline(signal, timeoutMs);
  try {
    const response = await fetchOnce(path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'GET' ? {} : csrfHeader()),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: deadline.signal,
    });
    const data = response.status === 204 ? null : await readJson(response);
    if (!response.ok) throw refusal(response, data);
    if (data === undefined) throw new ApiError('refused', { status: 502, title: 'Unreadable answer' });
    return { data, headers: response.headers };
  } catch (error) {
    if (error instanceof ApiError) {
      if (error.isSignedOut) window.dispatchEvent(new Event(SIGNED_OUT));
      throw error;
    }
    if (signal?.aborted) throw new DOMException('The request is no longer needed.', 'AbortError');
    throw new ApiError(deadline.passed() ? 'timeout' : 'offline');
  } finally {
    deadline.clear();
  }
}

/**
 * @param {unknown} error
 * @returns {boolean} whether the caller itself gave the request up
 */
export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';

/**
 * @param {AbortSignal | undefined} signal
 * @param {number} timeoutMs
 */
function withDeadline(signal, timeoutMs) {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, timeoutMs);
  const giveUp = () => controller.abort();
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  return {
    signal: controller.signal,
    passed: () => passed,
    clear: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    },
  };
}

/**
 * @param {Response} response
 * @returns {Promise<any>} undefined when the body is not JSON (a proxy's HTML page, say)
 */
async function readJson(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Shows that this very page sends the request: another site cannot read the cookie (Django's CSRF check).
 * Over TLS the cookie has the longer name; one of the other name may be left from before.
 *
 * @returns {Record<string, string>}
 */
function csrfHeader() {
  const cookies = new Map(document.cookie.split('; ').map((pair) => /** @type {[string, string]} */ (pair.split('='))));
  const token = cookies.get('__Host-csrftoken') ?? cookies.get('csrftoken');
  return token ? { 'X-CSRFToken': token } : {};
}

/**
 * @param {Response} response
 * @param {any} data
 */
function refusal(response, data) {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new ApiError('refused', {
    status: response.status,
    title: typeof data?.error === 'string' ? data.error : response.statusText,
    details: data?.details && typeof data.details === 'object' ? data.details : {},
    code: typeof data?.code === 'string' ? data.code : '',
    retryAfter: Number.isNaN(seconds) ? null : seconds,
    answer: data,
  });
}
