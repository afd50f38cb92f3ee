import { Select } from '../../ui/fields/Select.jsx';
import { MOST_DAYS, PERIODS, daysBetween } from './range.js';

/** @import { Range } from './range.js' */

const CUSTOM = 'custom';
const WORDS = /** @type {Record<number, string>} */ ({ 365: 'Last 12 months' });

/**
 * Which days, and what they are compared with.
 *
 * @param {{ range: Range, onRange: (range: Range) => void }} props
 */
export function RangeBar({ range, onRange }) {
  const { from, to, days, isRelative, comparison } = range;
  /** @param {{ from?: string, to?: string }} change */
  const choose = (change) => {
    const next = { from, to, ...change };
    const count = daysBetween(next.from, next.to);
    if (count >= 1 && count <= MOST_DAYS) onRange({ ...range, ...next, days: count, isRelative: false });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Days of the report"
        value={isRelative ? days : CUSTOM}
        onChange={({ target }) => onRange({ ...range, isRelative: target.value !== CUSTOM, days: Number(target.value) || days })}
      >
        {PERIODS.map((each) => (
          <option key={each} value={each}>
            {WORDS[each] ?? `Last ${each} days`}
          </option>
        ))}
        <option value={CUSTOM}>From – to</option>
      </Select>
      {!isRelative && (
        <>
          <Day name="From" value={from} max={to} onDay={(day) => choose({ from: day })} />
          <Day name="To" value={to} min={from} onDay={(day) => choose({ to: day })} />
        </>
      )}
      <Select
        aria-label="Compared with"
        value={comparison}
        onChange={({ target }) => onRange({ ...range, comparison: target.value === 'year' ? 'year' : 'before' })}
      >
        <option value="before">Compared with the time before</option>
        <option value="year">Compared with a year before</option>
      </Select>
    </div>
  );
}

/** @param {{ name: string, value: string, min?: string, max?: string, onDay: (day: string) => void }} props */
function Day({ name, value, min, max, onDay }) {
  return (
    <input
      // Another range shows its days; typing is left alone.
      key={value}
      type="date"
      aria-label={name}
      className="field min-h-11 w-auto! lg:min-h-8 lg:py-1!"
      defaultValue={value}
      min={min}
      max={max}
      onBlur={({ target }) => target.value && target.value !== value && onDay(target.value)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
