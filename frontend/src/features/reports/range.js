/**
 * The days of a report, in the page's address: `?days=30`, `?from=2026-11-01&to=2026-11-27`, and what
 * they are compared with.
 */
/**
 * @typedef {object} Range
 * @property {string} from YYYY-MM-DD, the first day
 * @property {string} to YYYY-MM-DD, the last day
 * @property {number} days
 * @property {boolean} isRelative it ends on the present day, whichever that is
 * @property {Comparison} comparison
 */
/** @typedef {'before' | 'year'} Comparison with the days before, or with those of a year before */

export const PERIODS = [7, 30, 90, 365];
/** What the API takes (docs/api.md). */
export const MOST_DAYS = 366;
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;
/** Whole weeks, so that a Monday is compared with a Monday. */
const YEAR_DAYS = 364;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** @param {string} day YYYY-MM-DD  @param {number} count */
export function addDays(day, count) {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} from  @param {string} to  @returns {number} both included */
export const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;

/** @param {string | null} day */
const isDay = (day) => day !== null && DAY.test(day) && !Number.isNaN(Date.parse(day));

/**
 * @param {string} query what follows the address's `?`
 * @param {string} today YYYY-MM-DD, the reader's day
 * @returns {Range} the last 30 days where the address names none that can be reported
 */
export function readRange(query, today) {
  const params = new URLSearchParams(query);
  const comparison = params.get('compare') === 'year' ? 'year' : 'before';
  const from = params.get('from');
  const to = params.get('to');
  if (isDay(from) && isDay(to)) {
    const days = daysBetween(/** @type {string} */ (from), /** @type {string} */ (to));
    if (days >= 1 && days <= MOST_DAYS) return { ...ending(/** @type {string} */ (to), days), comparison };
  }
  const days = PERIODS.find((each) => `${each}` === params.get('days')) ?? DEFAULT_DAYS;
  return { ...ending(today, days), isRelative: true, comparison };
}

/** @param {string} to  @param {number} days */
const ending = (to, days) => ({ from: addDays(to, 1 - days), to, days, isRelative: false });

/** @param {Range} range  @returns {string} '' or a query that begins with `?` */
export function writeRange({ from, to, days, isRelative, comparison }) {
  const params = new URLSearchParams(isRelative ? {} : { from, to });
  if (isRelative && days !== DEFAULT_DAYS) params.set('days', `${days}`);
  if (comparison === 'year') params.set('compare', 'year');
  return params.size ? `?${params}` : '';
}

/** @param {Range} range  @returns {string} the last of the days that it is compared with */
export const comparedUntil = ({ to, days, comparison }) => addDays(to, -(comparison === 'year' ? YEAR_DAYS : days));
