/**
 * Server-sent events out of an answer to `fetch`, for streams whose request needs a header: EventSource
 * cannot send any. As in the HTML standard, but without ids and pauses, which these streams do not use.
 */

/** The server sends `ping` every 15 s; after several of them have not come the connection is dead. */
const SILENCE_MS = 60_000;

/** @typedef {{ event: string, data: string }} ServerEvent */

/**
 * @param {Response} response
 * @returns {AsyncGenerator<ServerEvent, void>} ends with the stream, and when it has been silent for too long
 */
export async function* readEvents(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await heard(reader.read());
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = /** @type {string} */ (blocks.pop());
      yield* blocks.map(readBlock).filter((event) => event !== null);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * @param {Promise<ReadableStreamReadResult<Uint8Array>>} reading
 * @returns {Promise<ReadableStreamReadResult<Uint8Array>>} the end of the stream when nothing comes for too long
 */
function heard(reading) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<{ done: true, value: undefined }>} */
  const silence = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ done: true, value: undefined }), SILENCE_MS);
  });
  return Promise.race([reading, silence]).finally(() => clearTimeout(timer));
}

/**
 * @param {string} block the lines of one event
 * @returns {ServerEvent | null} null: comments alone
 */
function readBlock(block) {
  /** @type {string[]} */
  const data = [];
  let event = 'message';
  for (const line of block.split('\n')) {
    const [, name, value] = line.match(/^([a-z]+):? ?(.*)$/) ?? [];
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
  return data.length > 0 ? { event, data: data.join('\n') } : null;
}
