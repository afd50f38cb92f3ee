import { useCallback, useEffect, useRef, useState } from 'react';
import { oneAtATime, untilReached } from '../../api/persistently.js';
import { eventsOf, fetchFollowed } from '../../api/privateLink.js';
import { setAppearance } from '../../browser/appearance.js';
import { followEvents } from '../../live/follow.js';

/**
 * @import { FollowedTicket } from '../../api/privateLink.js'
 * @import { StreamStatus } from '../../live/stream.js'
 */

/**
 * @typedef {{ status: 'loading' | 'failed' | 'gone', ticket: null } | { status: 'ready', ticket: FollowedTicket }} Followed
 *   'failed': the server cannot be reached; it is tried again. 'gone': the link is not valid
 */

/**
 * The one ticket of a private link, as it is now and as it changes.
 *
 * @param {string} token
 * @returns {Followed & { live: StreamStatus, reload: () => void }} `reload` reads the ticket again
 */
export function useFollowedTicket(token) {
  const [followed, setFollowed] = useState(/** @type {Followed} */ ({ status: 'loading', ticket: null }));
  const again = useRef(() => {});
  const reload = useCallback(() => again.current(), []);
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
        setAppearance(ticket.appearance);
        setFollowed({ status: 'ready', ticket });
        return true;
      } catch {
        unfollow();
        if (!signal.aborted) setFollowed({ status: 'gone', ticket: null });
        return false;
      }
    });
    again.current = () => void read();
    void read().then((isThere) => {
      if (isThere && !signal.aborted) unfollow = follow();
    });
    return () => {
      controller.abort();
      unfollow();
    };
  }, [token]);

  return { ...followed, live, reload };
}
