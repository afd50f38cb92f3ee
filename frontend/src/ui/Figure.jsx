import { useState } from 'react';

/**
 * One figure. It ticks once, softly, when an update changes it.
 *
 * @param {{ name: string, value: number | string | undefined, hint?: string, className?: string }} props undefined: not known yet
 */
export function Figure({ name, value, hint, className = '' }) {
  const [seen, setSeen] = useState({ value, ticks: 0 });
  if (seen.value !== value) {
    setSeen({ value, ticks: seen.value === undefined ? 0 : seen.ticks + 1 });
  }
  return (
    <div title={hint} className={className}>
      <dt className="text-small whitespace-nowrap text-ink-soft">{name}</dt>
      <dd key={seen.ticks} className={`text-figure font-semibold tabular-nums ${seen.ticks > 0 ? 'ticking' : ''}`}>
        {value === undefined ? <span className="text-ink-soft">–</span> : value.toLocaleString()}
      </dd>
    </div>
  );
}
