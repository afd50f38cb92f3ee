import { share } from './ledger.js';
import { dayOf, utcNote } from '../../browser/time.js';

/**
 * @import { SuggestionStats } from '../../api/tickets.js'
 * @import { SuggestedField } from './ledger.js'
 */

const DAY_MS = 86_400_000;
const HEIGHT = 100;
const STEP = 10;

/**
 * The share of suggestions that were accepted, day by day, with a table behind it for screen readers.
 *
 * @param {object} props
 * @param {number} props.days how far back, today included
 * @param {SuggestionStats['trend']} props.trend oldest first, without the days on which nothing was suggested
 * @param {SuggestedField} props.field
 */
export function AcceptanceTrend({ days, trend, field }) {
  const today = Math.floor(Date.now() / DAY_MS);
  const points = trend.map((day) => {
    const index = days - 1 - (today - dayNumber(day.date));
    return { ...day, accepted: day[`${field}_accepted`], x: (index + 0.5) * STEP };
  });
  const line = points
    .map(({ date, x }, index) => `${index === 0 ? 'M' : 'L'}${x} ${heightOf(weekUntil(points, dayNumber(date)))}`)
    .join('');
  const ends = [(today - days + 1) * DAY_MS, today * DAY_MS].map((time) => new Date(time).toISOString().slice(0, 10));

  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5 text-small text-ink-soft">{`Accepted: dots by day${utcNote()}, line by week`}</figcaption>
      <div className="grid grid-cols-[1fr_auto] gap-x-2">
        <svg
          viewBox={`0 0 ${days * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-32 w-full overflow-visible border-y border-line"
          fill="none"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
        >
          <path d={`M0 ${HEIGHT / 2}H${days * STEP}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
          {points.map(({ date, x, suggested, accepted }) => (
            <g key={date}>
              <title>{`${dayOf(date)}: ${accepted} of ${suggested} (${share(accepted, suggested)})`}</title>
              <rect x={x - STEP / 2} y="0" width={STEP} height={HEIGHT} fill="transparent" />
              {/* A line without length and with a round end: a dot that is not stretched with the picture. */}
              <path d={`M${x} ${heightOf({ suggested, accepted })}h0`} className="stroke-line-strong" strokeWidth="4" vectorEffect="non-scaling-stroke" />
            </g>
          ))}
          <path d={line} className="pointer-events-none stroke-accent" strokeWidth="2" vectorEffect="non-scaling-stroke" />
        </svg>
        <div className="-my-2 flex flex-col justify-between text-right text-small text-ink-soft tabular-nums" aria-hidden="true">
          {[1, 0.5, 0].map((part) => (
            <span key={part}>{share(part, 1)}</span>
          ))}
        </div>
        <p className="mt-1 flex justify-between text-small text-ink-soft" aria-hidden="true">
          {ends.map((date) => (
            <span key={date}>{dayOf(date)}</span>
          ))}
        </p>
      </div>
      <div className="sr-only">
        <table>
          <caption>{`Suggestions for the ${field} that were accepted, by day`}</caption>
          <thead>
            <tr>
              <th scope="col">{`Day${utcNote()}`}</th>
              <th scope="col">Suggested</th>
              <th scope="col">Accepted</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ date, suggested, accepted }) => (
              <tr key={date}>
                <th scope="row">{dayOf(date)}</th>
                <td>{suggested}</td>
                <td>{accepted}</td>
                <td>{share(accepted, suggested)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** @typedef {{ suggested: number, accepted: number }} Counted */

/** @param {string} date */
const dayNumber = (date) => Date.parse(date) / DAY_MS;

/** @param {Counted} counted  @returns {number} pixels from the top of the picture */
const heightOf = ({ suggested, accepted }) => HEIGHT * (1 - accepted / suggested);

/**
 * A day has few tickets, so the line is that of the seven days that end with it.
 *
 * @param {(Counted & { date: string })[]} points
 * @param {number} last
 * @returns {Counted}
 */
function weekUntil(points, last) {
  const week = points.filter(({ date }) => dayNumber(date) <= last && dayNumber(date) > last - 7);
  return {
    suggested: week.reduce((sum, { suggested }) => sum + suggested, 0),
    accepted: week.reduce((sum, { accepted }) => sum + accepted, 0),
  };
}
