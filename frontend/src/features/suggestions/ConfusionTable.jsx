import { share } from './ledger.js';
import { CATEGORIES, label, PRIORITIES } from '../../api/ticket.js';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { PriorityBars } from '../../ui/PriorityMark.jsx';

/**
 * @import { SuggestionStats } from '../../api/tickets.js'
 * @import { SuggestedField } from './ledger.js'
 * @import { Category, Priority } from '../../api/ticket.js'
 */

/** Of the accent colour at most this much, so that the figures on it stay readable in both themes. */
const DEEPEST_PERCENT = 30;

/** Cells are narrow; the exact number is shown on hover. */
const compact = new Intl.NumberFormat(undefined, { notation: 'compact' });

/**
 * What was suggested against what the tickets say now: a row for each suggestion, outlined where both
 * are the same, and the deeper the larger its part of the row.
 *
 * @param {object} props
 * @param {SuggestedField} props.field
 * @param {SuggestionStats['category']['confusion']} props.confusion pairs that never occurred are left out
 */
export function ConfusionTable({ field, confusion }) {
  /** @type {(Category | Priority)[]} */
  const values = field === 'category' ? CATEGORIES : PRIORITIES;
  const count = (/** @type {string} */ suggested, /** @type {string} */ final) =>
    confusion.find((pair) => pair.suggested === suggested && pair.final === final)?.count ?? 0;

  return (
    // The words of its columns need room.
    <div className="@container self-start">
      <table className="w-full table-fixed text-small tabular-nums">
        <caption className="mb-1.5 text-left text-ink-soft">Suggested, and what the tickets say now</caption>
        <thead className="text-ink-soft">
          <tr>
            <th scope="col" className="w-24 py-1 text-left font-normal">
              Suggested
            </th>
            {values.map((value) => (
              <th key={value} scope="col" className="py-1 font-normal">
                <span className="inline-flex @[25rem]:hidden">
                  <Sign value={value} />
                </span>
                <span className="@max-[25rem]:sr-only">{label(value)}</span>
              </th>
            ))}
            <th scope="col" className="w-12 py-1 text-right font-normal">
              Right
            </th>
          </tr>
        </thead>
        <tbody>
          {values.map((suggested) => {
            const all = values.reduce((sum, final) => sum + count(suggested, final), 0);
            return (
              <tr key={suggested}>
                <th scope="row" className="text-left font-normal">
                  <span className="inline-flex items-center gap-1.5">
                    <Sign value={suggested} />
                    <span>{label(suggested)}</span>
                  </span>
                </th>
                {values.map((final) => (
                  <Cell key={final} count={count(suggested, final)} all={all} isRight={final === suggested} />
                ))}
                <td className="text-right">{share(count(suggested, suggested), all)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** @param {{ count: number, all: number, isRight: boolean }} props */
function Cell({ count, all, isRight }) {
  const depth = all && Math.round((DEEPEST_PERCENT * count) / all);
  return (
    <td className="p-0.5 text-center">
      <span
        className={`block rounded py-1 ${isRight ? 'font-semibold outline outline-1 -outline-offset-1 outline-accent' : ''} ${count === 0 ? 'text-ink-soft' : ''}`}
        title={count.toLocaleString()}
        style={{ background: `color-mix(in srgb, var(--accent) ${depth}%, transparent)` }}
      >
        {count < 10_000 ? count.toLocaleString() : compact.format(count)}
      </span>
    </td>
  );
}

/** @param {{ value: Category | Priority }} props */
function Sign({ value }) {
  const priority = PRIORITIES.find((each) => each === value);
  if (priority) return <PriorityBars priority={priority} />;
  return <Icon path={ICONS[/** @type {Category} */ (value)]} className="size-3.5 text-ink-soft" />;
}
