import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { ApiError, isAbort } from '../../api/client.js';
import { listMessages, listNewerMessages, listOlderMessages } from '../../api/messages.js';
import { oneAtATime, untilReached } from '../../api/persistently.js';

/** @import { Message } from '../../api/messages.js' */

/**
 * @typedef {object} Messages
 * @property {'loading' | 'ready' | 'failed'} status
 * @property {Message[]} messages oldest first
 * @property {ReadonlySet<number>} fresh the numbers of those that have arrived since the page was opened
 * @property {string | null} older the address of the page before
 * @property {string} sentence the server's own about what failed, or ''
 */

/** @type {Messages} */
const NOTHING = { status: 'loading', messages: [], fresh: new Set(), older: null, sentence: '' };

/** Pages that follow one another are asked for at once. */
const FULL = 500;

/**
 * The messages of a ticket: the newest ones, older ones on demand, and those that arrive.
 *
 * @param {number} ticketId the same during the component's life
 * @param {unknown} turn a change asks for newer messages
 * @returns {Messages & { add: (messages: Message[]) => void, showOlder: () => Promise<void>, readNewer: () => void, retry: () => void }}
 */
export function useConversation(ticketId, turn) {
  const [state, setState] = useState(NOTHING);
  const [tries, setTries] = useState(0);
  // Numbers follow one another, so this is the last message before which none is missing.
  const last = useRef(/** @type {number | null} */ (null));
  const readNewer = useRef(() => {});

  const add = useCallback((/** @type {Message[]} */ arrived) => {
    for (const { id } of arrived) if (id === (last.current ?? 0) + 1) last.current = id;
    setState((before) => withNew(before, arrived));
    if (arrived.some(({ id }) => id > (last.current ?? 0))) readNewer.current();
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const read = oneAtATime(async () => {
      for (let isMore = last.current !== null; isMore && !signal.aborted; ) {
        const after = last.current ?? 0;
        const { messages } = await untilReached(() => listNewerMessages(ticketId, after), signal, () => {});
        last.current = messages.at(-1)?.id ?? after;
        setState((before) => withNew(before, messages));
        isMore = messages.length >= FULL;
      }
    });
    // Only a refusal ends it, for example when the session has ended, which the page says elsewhere.
    readNewer.current = () => void read().catch(() => {});
    listMessages(ticketId, signal)
      .then(({ messages, older }) => {
        last.current = messages.at(-1)?.id ?? 0;
        startTransition(() => setState({ ...NOTHING, status: 'ready', messages, older }));
      })
      .catch((error) => {
        if (isAbort(error)) return;
        setState({ ...NOTHING, status: 'failed', sentence: error instanceof ApiError ? error.sentence : '' });
      });
    return () => controller.abort();
  }, [ticketId, tries]);

  useEffect(() => readNewer.current(), [turn]);

  const { older } = state;
  const showOlder = async () => {
    if (!older) return;
    try {
      const page = await listOlderMessages(older);
      setState((before) => ({ ...before, messages: merged(page.messages, before.messages), older: page.older, sentence: '' }));
    } catch (error) {
      const sentence = error instanceof ApiError ? error.sentence : '';
      setState((before) => ({ ...before, sentence: sentence || 'Older messages could not be loaded. Try again in a moment.' }));
    }
  };
  return { ...state, add, showOlder, readNewer: () => readNewer.current(), retry: () => setTries((count) => count + 1) };
}

/** @param {Messages} before  @param {Message[]} arrived  @returns {Messages} */
function withNew(before, arrived) {
  const known = new Set(before.messages.map(({ id }) => id));
  const fresh = arrived.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return before;
  return {
    ...before,
    messages: merged(before.messages, fresh),
    fresh: new Set([...before.fresh, ...fresh.map(({ id }) => id)]),
  };
}

/** @param {Message[]} one  @param {Message[]} other  @returns {Message[]} each once, in their order */
function merged(one, other) {
  const byId = new Map([...one, ...other].map((message) => [message.id, message]));
  return [...byId.values()].sort((first, second) => first.id - second.id);
}
