/**
 * Follows a stream of events in a tab: through the shared worker, which has one stream for all tabs, or
 * with a stream of the tab's own in a browser without shared workers.
 */
import { BEAT_MS } from './hub.js';
import { openStream } from './stream.js';

/**
 * @import { ToTab } from './hub.js'
 * @import { StreamListener, StreamRequest, StreamState } from './stream.js'
 */

/** Without three beats the worker is gone, or this tab was frozen and the worker has let go of it. */
const LOST_MS = 3.5 * BEAT_MS;
/** A worker that was started this often and never answered is given up. */
const MOST_JOINS = 2;
/** Without a worker a hidden tab gives its connection back after this time. */
const HIDDEN_MS = 30_000;

/**
 * @param {StreamRequest} request
 * @param {StreamListener} listener
 * @returns {() => void} stops following
 */
export function followEvents(request, listener) {
  const { tellState, close: closeMark } = truthful(listener.onStatus);
  const heard = { ...listener, onStatus: tellState };
  let stop = () => {};
  const alone = () => {
    stop();
    stop = followAlone(request, heard);
  };
  stop = typeof SharedWorker === 'function' ? followThroughWorker(request, heard, alone) : followAlone(request, heard);
  return () => {
    closeMark();
    stop();
  };
}

/**
 * The state of the stream, as far as it can be true: without a network nothing is live, whatever the
 * stream has noticed so far.
 *
 * @param {(state: StreamState) => void} onStatus
 */
function truthful(onStatus) {
  /** @type {StreamState} */
  let state = { status: 'connecting', code: 0 };
  const tell = () => onStatus(navigator.onLine === false ? { status: 'off', code: 0 } : state);
  const back = () => {
    if (state.status === 'live') state = { status: 'reconnecting', code: 0 };
    tell();
  };
  window.addEventListener('offline', tell);
  window.addEventListener('online', back);
  return {
    tellState: (/** @type {StreamState} */ next) => {
      state = next;
      tell();
    },
    close: () => {
      window.removeEventListener('offline', tell);
      window.removeEventListener('online', back);
    },
  };
}

/**
 * @param {StreamRequest} request
 * @param {StreamListener} listener
 * @param {() => void} onNoWorker called when no worker can be had
 * @returns {() => void}
 */
function followThroughWorker(request, { onStatus, onEvent, onMissed }, onNoWorker) {
  /** @type {MessagePort | null} */
  let port = null;
  let heardAt = Date.now();
  let joins = 0;

  /** @param {ToTab} message */
  const receive = (message) => {
    heardAt = Date.now();
    joins = 0;
    if ('state' in message) onStatus(message.state);
    if ('event' in message) onEvent(message.event, message.data);
    if ('missed' in message) onMissed();
  };
  const join = () => {
    heardAt = Date.now();
    joins += 1;
    try {
      const worker = new SharedWorker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'live' });
      // Its script cannot be loaded.
      worker.addEventListener('error', onNoWorker);
      port = worker.port;
      port.onmessage = ({ data }) => receive(data);
      port.postMessage({ follow: request });
    } catch {
      onNoWorker();
    }
  };
  const leave = () => {
    port?.postMessage('bye');
    port?.close();
    port = null;
  };
  const joinAgain = () => {
    leave();
    if (joins >= MOST_JOINS) return onNoWorker();
    onStatus({ status: 'reconnecting', code: 0 });
    join();
    onMissed();
    return undefined;
  };
  const say = (/** @type {import('./hub.js').FromTab} */ message) => {
    if (Date.now() - heardAt > LOST_MS) joinAgain();
    else port?.postMessage(message);
  };

  const timer = setInterval(() => say('here'), BEAT_MS);
  const unlisten = listen({
    onLook: () => say('look'),
    onHide: () => {},
    onOnline: () => say('online'),
    onLeave: leave,
    onBack: joinAgain,
  });
  join();
  return () => {
    clearInterval(timer);
    unlisten();
    leave();
  };
}

/**
 * @param {StreamRequest} request
 * @param {StreamListener} listener
 * @returns {() => void}
 */
function followAlone(request, listener) {
  /** @type {import('./stream.js').OpenStream | null} */
  let stream = openStream(request, listener);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const close = () => {
    clearTimeout(timer);
    stream?.close();
    stream = null;
  };
  const look = () => {
    clearTimeout(timer);
    if (stream) {
      stream.check();
      stream.retry();
      return;
    }
    stream = openStream(request, listener);
    listener.onMissed();
  };
  const hide = () => {
    clearTimeout(timer);
    timer = setTimeout(close, HIDDEN_MS);
  };
  const unlisten = listen({
    onLook: look,
    onHide: hide,
    onOnline: () => stream?.restart(),
    onLeave: close,
    onBack: look,
  });
  if (document.visibilityState === 'hidden') hide();
  return () => {
    unlisten();
    close();
  };
}

/**
 * Listens to what happens to the tab.
 *
 * @param {{ onLook: () => void, onHide: () => void, onOnline: () => void, onLeave: () => void, onBack: () => void }} handlers
 *   onBack: the browser shows a page again that it had kept (bfcache)
 * @returns {() => void} stops listening
 */
function listen({ onLook, onHide, onOnline, onLeave, onBack }) {
  const seen = () => (document.visibilityState === 'hidden' ? onHide() : onLook());
  const shown = (/** @type {PageTransitionEvent} */ event) => event.persisted && onBack();
  document.addEventListener('visibilitychange', seen);
  document.addEventListener('resume', onLook);
  window.addEventListener('online', onOnline);
  window.addEventListener('pagehide', onLeave);
  window.addEventListener('pageshow', shown);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    document.removeEventListener('resume', onLook);
    window.removeEventListener('online', onOnline);
    window.removeEventListener('pagehide', onLeave);
    window.removeEventListener('pageshow', shown);
  };
}
