import { changeWords, tookWords } from './words.js';

/** @import { TimesReport } from '../../api/reports.js' */

/**
 * The figures of all days together, beside those that they are compared with.
 *
 * @param {{ total: TimesReport['total'], before: TimesReport['total'], than: string }} props `than`: "the 30 days before"
 */
export function Totals({ total, before, than }) {
  const count = (/** @type {number} */ tickets) => tickets.toLocaleString();
  return (
    <div className="grid gap-2">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-3 lg:grid-cols-6">
        <Total name="Created" now={total.created} before={before.created} words={count} />
        <Total name="Resolved" now={total.resolution.tickets} before={before.resolution.tickets} words={count} />
        <Total name="First reply, median" now={total.first_reply.median} before={before.first_reply.median} words={tookWords} />
        <Total name="First reply, 9 of 10" now={total.first_reply.p90} before={before.first_reply.p90} words={tookWords} />
        <Total name="Resolution, median" now={total.resolution.median} before={before.resolution.median} words={tookWords} />
        <Total name="Resolution, 9 of 10" now={total.resolution.p90} before={before.resolution.p90} words={tookWords} />
      </dl>
      {!hasBefore(before) && <p className="text-small text-ink-soft">{`There is nothing to compare with in ${than}.`}</p>}
    </div>
  );
}

/** @param {TimesReport['total']} before */
const hasBefore = ({ created, first_reply: reply, resolution }) => created + reply.tickets + resolution.tickets > 0;

/**
 * @template {number | null} T
 * @param {{ name: string, now: T, before: T, words: (value: T) => string }} props
 */
function Total({ name, now, before, words }) {
  const change = changeWords(now, before);
  return (
    <div className="min-w-0">
      <dt className="text-small text-ink-soft">{name}</dt>
      <dd className="text-figure font-semibold tabular-nums">{words(now)}</dd>
      {before ? (
        <dd className="text-small text-ink-soft tabular-nums">
          <span>{`${words(before)} before`}</span>
          {change && <span className="whitespace-nowrap">{` (${change})`}</span>}
        </dd>
      ) : null}
    </div>
  );
}
