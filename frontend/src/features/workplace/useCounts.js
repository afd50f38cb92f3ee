import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { countTickets } from '../../api/views.js';
import { fetchStats } from '../../api/tickets.js';

/** @import { OwnView } from './views.js' */

/** Many changes at once are counted together. */
const PAUSE_MS = 1_000;

/** @typedef {Partial<Record<OwnView, { count: number, capped: boolean } | null>>} Counts */

/**
 * How many tickets each view has. Counted again some time after `recount` was called, and when `refreshKey` changes.
 *
 * @param {number} refreshKey
 * @param {boolean} isWanted
 * @param {boolean} isTotalWanted whether the number of all tickets is asked for as well
 * @returns {{ counts: Counts, recount: (total?: number) => void }} `total`: how many tickets there are, when that is known
 */
export function useCounts(refreshKey, isWanted, isTotalWanted) {
  const [counts, setCounts] = useState(/** @type {Counts} */ ({}));
  const [turn, setTurn] = useState(0);
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const add = useCallback((/** @type {Counts} */ more) => startTransition(() => setCounts((before) => ({ ...before, ...more }))), []);

  useEffect(() => {
    if (!isWanted) return undefined;
    const controller = new AbortController();
    // Without an answer the page goes on with what it knows.
    countTickets(controller.signal).then(add, () => {});
    return () => controller.abort();
  }, [refreshKey, turn, isWanted, add]);

  useEffect(() => {
    if (!isTotalWanted) return undefined;
    const controller = new AbortController();
    fetchStats(controller.signal).then(({ total_tickets: total }) => add(all(total)), () => {});
    return () => controller.abort();
  }, [refreshKey, isTotalWanted, add]);

  useEffect(() => () => clearTimeout(timer.current), []);
  const recount = useCallback(
    (/** @type {number | undefined} */ total = undefined) => {
      if (total !== undefined) add(all(total));
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        setTurn((before) => before + 1);
      }, PAUSE_MS);
    },
    [add],
  );
  return { counts, recount };
}

/** @param {number} total  @returns {Counts} */
const all = (total) => ({ all: { count: total, capped: false } });
