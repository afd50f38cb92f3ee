import { useCallback, useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../api/client.js';
import { getTicket } from '../../api/tickets.js';

/** @import { Ticket } from '../../api/ticket.js' */

/**
 * @typedef {{ status: 'loading' | 'missing', ticket: null } | { status: 'failed', ticket: null, sentence: string }
 *   | { status: 'ready', ticket: Ticket }} Linked
 *   `sentence`: the server's own about why, or ''
 */

/** @typedef {Linked & { id: number }} LinkedTicket */

/**
 * The one ticket that the address points at, wherever in the list it would stand.
 *
 * @param {number | null} id
 * @param {number} refreshKey
 * @param {Ticket | null} [listed] the ticket as a list has it, to be shown until the server has answered
 * @returns {{ linked: LinkedTicket | null, show: (ticket: Ticket) => void, retry: () => void, reload: () => void }}
 *   `show` takes any ticket as it is now and ignores others than this one; `reload` reads it again and keeps
 *   the known one until then
 */
export function useLinkedTicket(id, refreshKey, listed = null) {
  const [known, setKnown] = useState(/** @type {LinkedTicket | null} */ (null));
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (id === null) return undefined;
    const controller = new AbortController();
    getTicket(id, controller.signal)
      .then(({ ticket }) => setKnown({ id, status: 'ready', ticket }))
      .catch((error) => {
        if (isAbort(error) || error.isSignedOut) return;
        const sentence = error instanceof ApiError ? error.sentence : '';
        const isGone = error instanceof ApiError && error.status === 404;
        setKnown((before) => {
          if (isGone) return { id, status: 'missing', ticket: null };
          // What was read before is better than nothing.
          return before?.id === id && before.ticket ? before : { id, status: 'failed', ticket: null, sentence };
        });
      });
    return () => controller.abort();
  }, [id, refreshKey, tries]);

  const show = useCallback((/** @type {Ticket} */ ticket) => {
    setKnown((before) => {
      if (before?.id !== ticket.id || !before.ticket || before.ticket.updated_at > ticket.updated_at) return before;
      return { id: ticket.id, status: 'ready', ticket: { ...before.ticket, ...ticket } };
    });
  }, []);
  const reload = useCallback(() => setTries((count) => count + 1), []);
  const retry = useCallback(() => {
    setKnown(null);
    setTries((count) => count + 1);
  }, []);

  if (id === null) return { linked: null, show, retry, reload };
  const isKnown = known?.id === id && (known.status !== 'failed' || !listed);
  if (isKnown) return { linked: known, show, retry, reload };
  return { linked: listed ? { id, status: 'ready', ticket: listed } : { id, status: 'loading', ticket: null }, show, retry, reload };
}
