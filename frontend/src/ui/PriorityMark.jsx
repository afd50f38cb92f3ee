import { label, PRIORITIES } from '../api/ticket.js';

/** @import { Priority } from '../api/ticket.js' */

const COLOURS = { low: 'text-ink-soft', medium: 'text-blue', high: 'text-amber', critical: 'text-red' };

/**
 * Four bars of rising height; as many are filled as the priority is high, so no colour is needed.
 *
 * @param {{ priority: Priority }} props
 */
export function PriorityBars({ priority }) {
  const level = PRIORITIES.indexOf(priority);
  return (
    <svg viewBox="0 0 16 16" className={`size-4 shrink-0 ${COLOURS[priority]}`} aria-hidden="true">
      {PRIORITIES.map((name, step) => (
        <rect
          key={name}
          x={1 + step * 3.7}
          y={10 - step * 2.7}
          width="2.6"
          height={4 + step * 2.7}
          rx="0.8"
          fill="currentColor"
          opacity={step <= level ? 1 : 0.22}
        />
      ))}
    </svg>
  );
}

/** @param {{ priority: Priority, className?: string }} props */
export function PriorityMark({ priority, className = '' }) {
  return (
    <span className={`inline-flex items-center gap-1.5 ${COLOURS[priority]} ${className}`}>
      <PriorityBars priority={priority} />
      <span>{label(priority)}</span>
    </span>
  );
}
