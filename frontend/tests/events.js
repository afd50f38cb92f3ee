import { act } from '@testing-library/react';

/**
 * @import { StreamStatus } from '../src/live/stream.js'
 * @import { FromTab, ToTab } from '../src/live/hub.js'
 */

/**
 * jsdom has no SharedWorker. This one tells a tab what a test wants the worker of the live updates to tell;
 * setup.js puts it in place. The worker is tested separately.
 */
export class ScriptedWorker extends EventTarget {
  /** @type {ScriptedWorker[]} */
  static started = [];

  static get latest() {
    return /** @type {ScriptedWorker} */ (ScriptedWorker.started.at(-1));
  }

  constructor() {
    super();
    /** What the tab has said. @type {FromTab[]} */
    this.heard = [];
    this.port = {
      /** @type {((event: { data: ToTab }) => void) | null} */
      onmessage: null,
      postMessage: (/** @type {FromTab} */ message) => void this.heard.push(message),
      close: () => {},
    };
    ScriptedWorker.started.push(this);
  }

  /** Whether the tab has left. */
  get isLeft() {
    return this.heard.includes('bye');
  }

  /** @param {ToTab} message */
  tell(message) {
    act(() => this.port.onmessage?.({ data: message }));
  }

  connect() {
    this.state('live');
  }

  /** The connection broke, and the worker opens it again. */
  interrupt() {
    this.state('reconnecting');
  }

  /** @param {number} [code] HTTP status with which the server refused the stream */
  refuse(code = 502) {
    this.state('off', code);
  }

  /** @param {StreamStatus} status  @param {number} [code] */
  state(status, code = 0) {
    this.tell({ state: { status, code } });
  }

  /**
   * @param {'ticket' | 'message' | 'stats' | 'reset'} event
   * @param {unknown} [data]
   */
  send(event, data = {}) {
    this.tell({ event, data: JSON.stringify(data) });
  }
}
