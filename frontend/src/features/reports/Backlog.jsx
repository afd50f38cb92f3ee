import { label, PRIORITIES } from '../../api/ticket.js';
import { PriorityBars } from '../../ui/PriorityMark.jsx';
import { listAddress } from './links.js';

/**
 * @import { TimesReport } from '../../api/reports.js'
 * @import { Priority } from '../../api/ticket.js'
 */

const AGES = { under_1_day: 'Under 1 day', '1_to_3_days': '1–3 days', '3_to_7_days': '3–7 days', over_7_days: 'Over 7 days' };
const UNFINISHED = 'open,in_progress';
const URGENT_FIRST = /** @type {Priority[]} */ (PRIORITIES.toReversed());
const COLOURS = { low: 'bg-line-strong', medium: 'bg-line-strong', high: 'bg-amber', critical: 'bg-red' };

/**
 * Unfinished tickets by age and priority; each number leads to its list.
 *
 * @param {{ backlog: TimesReport['backlog'] }} props youngest first
 */
export function Backlog({ backlog }) {
  const most = Math.max(1, ...backlog.flatMap((row) => PRIORITIES.map((priority) => row[priority])));
  const total = backlog.reduce((sum, row) => sum + totalOf(row), 0);
  if (total === 0) return <p className="text-ink-soft">No ticket is unfinished.</p>;
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[20rem] table-fixed tabular-nums">
        <caption className="sr-only">Unfinished tickets by age and priority</caption>
        <thead>
          <tr className="text-small text-ink-soft">
            <th scope="col" className="w-[6.5rem] py-1 text-left font-normal">Age</th>
            {URGENT_FIRST.map((priority) => (
              <th key={priority} scope="col" className="py-1 pl-2 text-left font-normal">
                <span className="inline-flex items-center gap-1">
                  <PriorityBars priority={priority} />
                  <span className="max-sm:sr-only">{label(priority)}</span>
                </span>
              </th>
            ))}
            <th scope="col" className="w-14 py-1 text-right font-normal">All</th>
          </tr>
        </thead>
        <tbody>
          {backlog.map((row) => (
            <tr key={row.age} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal whitespace-nowrap">{AGES[row.age]}</th>
              {URGENT_FIRST.map((priority) => (
                <td key={priority} className="py-1 pl-2">
                  <Count
                    count={row[priority]}
                    words={`${row[priority]} ${label(priority).toLowerCase()}, ${AGES[row.age].toLowerCase()}`}
                    href={listAddress({ ...filtersOf(row), priority })}
                  >
                    <span
                      className={`block h-1 rounded-full ${COLOURS[priority]} forced-colors:bg-current!`}
                      style={{ width: `${(100 * row[priority]) / most}%` }}
                    />
                  </Count>
                </td>
              ))}
              <td className="py-1 text-right">
                <Count count={totalOf(row)} words={`${totalOf(row)} in all, ${AGES[row.age].toLowerCase()}`} href={listAddress(filtersOf(row))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** @typedef {TimesReport['backlog'][number]} Row */

/** @param {Row} row */
const totalOf = (row) => PRIORITIES.reduce((sum, priority) => sum + row[priority], 0);

/** @param {Row} row */
const filtersOf = ({ created_after: after, created_before: before }) => ({
  status: UNFINISHED,
  created_after: after ?? '',
  created_before: before ?? '',
});

/** @param {{ count: number, words: string, href: string, children?: import('react').ReactNode }} props */
function Count({ count, words, href, children }) {
  if (count === 0) return <span className="text-ink-soft">0</span>;
  return (
    <a href={href} aria-label={words} className="block rounded-sm hover:text-accent hover:underline">
      <span>{count.toLocaleString()}</span>
      {children}
    </a>
  );
}
