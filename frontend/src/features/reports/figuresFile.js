/** @import { TimesReport } from '../../api/reports.js' */

const COLUMNS = [
  'day',
  'created',
  'first_replies',
  'first_reply_median_seconds',
  'first_reply_p90_seconds',
  'resolved',
  'resolution_median_seconds',
  'resolution_p90_seconds',
];

/**
 * The figures by day as a file for spreadsheets; all of its cells are days and numbers.
 *
 * @param {TimesReport} report by day
 * @returns {{ href: string, name: string }}
 */
export function figuresFile({ since, until, groups }) {
  const rows = groups.map(({ day, created, first_reply: reply, resolution }) => [
    day,
    created,
    reply.tickets,
    reply.median,
    reply.p90,
    resolution.tickets,
    resolution.median,
    resolution.p90,
  ]);
  const text = [COLUMNS, ...rows].map((row) => `${row.map((cell) => cell ?? '').join(',')}\r\n`).join('');
  return { href: `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${text}`)}`, name: `figures-${since}-${until}.csv` };
}
