import { act } from '@testing-library/react';

/**
 * jsdom has no EventSource. This one does what the tests tell it; it is put in its place by setup.js.
 */
export class ScriptedEventSource extends EventTarget {
  /** @type {ScriptedEventSource[]} */
  static opened = [];

  /** @param {string} url */
  constructor(url) {
    super();
    this.url = url;
    this.readyState = 0;
    ScriptedEventSource.opened.push(this);
  }

  static get latest() {
    return /** @type {ScriptedEventSource} */ (ScriptedEventSource.opened.at(-1));
  }

  connect() {
    this.readyState = 1;
    act(() => void this.dispatchEvent(new Event('open')));
  }

  /** The connection broke, and the browser is opening it again by itself. */
  interrupt() {
    this.readyState = 0;
    act(() => void this.dispatchEvent(new Event('error')));
  }

  /** The server refused, and the browser gave up. */
  refuse() {
    this.readyState = 2;
    act(() => void this.dispatchEvent(new Event('error')));
  }

  /**
   * @param {'ticket' | 'stats' | 'reset' | 'signed_out'} type
   * @param {unknown} [data]
   */
  send(type, data = {}) {
    act(() => void this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) })));
  }

  close() {
    this.readyState = 2;
  }
}
