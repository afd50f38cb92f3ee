import { startTransition, useEffect, useState } from 'react';
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
 * @returns {{ changes: TicketChange[], isKnown: boolean, failure: string | null, showMore: (() => void) | null }}
 *   `isKnown`: what there was at first is read, or cannot be; `failure`: the server's own sentence about why, '' without one
 */
export function useHistory({ id, created_at: createdAt, updated_at: updatedAt }, pages = 1) {
  const [read, setRead] = useState(/** @type {ChangePage | null} */ (null));
  const [failure, setFailure] = useState(/** @type {string | null} */ (null));
  const isChanged = updatedAt > createdAt;
  const [wasNew] = useState(!isChanged);

  useEffect(() => {
    if (!isChanged) return undefined;
    const controller = new AbortController();
    const load = async () => {
      let page = await listChanges(id, controller.signal);
      for (let count = 1; count < pages && page.next; count += 1) page = joined(page, await listMoreChanges(page.next));
      if (controller.signal.aborted) return;
      startTransition(() => {
        setRead(page);
        setFailure(null);
      });
    };
    load().catch((error) => isAbort(error) || setFailure(sentenceOf(error)));
    return () => controller.abort();
  }, [id, isChanged, updatedAt, pages]);

  /** @param {string} next */
  const add = (next) =>
    listMoreChanges(next)
      .then((more) => setRead((before) => joined(before ?? NOTHING, more)))
      .catch((error) => setFailure(sentenceOf(error)));

  const { changes, next } = read ?? NOTHING;
  const isKnown = wasNew || read !== null || failure !== null;
  return { changes, isKnown, failure, showMore: next ? () => void add(next) : null };
}

/** @type {ChangePage} */
const NOTHING = { changes: [], next: null };

/** @param {ChangePage} page  @param {ChangePage} more  @returns {ChangePage} */
const joined = (page, more) => ({ changes: [...page.changes, ...more.changes], next: more.next });

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof ApiError ? error.sentence : '');
