/**
 * One stream of server-sent events that is opened again whenever it ends, and that notices when the
 * server is not heard any more. Runs in the shared worker and, without one, in the page.
 */
import { readEvents } from './eventStream.js';

/**
 * @typedef {'connecting' | 'live' | 'reconnecting' | 'off'} StreamStatus
 *   'reconnecting': it was live a moment ago; 'off': the last try failed, and another one follows
 * @typedef {{ path: string, headers?: Record<string, string> }} StreamRequest
 * @typedef {{ status: StreamStatus, code: number }} StreamState code: HTTP status that refused the stream, or 0
 */
/**
 * @typedef {object} StreamListener
 * @property {(state: StreamState) => void} onStatus
 * @property {(event: string, data: string) => void} onEvent
 * @property {() => void} onMissed events were missed, and the server was not asked for them: load anew
 */
/**
 * @typedef {object} OpenStream
 * @property {() => void} close
 * @property {() => void} check looks whether the server is still heard; timers are late after a sleep
 * @property {() => void} retry tries now instead of after the pause
 * @property {() => void} restart opens it anew, because the network or the session is another one
 */

/** More than two of the server's heartbeats (contracts/timeouts.json). */
export const SILENCE_MS = 40_000;
const OPENING_MS = 15_000;
const CHECK_MS = 5_000;
/** A connection this young is not replaced, when several tabs ask for it. */
const YOUNG_MS = 2_000;
/** Pauses between tries; the last one is repeated. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 30_000];

/**
 * @param {StreamRequest} request
 * @param {StreamListener} listener
 * @returns {OpenStream}
 */
export function openStream({ path, headers = {} }, { onStatus, onEvent, onMissed }) {
  /** @type {StreamState} */
  let state = { status: 'connecting', code: 0 };
  /** The present connection; null in a pause between two. @type {AbortController | null} */
  let connection = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let startedAt = 0;
  let heardAt = 0;
  let lastId = '';
  let failures = 0;
  let isOpen = false;
  let wasOpen = false;
  let isClosed = false;

  const connect = async () => {
    clearTimeout(timer);
    const mine = new AbortController();
    connection = mine;
    isOpen = false;
    startedAt = Date.now();
    const refusal = await listen(mine.signal);
    // Closed, or replaced by another connection.
    if (connection !== mine) return;
    connection = null;
    rest(refusal);
  };

  /**
   * @param {AbortSignal} signal
   * @returns {Promise<{ code: number, pauseMs: number }>}
   */
  const listen = async (signal) => {
    let code = 0;
    const resume = /** @type {Record<string, string>} */ (lastId ? { 'Last-Event-ID': lastId } : {});
    try {
      const response = await fetch(path, {
        headers: { ...headers, ...resume, Accept: 'text/event-stream' },
        cache: 'no-store',
        signal,
      });
      if (!response.ok) {
        const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
        void response.body?.cancel();
        return { code: response.status, pauseMs: 1000 * (seconds || 0) };
      }
      opened();
      for await (const { event, data, id } of readEvents(response, { onBytes: heard, signal })) {
        if (signal.aborted) break;
        if (id) lastId = id;
        if (data && event !== 'ping') onEvent(event, data);
        // The server ends the stream after it.
        if (event === 'signed_out') code = 401;
      }
    } catch {
      // The network failed, or the connection was given up.
    }
    return { code, pauseMs: 0 };
  };

  /** @param {StreamStatus} status @param {number} [code] */
  const tell = (status, code = 0) => {
    state = { status, code };
    onStatus(state);
  };
  const heard = () => {
    heardAt = Date.now();
  };
  const opened = () => {
    heard();
    isOpen = true;
    failures = 0;
    if (wasOpen && !lastId) onMissed();
    wasOpen = true;
    tell('live');
  };
  /** @param {{ code: number, pauseMs: number }} refusal */
  const rest = ({ code, pauseMs }) => {
    tell(isOpen && !code ? 'reconnecting' : 'off', code);
    isOpen = false;
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
    failures += 1;
    // All browsers lose a server at the same moment; they do not come back at the same one.
    timer = setTimeout(connect, Math.max(pauseMs, pause * (0.75 + 0.5 * Math.random())));
  };

  const check = () => {
    if (!connection) return;
    const silence = isOpen ? Date.now() - heardAt : Date.now() - startedAt;
    if (silence > (isOpen ? SILENCE_MS : OPENING_MS)) connection.abort();
  };
  const retry = () => {
    if (!isClosed && !connection) void connect();
  };
  const restart = () => {
    if (isClosed) return;
    if (connection && Date.now() - startedAt < YOUNG_MS) {
      // A tab that was offline waits for a state.
      onStatus(state);
      return;
    }
    failures = 0;
    if (isOpen) tell('reconnecting');
    const old = connection;
    void connect();
    old?.abort();
  };
  const close = () => {
    isClosed = true;
    clearTimeout(timer);
    clearInterval(watch);
    const old = connection;
    connection = null;
    old?.abort();
  };

  const watch = setInterval(check, CHECK_MS);
  onStatus(state);
  void connect();
  return { close, check, retry, restart };
}
