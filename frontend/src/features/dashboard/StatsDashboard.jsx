import { lazy, Suspense } from 'react';
import { useRemembered } from '../../browser/useRemembered.js';
import { CATEGORIES, PRIORITIES } from '../../api/ticket.js';
import { Breakdown } from './Breakdown.jsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Figure } from '../../ui/Figure.jsx';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { PriorityBars } from '../../ui/PriorityMark.jsx';

/**
 * @import { Filters } from '../tickets/filters.js'
 * @import { Breaker } from './useBreaker.js'
 * @import { Figures } from './useStats.js'
 */

const TrendChart = lazy(() => import('./TrendChart.jsx'));
const SuggestionsPanel = lazy(() => import('../suggestions/SuggestionsPanel.jsx'));

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
 * @param {Breaker} props.breaker
 * @param {(id: number) => void} props.onTicket
 */
export function StatsDashboard({ figures, onRetry, filters, onFilter, breaker, onTicket }) {
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
            <Suggestions breaker={breaker} figures={figures} onTicket={onTicket} />
          </>
        )}
      </div>
    </section>
  );
}

/** @param {Pick<Parameters<typeof StatsDashboard>[0], 'breaker' | 'figures' | 'onTicket'>} props */
function Suggestions({ breaker, figures, onTicket }) {
  const [isOpen, setIsOpen] = useRemembered('suggestions-open', false);
  return (
    <section aria-labelledby="suggestions-quality" className="-mx-4 border-t border-line px-4 lg:-mx-6 lg:px-6">
      <h3 id="suggestions-quality">
        <Disclosure isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
          <span>How good are the suggestions?</span>
        </Disclosure>
      </h3>
      {isOpen && (
        <ErrorBoundary instead={<p className="pb-4 text-ink-soft">This part could not be loaded. Reload the page.</p>}>
          <Suspense fallback={<div className="h-64" />}>
            <SuggestionsPanel breaker={breaker} turn={figures} onTicket={onTicket} />
          </Suspense>
        </ErrorBoundary>
      )}
    </section>
  );
}

/** @param {{ isOpen: boolean, onToggle: () => void, children: import('react').ReactNode }} props */
function Disclosure({ isOpen, onToggle, children }) {
  return (
    <button
      type="button"
      className="-ml-1 flex min-h-11 items-center gap-1.5 rounded px-1 font-semibold lg:min-h-9"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <Icon path={ICONS.chevron} className={`size-3.5 text-ink-soft transition-transform ${isOpen ? '' : '-rotate-90'}`} />
      {children}
    </button>
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
      className="grid gap-x-8 gap-y-5 pb-4 sm:grid-cols-2 lg:grid-cols-[16rem_repeat(3,minmax(0,1fr))] xl:gap-x-10 xl:grid-cols-[31rem_minmax(9rem,1fr)_minmax(9rem,1fr)_minmax(12rem,1.5fr)]"
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
