/** @import { Status } from '../api/ticket.js' */

/** How much of the circle is filled says how far a ticket has come. */
const FILL = { open: 0, in_progress: 0.5, resolved: 1, closed: 1 };
const COLOURS = { open: 'text-ink-soft', in_progress: 'text-ink', resolved: 'text-green', closed: 'text-ink-soft' };
/** What is drawn on a full circle. @type {Partial<Record<Status, string>>} */
const SIGNS = { resolved: 'm4.7 7.2 1.6 1.6 3-3.2', closed: 'M4.8 7h4.4' };

/** @param {{ status: Status }} props */
export function StatusDot({ status }) {
  const turn = 2 * Math.PI * 2;
  const isFull = FILL[status] === 1;
  return (
    <svg viewBox="0 0 14 14" className={`size-3.5 shrink-0 ${COLOURS[status]}`} fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="7" cy="7" r="5.5" strokeWidth="1.5" strokeDasharray={status === 'open' ? '2.2 1.4' : undefined} fill={isFull ? 'currentColor' : 'none'} />
      {!isFull && <circle cx="7" cy="7" r="2" strokeWidth="4" strokeDasharray={`${turn * FILL[status]} ${turn}`} transform="rotate(-90 7 7)" />}
      {SIGNS[status] && <path d={SIGNS[status]} className="stroke-panel" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />}
    </svg>
  );
}
