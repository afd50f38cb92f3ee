import { useEffect, useState } from 'react';
import { isAbort } from '../api/client.js';
import { listChanges, listMoreChanges } from '../api/tickets.js';

/** @import { ChangePage, TicketChange } from '../api/tickets.js' */
/** @import { Ticket } from '../ticket.js' */

/**
 * What was changed in a ticket, oldest first. Asked for again when the ticket changes; what is there
 * stays until then. A ticket that never changed is not asked about.
 *
 * @param {Ticket} ticket
 * @returns {{ changes: TicketChange[], hasFailed: boolean, showMore: (() => void) | null }}
 */
export function useHistory({ id, created_at: createdAt, updated_at: updatedAt }) {
  const [page, setPage] = useState(/** @type {ChangePage} */ ({ changes: [], next: null }));
  const [hasFailed, setHasFailed] = useState(false);
  const isChanged = updatedAt > createdAt;

  useEffect(() => {
    if (!isChanged) return undefined;
    const controller = new AbortController();
    listChanges(id, controller.signal)
      .then((first) => {
        setPage(first);
        setHasFailed(false);
      })
      .catch((error) => isAbort(error) || setHasFailed(true));
    return () => controller.abort();
  }, [id, isChanged, updatedAt]);

  /** @param {string} next */
  const add = (next) =>
    listMoreChanges(next)
      .then((more) => setPage((before) => ({ changes: [...before.changes, ...more.changes], next: more.next })))
      .catch(() => setHasFailed(true));

  const { changes, next } = page;
  return { changes, hasFailed, showMore: next ? () => void add(next) : null };
}
