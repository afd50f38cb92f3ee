import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../api/client.js';
import { fetchFollowed, followedEvents } from '../api/privateLink.js';

/**
 * @import { FollowedTicket } from '../api/privateLink.js'
 * @import { LiveStatus } from './useLiveUpdates.js'
 */

/** Pauses before a stream that ended is asked for again; the last one is repeated. */
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000];

/**
 * @typedef {{ status: 'loading' | 'failed' | 'gone', ticket: null } | { status: 'ready', ticket: FollowedTicket }} Followed
 *   'failed': the server cannot be reached; it is tried again. 'gone': the link is not, or no longer, valid
 */

/**
 * The one ticket of a private link, as it is now and as it changes.
 *
 * @param {string} token
 * @returns {Followed & { live: LiveStatus }}
 */
export function useFollowedTicket(token) {
  const [followed, setFollowed] = useState(/** @type {Followed} */ ({ status: 'loading', ticket: null }));
  const [live, setLive] = useState(/** @type {LiveStatus} */ ('connecting'));

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const read = async () => setFollowed({ status: 'ready', ticket: await fetchFollowed(token, signal) });
    const follow = async () => {
      await read();
      for await (const { event } of followedEvents(token, signal)) {
        setLive('live');
        if (event !== 'open' && event !== 'ping') await read();
      }
    };
    void keepOn(follow, signal, (error) => {
      setLive('off');
      if (error?.status === 404) setFollowed({ status: 'gone', ticket: null });
      // What was read before is better than nothing.
      else if (error) setFollowed((before) => (before.ticket ? before : { status: 'failed', ticket: null }));
    });
    return () => controller.abort();
  }, [token]);

  return { ...followed, live };
}

/**
 * Does it again and again, until it is no longer wanted or there is nothing there.
 *
 * @param {() => Promise<void>} work
 * @param {AbortSignal} signal
 * @param {(error: ApiError | null) => void} onEnd called each time it ends; null: the stream just ended
 */
async function keepOn(work, signal, onEnd) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    /** @type {ApiError | null} */
    let error = null;
    try {
      await work();
      failures = 0;
    } catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return;
      error = thrown instanceof ApiError ? thrown : new ApiError('offline');
    }
    onEnd(error);
    if (error?.status === 404) return;
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
