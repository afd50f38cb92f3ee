import { useEffect, useState } from 'react';
import { ApiError, isAbort } from '../../api/client.js';
import { listChanges, listMoreChanges } from '../../api/tickets.js';

/** @import { ChangePage, TicketChange } from '../../api/tickets.js' */
/** @import { Ticket } from '../../api/ticket.js' */

/**
 * The changes of a ticket, oldest first. Fetched again when the ticket changes; the present ones
 * stays until then. A ticket that never changed is not asked about.
 *
 * @param {Ticket} ticket
 * @param {number} [pages] that are read without being asked for
 * @returns {{ changes: TicketChange[], failure: string | null, showMore: (() => void) | null }}
 *   `failure`: the server's own sentence about why they cannot be read, '' without one
 */
export function useHistory({ id, created_at: createdAt, updated_at: updatedAt }, pages = 1) {
  const [page, setPage] = useState(/** @type {ChangePage} */ ({ changes: [], next: null }));
  const [failure, setFailure] = useState(/** @type {string | null} */ (null));
  const isChanged = updatedAt > createdAt;

  useEffect(() => {
    if (!isChanged) return undefined;
    const controller = new AbortController();
    const load = async () => {
      let read = await listChanges(id, controller.signal);
      for (let count = 1; count < pages && read.next; count += 1) {
        const more = await listMoreChanges(read.next);
        read = { changes: [...read.changes, ...more.changes], next: more.next };
      }
      if (controller.signal.aborted) return;
      setPage(read);
      setFailure(null);
    };
    load().catch((error) => isAbort(error) || setFailure(sentenceOf(error)));
    return () => controller.abort();
  }, [id, isChanged, updatedAt, pages]);

  /** @param {string} next */
  const add = (next) =>
    listMoreChanges(next)
      .then((more) => setPage((before) => ({ changes: [...before.changes, ...more.changes], next: more.next })))
      .catch((error) => setFailure(sentenceOf(error)));

  const { changes, next } = page;
  return { changes, failure, showMore: next ? () => void add(next) : null };
}

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof ApiError ? error.sentence : '');
