import { lazy, Suspense } from 'react';
import { ticketAddress } from '../tickets/filters.js';
import { useBreaker } from '../dashboard/useBreaker.js';
import { leaveFor } from '../../browser/places.js';
import { dayOf, readersZone } from '../../browser/time.js';
import { useTitle } from '../../browser/useAppearance.js';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Drawing, State } from '../../ui/State.jsx';
import { Action } from '../tickets/ListStates.jsx';
import { Backlog } from './Backlog.jsx';
import { Flow, Times } from './DayCharts.jsx';
import { figuresFile } from './figuresFile.js';
import { GroupTable } from './GroupTable.jsx';
import { exportAddress, happenedOn } from './links.js';
import { RangeBar } from './RangeBar.jsx';
import { Totals } from './Totals.jsx';
import { useRange } from './useRange.js';
import { useReport } from './useReport.js';

/**
 * @import { TimesReport } from '../../api/reports.js'
 * @import { Range } from './range.js'
 */

const SuggestionsPanel = lazy(() => import('../suggestions/SuggestionsPanel.jsx'));
const FILE_LINK = 'inline-flex min-h-11 items-center rounded text-accent underline-offset-2 hover:underline lg:min-h-8';

/**
 * The lead's page: times, created against resolved, backlog, workload, and the quality of the suggestions.
 *
 * @param {{ menu?: import('react').ReactNode }} props menu: the way to the navigation on a narrow page
 */
export default function ReportsPage({ menu }) {
  const [range, setRange] = useRange();
  const { asked, retry } = useReport(range);
  const breaker = useBreaker();
  useTitle('Reports');
  const isOld = asked.status === 'ready' && asked.isOld;
  return (
    <div className="@container mx-auto grid max-w-[75rem] grid-cols-1 gap-8 px-4 pt-3 pb-6 lg:px-6 lg:py-8">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex items-start gap-2">
          {menu}
          <div>
            <h2 className="text-figure font-semibold">Reports</h2>
            <p className="text-small text-ink-soft">{`${dayOf(range.from)} – ${dayOf(range.to)}`}</p>
          </div>
        </div>
        <RangeBar range={range} onRange={setRange} />
      </div>
      <p role="status" className="sr-only">
        {asked.status === 'loading' || isOld ? 'Loading the figures…' : ''}
      </p>
      {asked.status === 'loading' && <Loading />}
      {asked.status === 'failed' && (
        <State isError drawing="broken" heading="The figures could not be loaded.">
          <Action onClick={retry}>Try again</Action>
        </State>
      )}
      {asked.status === 'ready' && (
        <div className={`grid grid-cols-1 gap-8 transition-opacity ${isOld ? 'opacity-50' : ''}`} aria-busy={isOld}>
          <Figures range={range} {...asked.value} />
        </div>
      )}
      {asked.status !== 'failed' && <GroupTable range={range} />}
      <section aria-labelledby="suggestions-quality" className="grid grid-cols-1 gap-3 border-t border-line pt-6">
        <h3 id="suggestions-quality" className="font-semibold">
          How good are the suggestions?
        </h3>
        <ErrorBoundary instead={<p className="text-ink-soft">This part could not be loaded. Reload the page.</p>}>
          <Suspense fallback={<div className="h-64" />}>
            <SuggestionsPanel breaker={breaker} turn={null} onTicket={(id) => leaveFor(ticketAddress(id, true))} />
          </Suspense>
        </ErrorBoundary>
      </section>
    </div>
  );
}

/** @param {{ range: Range, report: TimesReport, before: TimesReport['total'] }} props */
function Figures({ range, report, before }) {
  const { total, backlog } = report;
  const than = range.comparison === 'year' ? 'the same days a year before' : `the ${report.groups.length} days before`;
  const isEmpty = total.created + total.first_reply.tickets + total.resolution.tickets === 0;
  const file = figuresFile(report);
  return (
    <>
      <Totals total={total} before={before} than={than} />
      {isEmpty ? (
        <div className="flex flex-col items-center gap-1 px-4 py-8 text-center">
          <Drawing name="empty" />
          <h3 className="font-medium">Nothing happened on these days.</h3>
          <p className="text-ink-soft">No ticket was created, answered or resolved. Choose other days above.</p>
        </div>
      ) : (
        <>
          <section aria-labelledby="flow" className="grid min-w-0 gap-3">
            <h3 id="flow" className="font-semibold">
              Created and resolved
            </h3>
            <Flow report={report} />
          </section>
          <section aria-labelledby="times" className="grid min-w-0 gap-3">
            <h3 id="times" className="sr-only">
              How long it took
            </h3>
            <div className="grid min-w-0 gap-8 @3xl:grid-cols-2">
              <div className="grid min-w-0 gap-3">
                <h4 className="font-semibold">Time to first reply</h4>
                <Times report={report} measure="first_reply" />
              </div>
              <div className="grid min-w-0 gap-3">
                <h4 className="font-semibold">Time to resolution</h4>
                <Times report={report} measure="resolution" />
              </div>
            </div>
          </section>
        </>
      )}
      <section aria-labelledby="backlog" className="grid min-w-0 gap-3">
        <h3 id="backlog" className="font-semibold">
          Unfinished by age
        </h3>
        <Backlog backlog={backlog} />
      </section>
      <p className="flex flex-wrap gap-x-4 text-small text-ink-soft print:hidden">
        <span className="self-center">Download for spreadsheets:</span>
        <a href={file.href} download={file.name} className={FILE_LINK}>
          These figures by day
        </a>
        <a href={exportAddress(happenedOn('created', report.since, report.until, readersZone()))} download className={FILE_LINK}>
          The tickets created on these days
        </a>
      </p>
    </>
  );
}

function Loading() {
  return (
    <div className="grid gap-8" aria-hidden="true">
      <div className="breathing h-16 rounded-md bg-hover" />
      <div className="breathing h-44 rounded-md bg-hover" />
      <div className="breathing h-36 rounded-md bg-hover" />
    </div>
  );
}
