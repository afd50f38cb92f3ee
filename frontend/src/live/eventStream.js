/**
 * Reads server-sent events from the answer to a `fetch`. EventSource can neither send a header nor say
 * which status refused it, and it hides the comments that show that a connection is alive.
 */

/** @typedef {{ event: string, data: string, id: string }} ServerEvent `data` is empty when only the id moved on */

/**
 * @param {Response} response
 * @param {object} [options]
 * @param {() => void} [options.onBytes] called each time the server is heard, for a comment as well
 * @param {AbortSignal} [options.signal] ends the reading
 * @returns {AsyncGenerator<ServerEvent, void>} ends with the stream; throws when the connection breaks
 */
export async function* readEvents(response, { onBytes = () => {}, signal } = {}) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal?.addEventListener('abort', cancel);
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = /** @type {string} */ (blocks.pop());
      yield* blocks.map(readBlock).filter((event) => event !== null);
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

/**
 * @param {string} block the lines of one event
 * @returns {ServerEvent | null} null: neither data nor an id
 */
function readBlock(block) {
  /** @type {string[]} */
  const data = [];
  let event = 'message';
  let id = '';
  for (const line of block.split('\n')) {
    const [, name, value] = line.match(/^([a-z]+):? ?(.*)$/) ?? [];
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
    if (name === 'id') id = value;
  }
  return data.length > 0 || id ? { event, data: data.join('\n'), id } : null;
}
