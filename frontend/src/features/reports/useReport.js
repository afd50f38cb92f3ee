import { useCallback, useEffect, useState } from 'react';
import { isAbort } from '../../api/client.js';
import { fetchTimes } from '../../api/reports.js';
import { readersZone } from '../../browser/time.js';
import { comparedUntil } from './range.js';

/**
 * @import { Grouping, TimesReport } from '../../api/reports.js'
 * @import { Range } from './range.js'
 */

/**
 * @template T
 * @typedef {{ status: 'loading' | 'failed' } | { status: 'ready', value: T, isOld: boolean }} Asked
 *   `isOld`: the value is of the former days, while the answer for the present ones loads
 */

/**
 * @template T
 * Keeps the former answer while the next one loads.
 *
 * @param {string} key names the question; a new one asks again
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @returns {{ asked: Asked<T>, retry: () => void }}
 */
function useAsked(key, ask) {
  const [known, setKnown] = useState(/** @type {{ key: string, value: T } | null} */ (null));
  const [failed, setFailed] = useState('');
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    ask(controller.signal)
      .then((value) => {
        setKnown({ key, value });
        setFailed('');
      })
      .catch((error) => !isAbort(error) && setFailed(key));
    return () => controller.abort();
    // `ask` is another function at every render; `key` names its question.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, tries]);
  const retry = useCallback(() => {
    setFailed('');
    setTries((count) => count + 1);
  }, []);
  if (failed === key) return { asked: { status: 'failed' }, retry };
  return { asked: known ? { status: 'ready', value: known.value, isOld: known.key !== key } : { status: 'loading' }, retry };
}

/**
 * The figures of the days, and the totals of the days that they are compared with.
 *
 * @param {Range} range
 * @returns {{ asked: Asked<{ report: TimesReport, before: TimesReport['total'] }>, retry: () => void }}
 */
export function useReport(range) {
  const { days, to } = range;
  const before = comparedUntil(range);
  const tz = readersZone();
  return useAsked(`${days} ${to} ${before} ${tz}`, async (signal) => {
    const [report, compared] = await Promise.all([
      fetchTimes({ days, until: to, tz, group: 'day' }, signal),
      fetchTimes({ days, until: before, tz, group: 'priority' }, signal),
    ]);
    return { report, before: compared.total };
  });
}

/**
 * @param {Range} range
 * @param {Grouping} group
 * @returns {{ asked: Asked<{ group: Grouping, groups: TimesReport['groups'] }>, retry: () => void }}
 */
export function useGroups({ days, to }, group) {
  const tz = readersZone();
  return useAsked(`${days} ${to} ${tz} ${group}`, async (signal) => {
    const { groups } = await fetchTimes({ days, until: to, tz, group }, signal);
    return { group, groups };
  });
}
