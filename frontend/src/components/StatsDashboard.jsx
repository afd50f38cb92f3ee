import { lazy, Suspense } from 'react';
import { useRemembered } from '../hooks/useRemembered.js';
import { CATEGORIES, PRIORITIES } from '../ticket.js';
import { Breakdown } from './Breakdown.jsx';
import { ErrorBoundary } from './ErrorBoundary.jsx';
import { Figure } from './Figure.jsx';
import { Icon, ICONS } from './icons.jsx';
import { PriorityBars } from './PriorityMark.jsx';

/**
 * @import { Filters } from '../filters.js'
 * @import { Figures } from '../hooks/useStats.js'
 */

const TrendChart = lazy(() => import('./TrendChart.jsx'));

/**
 * The figures of requirements §4.3 and the trend, as one strip that folds away.
 *
 * @param {object} props
 * @param {Figures} props.figures
 * @param {() => void} props.onRetry
 * @param {Filters} props.filters
 * @param {(filters: Filters) => void} props.onFilter
 */
export function StatsDashboard({ figures, onRetry, filters, onFilter }) {
  const [isOpen, setIsOpen] = useRemembered('dashboard-open', true);
  return (
    <section aria-labelledby="dashboard" className="border-line bg-panel lg:border-b">
      <div className="mx-auto max-w-[1600px] px-4 lg:px-6">
        <h2 id="dashboard">
          <button
            type="button"
            className="-ml-1 flex min-h-11 items-center gap-1.5 rounded px-1 font-semibold lg:min-h-9"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Icon path={ICONS.chevron} className={`size-3.5 text-ink-soft transition-transform ${isOpen ? '' : '-rotate-90'}`} />
            Dashboard
            {!isOpen && figures.status === 'ready' && (
              <span className="ml-2 font-normal text-ink-soft tabular-nums">
                {figures.stats.total_tickets} tickets · {figures.stats.open_tickets} open
              </span>
            )}
          </button>
        </h2>
        {isOpen && <Contents figures={figures} onRetry={onRetry} filters={filters} onFilter={onFilter} />}
      </div>
    </section>
  );
}

/** @param {Parameters<typeof StatsDashboard>[0]} props */
function Contents({ figures, onRetry, filters, onFilter }) {
  if (figures.status === 'failed') {
    return (
      <p role="alert" className="pb-4 text-ink-soft">
        The figures could not be loaded.{' '}
        <button type="button" className="min-h-11 font-medium text-accent hover:underline lg:min-h-6" onClick={onRetry}>
          Try again
        </button>
      </p>
    );
  }
  const { stats = null, days = [] } = figures.status === 'ready' ? figures : {};
  const choose = (/** @type {'category' | 'priority'} */ name) => (/** @type {string} */ value) =>
    onFilter({ ...filters, [name]: filters[name] === value ? '' : value });

  return (
    <div
      className="grid gap-x-10 gap-y-5 pb-4 sm:grid-cols-2 lg:grid-cols-[17rem_minmax(9rem,1fr)_minmax(9rem,1fr)_minmax(12rem,1.5fr)] xl:grid-cols-[32rem_minmax(9rem,1fr)_minmax(9rem,1fr)_minmax(12rem,1.5fr)]"
      aria-busy={!stats}
    >
      <dl className="grid grid-cols-3 content-start gap-x-6 gap-y-2 xl:grid-cols-5">
        <Figure name="Total" value={stats?.total_tickets} />
        <Figure name="Open" value={stats?.open_tickets} />
        <Figure name="A day" value={stats?.avg_tickets_per_day} hint="Average since the first ticket" />
        <Figure name="Today" value={stats ? (days.at(-1)?.created ?? 0) : undefined} hint="Days are counted in UTC" />
        <Figure name="Last 7 days" value={stats ? sum(days.slice(-7).map(({ created }) => created)) : undefined} />
      </dl>
      <Breakdown
        title="By priority"
        values={PRIORITIES.toReversed()}
        counts={stats?.priority_breakdown}
        chosen={filters.priority}
        onChoose={choose('priority')}
        sign={(value) => <PriorityBars priority={value} />}
      />
      <Breakdown
        title="By category"
        values={CATEGORIES}
        counts={stats?.category_breakdown}
        chosen={filters.category}
        onChoose={choose('category')}
        sign={(value) => <Icon path={ICONS[value]} className="size-3.5 text-ink-soft" />}
      />
      <ErrorBoundary instead={null}>
        <Suspense fallback={<div className="h-27.5" />}>
          <TrendChart days={days} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
