/** Times and changes in a person's words. */

/** @type {['second' | 'minute' | 'hour' | 'day', number][]} unit and its length in seconds */
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/**
 * @param {number | null} seconds
 * @returns {string} "42 sec", "12 min", "3.4 hr", "2.1 days"; a dash for none
 */
export function tookWords(seconds) {
  if (seconds === null) return '–';
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = seconds / length;
  const maximumFractionDigits = count < 10 && unit !== 'second' ? 1 : 0;
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(count);
}

const percents = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });

/**
 * @param {number | null} now
 * @param {number | null} before
 * @returns {string} "+12%"; '' for no change, and where there is nothing to compare
 */
export function changeWords(now, before) {
  if (now === null || !before) return '';
  const part = (now - before) / before;
  return Math.abs(part) < 0.005 ? '' : percents.format(part);
}
