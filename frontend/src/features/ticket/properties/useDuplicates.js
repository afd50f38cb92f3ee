import { useEffect, useRef, useState } from 'react';
import { listDuplicates } from '../../../api/tickets.js';
import { useTicketChanges } from '../../../live/ticketChanges.js';
import { useAnswer } from '../useLoaded.js';

/** @import { Duplicates } from '../../../api/tickets.js' */

/** Changes of so many milliseconds are read at once: a reply to all duplicates changes each of them. */
const PAUSE_MS = 500;

/**
 * The duplicates of a ticket, read again when one is marked, unmarked or changed.
 *
 * @param {number} id of the original, the same during the component's life
 * @param {unknown} turn another one reads them again
 * @returns {{ known: Duplicates | null, isSettled: boolean }} null: not known yet
 */
export function useDuplicates(id, turn) {
  const [changes, setChanges] = useState(0);
  const answer = useAnswer(`${id} ${turn} ${changes}`, (signal) => listDuplicates(id, signal));
  const { known } = answer;
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  useTicketChanges((ticket) => {
    // One that was unmarked is known by its number alone.
    const isOne = ticket.duplicate_of === id || !known || known.tickets.some((each) => each.id === ticket.id);
    if (!isOne) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setChanges((count) => count + 1);
    }, PAUSE_MS);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return answer;
}
