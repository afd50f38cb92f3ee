/** Times in the reader's own language and zone. */

// Each is made when it is first used: that takes a slow phone longer than drawing a row.
const relative = once(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' }));
const exact = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' }));
const clockTime = once(() => new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }));
const longDay = once(() => new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' }));
const longDate = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' }));
const dayAndMonth = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }));
const monthAndYear = once(() => new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric' }));
const day = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }));

/** @type {[Intl.RelativeTimeFormatUnit, number][]} unit and its length in seconds */
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/**
 * @param {string} iso
 * @param {number} now milliseconds
 * @returns {[number, Intl.RelativeTimeFormatUnit]} in the largest unit of which one has passed; seconds are not counted
 */
export function passed(iso, now) {
  const seconds = (now - Date.parse(iso)) / 1000;
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', Infinity];
  return [Math.floor(seconds / length), unit];
}

/**
 * @param {string} iso
 * @param {number} now milliseconds
 * @returns {string} "3 min. ago"; "now" for the last minute and for clocks that run ahead
 */
export function ago(iso, now) {
  const [count, unit] = passed(iso, now);
  return relative().format(-Math.max(count, 0), unit);
}

/** Units that are short and clear; a month would look like a minute. @type {[string, number, number][]} unit, its seconds, up to */
const SHORT_UNITS = [
  ['minute', 60, 3_600],
  ['hour', 3_600, 86_400],
  ['day', 86_400, 604_800],
  ['week', 604_800, 2_419_200],
];
const shortUnits = once(() =>
  SHORT_UNITS.map(([unit]) => new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'narrow' })),
);

/**
 * How old something is, for a narrow column.
 *
 * @param {string} iso
 * @param {number} now milliseconds
 * @returns {string} "5m", "17h", "3d", "2w", then the day, "2 Nov", or the month, "Nov 2025"
 */
export function age(iso, now) {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 60) return relative().format(0, 'second');
  const at = SHORT_UNITS.findIndex(([, , end]) => seconds < end);
  if (at >= 0) return shortUnits()[at].format(Math.floor(seconds / SHORT_UNITS[at][1]));
  const date = new Date(iso);
  return (date.getFullYear() === new Date(now).getFullYear() ? dayAndMonth() : monthAndYear()).format(date);
}

/** @param {string} iso */
export const exactly = (iso) => exact().format(new Date(iso));

/** @param {string} iso  @returns {string} "9:49 PM" */
export const clock = (iso) => clockTime().format(new Date(iso));

/**
 * @param {string} iso
 * @param {number} now milliseconds
 * @returns {string} the reader's day of that time: "Today", "Yesterday", "Monday, 23 November", "23 November 2025"
 */
export function dayHeading(iso, now) {
  const date = new Date(iso);
  const that = readersDay(date.getTime());
  if (that === readersDay(now)) return 'Today';
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (that === readersDay(yesterday.getTime())) return 'Yesterday';
  return (date.getFullYear() === new Date(now).getFullYear() ? longDay() : longDate()).format(date);
}

/** @param {string} date YYYY-MM-DD, a calendar day of any zone */
export const dayOf = (date) => day().format(new Date(`${date}T00:00:00Z`));

/**
 * The zone that `exactly` writes times in. A browser that does not know its zone writes them in UTC.
 *
 * @returns {string} its IANA name
 */
export function readersZone() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone && timeZone !== 'Etc/Unknown' ? timeZone : 'UTC';
}

/**
 * @param {number} now milliseconds
 * @returns {string} YYYY-MM-DD, the reader's day
 */
export function readersDay(now) {
  const date = new Date(now);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => `${part}`.padStart(2, '0')).join('-');
}

/**
 * The API counts suggestions by the day in UTC and keeps no hours, so it cannot count by the reader's day.
 *
 * @returns {string} what a label says beside such a day; '' where the reader's day is the same
 */
export const utcNote = () => (new Date().getTimezoneOffset() === 0 ? '' : ' (UTC)');

/**
 * @template T
 * @param {() => T} make
 * @returns {() => T}
 */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}
