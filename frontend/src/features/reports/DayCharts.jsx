import { readersZone } from '../../browser/time.js';
import { DayBars } from './DayBars.jsx';
import { happenedOn, listAddress } from './links.js';
import { tookWords } from './words.js';

/**
 * @import { Measure, TimesReport } from '../../api/reports.js'
 * @import { Bar } from './DayBars.jsx'
 */

/** @param {number[]} numbers */
const most = (numbers) => Math.max(1, ...numbers);

/**
 * Created against resolved by day: created above the line, resolved below it.
 *
 * @param {{ report: TimesReport }} props
 */
export function Flow({ report }) {
  const tz = readersZone();
  const top = most(report.groups.flatMap(({ created = 0, resolution }) => [created, resolution.tickets]));
  /** @param {'created' | 'resolved'} event  @param {string} day  @param {number} count  @returns {Bar | null} */
  const bar = (event, day, count) =>
    count === 0
      ? null
      : { words: `${count.toLocaleString()} ${event}`, href: listAddress(happenedOn(event, day, day, tz)), share: count / top };
  const columns = report.groups.map(({ day = '', created = 0, resolution }) => ({
    day,
    up: bar('created', day, created),
    down: bar('resolved', day, resolution.tickets),
  }));
  return <DayBars hasDown label="Created and resolved by day" legend={['Created', 'Resolved']} columns={columns} summary={`at most ${top.toLocaleString()} a day`} />;
}

/** @type {Record<Measure, { label: string, event: 'replied' | 'resolved', words: string }>} */
const MEASURES = {
  first_reply: { label: 'Time to first reply', event: 'replied', words: 'first replies' },
  resolution: { label: 'Time to resolution', event: 'resolved', words: 'resolved' },
};

/**
 * Median and 90th percentile by the day of the reply or of the resolution.
 *
 * @param {{ report: TimesReport, measure: Measure }} props
 */
export function Times({ report, measure }) {
  const tz = readersZone();
  const { label, event, words } = MEASURES[measure];
  const top = most(report.groups.map((group) => group[measure].p90 ?? 0));
  const columns = report.groups.map(({ day = '', [measure]: { tickets, median, p90 } }) => ({
    day,
    up:
      median === null || p90 === null
        ? null
        : {
            words: `half within ${tookWords(median)}, nine of ten within ${tookWords(p90)} (${tickets.toLocaleString()} ${words})`,
            href: listAddress(happenedOn(event, day, day, tz)),
            share: p90 / top,
            inner: median / p90,
          },
  }));
  const summary = columns.some(({ up }) => up) ? `up to ${tookWords(top)}` : 'none';
  return <DayBars label={label} legend={['Nine of ten', 'Half of them']} columns={columns} summary={summary} />;
}
