import { dayOf } from '../../browser/time.js';

/** @import { DayCount } from '../../api/tickets.js' */

const HEIGHT = 48;
const STEP = 10;

/**
 * Tickets by day as bars, with a table behind them for screen readers.
 *
 * @param {{ days: DayCount[] }} props oldest first
 */
export default function TrendChart({ days }) {
  const most = Math.max(0, ...days.map(({ created }) => created));
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5 flex justify-between text-small text-ink-soft">
        <span>{`Last ${days.length || 30} days`}</span>
        {days.length > 0 && <span className="tabular-nums">{`at most ${most.toLocaleString()} a day`}</span>}
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(1, days.length) * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-16 w-full border-b border-line text-line-strong"
        aria-hidden="true"
      >
        {days.map(({ date, created }, index) => {
          const height = created && Math.max(2, (created / most) * HEIGHT);
          return (
            <g key={date}>
              <title>{`${dayOf(date)}: ${created}`}</title>
              <rect x={index * STEP} y="0" width={STEP} height={HEIGHT} fill="transparent" />
              <rect x={index * STEP + 1.5} y={HEIGHT - height} width={STEP - 3} height={height} fill="currentColor" />
            </g>
          );
        })}
      </svg>
      <p className="mt-1 flex min-h-4.5 justify-between text-small text-ink-soft" aria-hidden="true">
        {[days.at(0), days.at(-1)].map((day, end) => day && <span key={end}>{dayOf(day.date)}</span>)}
      </p>
      <div className="sr-only">
        <table>
          <caption>Tickets created by day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Tickets</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ date, created }) => (
              <tr key={date}>
                <th scope="row">{dayOf(date)}</th>
                <td>{created}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
