import { label, PRIORITIES } from '../api/ticket.js';
import { pictureOf } from './icons.jsx';

/** @import { Priority } from '../api/ticket.js' */

/** Colour is for what is urgent. */
const COLOURS = { low: 'text-ink-soft', medium: 'text-ink-soft', high: 'text-amber', critical: 'text-red' };
const WORDS = { ...COLOURS, critical: 'text-red font-medium' };

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @returns {string} the path of a bar with round corners
 */
function bar(x, y, width, height) {
  const r = 0.8;
  const [across, down] = [width - 2 * r, height - 2 * r];
  return `M${x + r} ${y}h${across}a${r} ${r} 0 0 1 ${r} ${r}v${down}a${r} ${r} 0 0 1-${r} ${r}h-${across}a${r} ${r} 0 0 1-${r}-${r}v-${down}a${r} ${r} 0 0 1 ${r}-${r}z`;
}

const BARS = PRIORITIES.map((_, step) => bar(1.2 + step * 3.6, 10 - step * 2.5, 2.6, 4 + step * 2.5));
const SMALL_BARS = PRIORITIES.map((_, step) => bar(3 + step * 2.7, 9 - step * 1.8, 1.9, 3.6 + step * 1.8)).join('');

/**
 * Bars of rising height; as many are filled as the priority is high, so no colour is needed. The highest is
 * drawn the other way round: light bars on a filled square.
 *
 * @param {{ priority: Priority, title?: string }} props title: the words of the picture, where they are not beside it
 */
export function PriorityBars({ priority, title }) {
  const filled = PRIORITIES.indexOf(priority) + 1;
  return (
    <svg viewBox="0 0 16 16" className={`size-4 shrink-0 ${COLOURS[priority]}`} fill="currentColor" {...pictureOf(title)}>
      {title && <title>{title}</title>}
      {priority === 'critical' ? (
        <>
          <rect x="0.5" y="0.5" width="15" height="15" rx="3.5" />
          <path d={SMALL_BARS} className="fill-panel" />
        </>
      ) : (
        <>
          <path d={BARS.slice(0, filled).join('')} />
          <path d={BARS.slice(filled).join('')} fillOpacity="0.28" />
        </>
      )}
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
