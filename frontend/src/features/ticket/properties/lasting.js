import { passed } from '../../../browser/time.js';

/**
 * @param {string} iso
 * @param {number} now milliseconds
 * @returns {string} how long it has lasted: "5 min"; "1 min" from the beginning on
 */
export function lasting(iso, now) {
  const [count, unit] = passed(iso, now);
  const [shown, of] = unit === 'second' ? [1, 'minute'] : [count, unit];
  return new Intl.NumberFormat(undefined, { style: 'unit', unit: of, unitDisplay: 'short' }).format(shown);
}
