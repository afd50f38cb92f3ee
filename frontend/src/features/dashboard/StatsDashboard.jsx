import { lazy, Suspense } from 'react';
import { useRemembered } from '../../browser/useRemembered.js';
import { CATEGORIES, PRIORITIES } from '../../api/ticket.js';
import { Breakdown } from './Breakdown.jsx';
import { Disclosure } from '../../ui/Disclosure.jsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Figure } from '../../ui/Figure.jsx';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { PriorityBars } from '../../ui/PriorityMark.jsx';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { Figures } from './useStats.js'
 */

const TrendChart = lazy(() => import('./TrendChart.jsx'));

/** Two figures above three, with room for millions. */
const LONG = 'col-span-3 xl:col-span-1';
const SHORT = 'col-span-2 xl:col-span-1';

/**
 * The figures of requirements §4.3 and the trend, as one strip that folds away.
 *
 * @param {object} props
 * @param {Figures} props.figures
 * @param {() => void} props.onRetry
 * @param {Filters} props.filters
 * @param {(filters: Filters) => void} props.onFilter
 * @param {import('react').ReactNode} props.children more sections, below the figures
 */
export function StatsDashboard({ figures, onRetry, filters, onFilter, children }) {
  const [isOpen, setIsOpen] = useRemembered('dashboard-open', true);
  return (
    <section aria-labelledby="dashboard" className="border-line bg-panel lg:border-b">
      <div className="mx-auto max-w-[1600px] px-4 lg:px-6">
        <h2 id="dashboard">
          <Disclosure isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
            <span>Dashboard</span>
            {!isOpen && figures.status === 'ready' && (
              <span className="ml-2 font-normal text-ink-soft tabular-nums">
                {`${figures.stats.total_tickets.toLocaleString()} tickets · ${figures.stats.open_tickets.toLocaleString()} open`}
              </span>
            )}
          </Disclosure>
        </h2>
        {isOpen && (
          <>
            <Contents figures={figures} onRetry={onRetry} filters={filters} onFilter={onFilter} />
            {children}
          </>
        )}
      </div>
    </section>
  );
}

/** @param {Pick<Parameters<typeof StatsDashboard>[0], 'figures' | 'onRetry' | 'filters' | 'onFilter'>} props */
function Contents({ figures, onRetry, filters, onFilter }) {
  if (figures.status === 'failed') {
    return (
      <p role="alert" className="pb-4 text-ink-soft">
        <span>The figures could not be loaded. </span>
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
      className="grid gap-x-8 gap-y-5 pb-4 sm:grid-cols-2 lg:grid-cols-[16rem_repeat(3,minmax(0,1fr))] xl:gap-x-10 xl:grid-cols-[26rem_minmax(9rem,1fr)_minmax(9rem,1fr)_minmax(12rem,1.5fr)] 2xl:grid-cols-[31rem_minmax(9rem,1fr)_minmax(9rem,1fr)_minmax(12rem,1.5fr)]"
      aria-busy={!stats}
    >
      <dl className="grid grid-cols-6 content-start gap-x-4 gap-y-2 xl:grid-cols-[1.7fr_1.2fr_1fr_1fr_1.1fr]">
        <Figure className={LONG} name="Total" value={stats?.total_tickets} />
        <Figure className={LONG} name="Open" value={stats?.open_tickets} />
        <Figure className={SHORT} name="A day" value={stats?.avg_tickets_per_day} hint="Average since the first ticket" />
        <Figure className={SHORT} name="Today" value={stats ? (days.at(-1)?.created ?? 0) : undefined} />
        <Figure className={SHORT} name="Last 7 days" value={stats ? sum(days.slice(-7).map(({ created }) => created)) : undefined} />
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
