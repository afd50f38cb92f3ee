import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../api/client.js';
import { eventsOf, fetchFollowed } from '../../api/privateLink.js';
import { followEvents } from '../../live/follow.js';

/**
 * @import { FollowedTicket } from '../../api/privateLink.js'
 * @import { StreamStatus } from '../../live/stream.js'
 */

/** Pauses before the ticket is read again after a failure; the last one is repeated. */
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000];

/**
 * @typedef {{ status: 'loading' | 'failed' | 'gone', ticket: null } | { status: 'ready', ticket: FollowedTicket }} Followed
 *   'failed': the server cannot be reached; it is tried again. 'gone': the link is not valid
 */

/**
 * The one ticket of a private link, as it is now and as it changes.
 *
 * @param {string} token
 * @returns {Followed & { live: StreamStatus }}
 */
export function useFollowedTicket(token) {
  const [followed, setFollowed] = useState(/** @type {Followed} */ ({ status: 'loading', ticket: null }));
  const [live, setLive] = useState(/** @type {StreamStatus} */ ('connecting'));

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let unfollow = () => {};

    const follow = () =>
      followEvents(eventsOf(token), {
        onStatus: ({ status, code }) => {
          setLive(status);
          // Revoked, perhaps; the ticket itself says so.
          if (code) read();
        },
        onEvent: () => read(),
        onMissed: () => read(),
      });
    const read = oneAtATime(async () => {
      try {
        const ticket = await untilReached(() => fetchFollowed(token, signal), signal, () =>
          // An older state of the ticket is better than none.
          setFollowed((before) => (before.ticket ? before : { status: 'failed', ticket: null })),
        );
        setFollowed({ status: 'ready', ticket });
        return true;
      } catch {
        unfollow();
        if (!signal.aborted) setFollowed({ status: 'gone', ticket: null });
        return false;
      }
    });
    void read().then((isThere) => {
      if (isThere && !signal.aborted) unfollow = follow();
    });
    return () => {
      controller.abort();
      unfollow();
    };
  }, [token]);

  return { ...followed, live };
}

/**
 * Repeats the work until the server has answered it.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @param {AbortSignal} signal
 * @param {() => void} onFailure
 * @returns {Promise<T>} throws when the server says 404, and when the signal is aborted
 */
async function untilReached(work, signal, onFailure) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      if (error instanceof ApiError && error.status === 404) throw error;
      onFailure();
    }
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause));
    signal.throwIfAborted();
  }
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {() => Promise<T>} runs the work; calls while it runs lead to one more run after it
 */
function oneAtATime(work) {
  /** @type {Promise<T> | null} */
  let running = null;
  let isStale = false;
  const run = async () => {
    for (;;) {
      isStale = false;
      const result = await work();
      if (!isStale) {
        running = null;
        return result;
      }
    }
  };
  return () => {
    isStale = true;
    running ??= run();
    return running;
  };
}
