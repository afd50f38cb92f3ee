import { useEffect, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { fetchFollowed } from '../../api/privateLink.js';
import { useStored } from '../../browser/useStored.js';
import { markGone, SENT, tokenOf } from './sentLinks.js';

/**
 * @import { SentLink } from './sentLinks.js'
 * @import { Status } from '../../api/ticket.js'
 */

/** A page that is looked at again asks no more often than this. */
const FRESH_MS = 60_000;

/** @returns {SentLink[]} the links that this browser keeps, newest first */
export function useSentLinks() {
  return /** @type {SentLink[]} */ (useStored(SENT)).toSorted((one, other) => other.at - one.at);
}

/**
 * The status of each of these tickets; asked for one after another, and again when the page is looked at.
 *
 * @param {SentLink[]} links
 * @returns {Record<string, Status>} by link; without those that have not been answered
 */
export function useSentStatuses(links) {
  const [statuses, setStatuses] = useState(/** @type {Record<string, Status>} */ ({}));
  const [turn, setTurn] = useState(0);
  const wanted = JSON.stringify(links.filter(({ isGone }) => !isGone));

  useEffect(() => {
    let askedAt = Date.now();
    const look = () => {
      if (document.visibilityState === 'hidden' || Date.now() - askedAt < FRESH_MS) return;
      askedAt = Date.now();
      setTurn((before) => before + 1);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      for (const sent of /** @type {SentLink[]} */ (JSON.parse(wanted))) {
        try {
          const { status } = await fetchFollowed(tokenOf(sent.link), controller.signal);
          setStatuses((before) => ({ ...before, [sent.link]: status }));
        } catch (error) {
          if (controller.signal.aborted) return;
          if (error instanceof ApiError && error.status === 404) markGone(sent);
        }
      }
    };
    void ask();
    return () => controller.abort();
  }, [wanted, turn]);

  return statuses;
}
