import { label } from '../../api/ticket.js';

/** @import { Category, Priority } from '../../api/ticket.js' */

/**
 * How many of each, as bars with their words and numbers; pressing one filters the list by it.
 *
 * @template {Category | Priority} T
 * @param {object} props
 * @param {string} props.title
 * @param {T[]} props.values
 * @param {Record<T, number> | undefined} props.counts undefined: not known yet
 * @param {string} props.chosen
 * @param {(value: T) => void} props.onChoose
 * @param {(value: T) => import('react').ReactNode} props.sign
 */
export function Breakdown({ title, values, counts, chosen, onChoose, sign }) {
  const most = counts ? Math.max(1, ...values.map((value) => counts[value])) : 1;
  return (
    <div role="group" aria-label={title} className="min-w-0">
      <p className="mb-0.5 text-small text-ink-soft">{title}</p>
      {values.map((value) => {
        const count = counts?.[value] ?? 0;
        return (
          <button
            key={value}
            type="button"
            aria-pressed={chosen === value}
            title={`Show only ${label(value).toLowerCase()}`}
            className={`-mx-1 grid min-h-11 w-[calc(100%+0.5rem)] grid-cols-[1rem_4.25rem_1fr_2.5rem] items-center gap-2 rounded px-1 text-left text-small hover:bg-hover lg:min-h-6 ${chosen === value ? 'bg-accent-soft font-medium' : ''}`}
            onClick={() => onChoose(value)}
          >
            {sign(value)}
            <span>{label(value)}</span>
            <span className="h-1.5 rounded-full bg-line forced-colors:bg-transparent forced-colors:outline" aria-hidden="true">
              <span
                className={`block h-full rounded-full transition-[width] forced-colors:bg-current! ${chosen === value ? 'bg-accent' : 'bg-line-strong'}`}
                style={{ width: `${(100 * count) / most}%` }}
              />
            </span>
            <span className="text-right tabular-nums">{counts && count.toLocaleString()}</span>
          </button>
        );
      })}
    </div>
  );
}
