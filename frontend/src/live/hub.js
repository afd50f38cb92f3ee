/**
 * The streams of all tabs of one browser: one for each thing that is followed, however many tabs follow
 * it. A browser keeps few connections to a server without TLS (six), and every tab needs some itself.
 */
import { openStream } from './stream.js';

/**
 * @import { OpenStream, StreamRequest, StreamState } from './stream.js'
 * @typedef {Pick<MessagePort, 'postMessage' | 'close'> & { onmessage: ((event: MessageEvent<FromTab>) => void) | null }} Port
 * @typedef {{ follow: StreamRequest } | 'here' | 'look' | 'online' | 'bye'} FromTab
 *   'here': the tab is alive; 'look': a person looks at it; 'online': the network is back; 'bye': it ends
 * @typedef {{ beat: true } | { state: StreamState } | { missed: true } | { event: string, data: string }} ToTab
 * @typedef {{ request: StreamRequest, state: StreamState, stream: OpenStream | null, wasPaused: boolean, ports: Set<Port> }} Topic
 */

export const BEAT_MS = 10_000;
/** Browsers slow the timers of a hidden tab down to one call a minute. A port that is silent for longer belongs to no tab. */
const GONE_MS = 180_000;
/** Streams with a header are those of single tickets, by their private links. */
const MOST_LINKS = 2;

/** @returns {{ connect: (port: Port) => void, sessionChanged: () => void }} */
export function createHub() {
  /** @type {Map<Port, number>} when each port was last heard */
  const ports = new Map();
  /** The one that was looked at last comes last. @type {Map<string, Topic>} */
  const topics = new Map();

  /** @param {Topic} topic  @param {ToTab} message */
  const tell = (topic, message) => topic.ports.forEach((port) => port.postMessage(message));

  /** @param {Topic} topic */
  const open = (topic) => {
    if (topic.stream) return;
    topic.stream = openStream(topic.request, {
      onStatus: (state) => {
        topic.state = state;
        tell(topic, { state });
      },
      onEvent: (event, data) => tell(topic, { event, data }),
      onMissed: () => tell(topic, { missed: true }),
    });
    if (topic.wasPaused) tell(topic, { missed: true });
    topic.wasPaused = false;
  };

  /** @param {Topic} topic */
  const pause = (topic) => {
    if (!topic.stream) return;
    topic.stream.close();
    topic.stream = null;
    topic.wasPaused = true;
    topic.state = { status: 'off', code: 0 };
    tell(topic, { state: topic.state });
  };

  /** Opens what may be open and closes the rest. */
  const balance = () => {
    const latestFirst = [...topics.values()].reverse();
    const links = latestFirst.filter(({ request }) => request.headers);
    latestFirst.filter(({ request }) => !request.headers).forEach(open);
    links.slice(MOST_LINKS).forEach(pause);
    links.slice(0, MOST_LINKS).forEach(open);
  };

  /** @param {Port} port  @param {StreamRequest} request */
  const follow = (port, request) => {
    const key = JSON.stringify(request);
    const topic = topics.get(key) ?? {
      request,
      state: { status: /** @type {const} */ ('connecting'), code: 0 },
      stream: null,
      wasPaused: false,
      ports: new Set(),
    };
    topic.ports.add(port);
    port.postMessage({ state: topic.state });
    topics.set(key, topic);
    raise(port);
  };

  /** @param {Port} port whose topic is looked at now */
  const raise = (port) => {
    for (const [key, topic] of [...topics]) {
      if (!topic.ports.has(port)) continue;
      topics.delete(key);
      topics.set(key, topic);
    }
    balance();
  };

  /** @param {Port} port */
  const leave = (port) => {
    ports.delete(port);
    port.close();
    for (const [key, topic] of [...topics]) {
      topic.ports.delete(port);
      if (topic.ports.size > 0) continue;
      topic.stream?.close();
      topics.delete(key);
    }
    balance();
  };

  /** @param {Port} port @returns {OpenStream[]} */
  const streamsOf = (port) =>
    [...topics.values()].flatMap((topic) => (topic.ports.has(port) && topic.stream ? [topic.stream] : []));

  /** @param {Port} port  @param {FromTab} message */
  const receive = (port, message) => {
    ports.set(port, Date.now());
    if (typeof message === 'object') return follow(port, message.follow);
    if (message === 'bye') return leave(port);
    if (message === 'look') {
      raise(port);
      streamsOf(port).forEach((stream) => {
        stream.check();
        stream.retry();
      });
    }
    if (message === 'online') streamsOf(port).forEach((stream) => stream.restart());
    return undefined;
  };

  setInterval(() => {
    for (const [port, heardAt] of [...ports]) {
      if (Date.now() - heardAt > GONE_MS) leave(port);
      else port.postMessage({ beat: true });
    }
  }, BEAT_MS);

  return {
    connect: (port) => {
      port.onmessage = ({ data }) => receive(port, data);
    },
    // A private link needs no session.
    sessionChanged: () => topics.forEach(({ request, stream }) => request.headers || stream?.restart()),
  };
}
