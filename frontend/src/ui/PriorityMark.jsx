import { label, PRIORITIES } from '../api/ticket.js';

/** @import { Priority } from '../api/ticket.js' */

/** Colour is for what is urgent. */
const COLOURS = { low: 'text-ink-soft', medium: 'text-ink-soft', high: 'text-amber', critical: 'text-red' };
const WORDS = { ...COLOURS, critical: 'text-red font-medium' };

/**
 * Bars of rising height; as many are filled as the priority is high, so no colour is needed. The highest is
 * drawn the other way round: light bars on a filled square.
 *
 * @param {{ priority: Priority }} props
 */
export function PriorityBars({ priority }) {
  const level = PRIORITIES.indexOf(priority);
  const isFilled = priority === 'critical';
  return (
    <svg viewBox="0 0 16 16" className={`size-4 shrink-0 ${COLOURS[priority]}`} aria-hidden="true">
      {isFilled && <rect x="0.5" y="0.5" width="15" height="15" rx="3.5" fill="currentColor" />}
      {PRIORITIES.map((name, step) => (
        <rect
          key={name}
          x={isFilled ? 3 + step * 2.7 : 1.2 + step * 3.6}
          y={isFilled ? 9 - step * 1.8 : 10 - step * 2.5}
          width={isFilled ? 1.9 : 2.6}
          height={isFilled ? 3.6 + step * 1.8 : 4 + step * 2.5}
          rx="0.8"
          className={isFilled ? 'fill-panel' : 'fill-current'}
          opacity={step <= level ? 1 : 0.28}
        />
      ))}
    </svg>
  );
}

/** @param {{ priority: Priority, className?: string }} props */
export function PriorityMark({ priority, className = '' }) {
  return (
    <span className={`inline-flex items-center gap-1.5 ${WORDS[priority]} ${className}`}>
      <PriorityBars priority={priority} />
      <span>{label(priority)}</span>
    </span>
  );
}
