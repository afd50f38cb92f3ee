import { startTransition, useCallback, useEffect, useState } from 'react';
import { isAbort } from '../../api/client.js';
import { fetchDailyStats, fetchStats } from '../../api/tickets.js';
import { useToday } from '../../browser/useNow.js';
import { readersDay, readersZone } from '../../browser/time.js';

/** @import { DayCount, Stats } from '../../api/tickets.js' */

export const TREND_DAYS = 30;

/**
 * @typedef {{ status: 'loading' } | { status: 'failed' }
 *   | { status: 'ready', stats: Stats, days: DayCount[] }} Figures
 */

/**
 * The figures of the dashboard. Asked for again when `refreshKey` changes and when the reader's day
 * does; the old ones stay until the new ones are there.
 *
 * @param {number} refreshKey
 * @param {boolean} isWanted whether anybody may see them
 * @returns {{ figures: Figures, receive: (stats: Stats) => void, retry: () => void }}
 */
export function useStats(refreshKey, isWanted) {
  const [figures, setFigures] = useState(/** @type {Figures} */ ({ status: 'loading' }));
  const [tries, setTries] = useState(0);
  const today = useToday();

  useEffect(() => {
    if (!isWanted) return undefined;
    const controller = new AbortController();
    Promise.all([fetchStats(controller.signal), fetchDailyStats(TREND_DAYS, readersZone(), controller.signal)])
      .then(([stats, days]) => startTransition(() => setFigures({ status: 'ready', stats, days })))
      .catch((error) => {
        if (isAbort(error) || error.isSignedOut) return;
        setFigures((before) => (before.status === 'ready' ? before : { status: 'failed' }));
      });
    return () => controller.abort();
  }, [refreshKey, tries, isWanted, today]);

  const receive = useCallback((/** @type {Stats} */ stats) => {
    setFigures((before) =>
      before.status === 'ready'
        ? { status: 'ready', stats, days: countedToday(before.days, stats.total_tickets - before.stats.total_tickets) }
        : before,
    );
  }, []);

  const retry = useCallback(() => {
    setFigures({ status: 'loading' });
    setTries((count) => count + 1);
  }, []);
  return { figures, receive, retry };
}

/**
 * The live event brings the totals and not the trend; what came since was created today.
 *
 * @param {DayCount[]} days
 * @param {number} added
 * @returns {DayCount[]}
 */
function countedToday(days, added) {
  const today = readersDay(Date.now());
  const last = days.at(-1);
  if (added <= 0 || !last) return days;
  if (last.date === today) return [...days.slice(0, -1), { ...last, created: last.created + added }];
  return [...days.slice(1), { date: today, created: added }];
}
