/** @import { Status } from '../api/ticket.js' */

const COLOURS = { open: 'text-ink-soft', in_progress: 'text-ink', resolved: 'text-green', closed: 'text-ink-soft' };
/** What is drawn on a circle that is full. @type {Partial<Record<Status, string>>} */
const SIGNS = { resolved: 'm4.7 7.2 1.6 1.6 3-3.2', closed: 'M4.8 7h4.4' };

/**
 * How much of the circle is filled says how far a ticket has come.
 *
 * @param {{ status: Status }} props
 */
export function StatusDot({ status }) {
  const sign = SIGNS[status];
  return (
    <svg viewBox="0 0 14 14" className={`size-3.5 shrink-0 ${COLOURS[status]}`} fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="7" cy="7" r="5.5" strokeWidth="1.5" strokeDasharray={status === 'open' ? '2.2 1.4' : undefined} fill={sign ? 'currentColor' : 'none'} />
      {status === 'in_progress' && <path d="M7 3a4 4 0 0 1 0 8z" fill="currentColor" stroke="none" />}
      {sign && <path d={sign} className="stroke-panel" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />}
    </svg>
  );
}
