/** @import { Status } from '../api/ticket.js' */

/** How much of the circle is filled says how far a ticket has come. */
const FILL = { open: 0, in_progress: 0.5, resolved: 1, closed: 1 };
const COLOURS = { open: 'text-ink-soft', in_progress: 'text-amber', resolved: 'text-green', closed: 'text-ink-soft' };

/** @param {{ status: Status }} props */
export function StatusDot({ status }) {
  const turn = 2 * Math.PI * 2;
  return (
    <svg viewBox="0 0 14 14" className={`size-3.5 shrink-0 ${COLOURS[status]}`} fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="7" cy="7" r="5.5" strokeWidth="1.5" strokeDasharray={status === 'open' ? '2.2 1.4' : undefined} />
      <circle cx="7" cy="7" r="2" strokeWidth="4" strokeDasharray={`${turn * FILL[status]} ${turn}`} transform="rotate(-90 7 7)" />
    </svg>
  );
}
