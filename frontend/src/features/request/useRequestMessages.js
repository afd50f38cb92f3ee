import { useState } from 'react';
import { fetchOlderMessages } from '../../api/privateLink.js';

/**
 * @import { Message } from '../../api/messages.js'
 * @import { FollowedTicket, RequestMessages } from '../../api/privateLink.js'
 */

/** @type {Message[]} */
const NONE = [];

/**
 * The messages of a followed ticket: those that come with it, those that were read or written before, and older
 * ones on demand.
 *
 * @param {string} token
 * @param {FollowedTicket} ticket
 */
export function useRequestMessages(token, ticket) {
  const read = ticket.messages;
  const [known, setKnown] = useState(() => begin(read));
  if (read !== known.read) setKnown(joined(known, read));
  const { messages, older } = known;

  const add = (/** @type {Message[]} */ arrived) => setKnown((before) => ({ ...before, ...withMessages(before, arrived) }));
  const [isFailed, setIsFailed] = useState(false);
  const showOlder = async () => {
    if (!older) return;
    try {
      const page = await fetchOlderMessages(token, older);
      setIsFailed(false);
      setKnown((before) => ({ ...before, messages: merged(page.results, before.messages), older: page.older }));
    } catch {
      setIsFailed(true);
    }
  };
  return { messages, fresh: known.fresh, older, isFailed, add, showOlder };
}

/**
 * @typedef {object} Known
 * @property {RequestMessages | undefined} read what came with the ticket last
 * @property {Message[]} messages oldest first
 * @property {ReadonlySet<number>} fresh the numbers of those that have arrived since
 * @property {string | null} older
 */

/** @param {RequestMessages | undefined} read  @returns {Known} */
const begin = (read) => ({ read, messages: read?.results ?? NONE, fresh: new Set(), older: read?.older ?? null });

/** @param {Known} known  @param {RequestMessages | undefined} read  @returns {Known} */
function joined(known, read) {
  const results = read?.results ?? NONE;
  const last = known.messages.at(-1)?.id ?? 0;
  // More was missed than one answer holds: begin anew rather than leave a gap.
  if (results.length > 0 && results[0].id > last + 1) return begin(read);
  return { ...known, read, ...withMessages(known, results) };
}

/** @param {Known} known  @param {Message[]} arrived */
function withMessages(known, arrived) {
  const ids = new Set(known.messages.map(({ id }) => id));
  const fresh = arrived.map(({ id }) => id).filter((id) => !ids.has(id));
  return { messages: merged(known.messages, arrived), fresh: new Set([...known.fresh, ...fresh]) };
}

/** @param {Message[]} one  @param {Message[]} other  @returns {Message[]} each once, in their order */
function merged(one, other) {
  const byId = new Map([...one, ...other].map((message) => [message.id, message]));
  return [...byId.values()].sort((first, second) => first.id - second.id);
}
