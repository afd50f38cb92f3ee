import { useState } from 'react';
import { label } from '../../api/ticket.js';
import { readersZone } from '../../browser/time.js';
import { happenedOn, listAddress } from './links.js';
import { useGroups } from './useReport.js';
import { tookWords } from './words.js';

/**
 * @import { Grouping, ReportGroup } from '../../api/reports.js'
 * @import { Filters } from '../../api/tickets.js'
 * @import { Range } from './range.js'
 */

/** @type {[Exclude<Grouping, 'day'>, string][]} */
const GROUPS = [
  ['assignee', 'Agent'],
  ['category', 'Category'],
  ['priority', 'Priority'],
];

/**
 * Work and times by agent, category or priority.
 *
 * @param {{ range: Range }} props
 */
export function GroupTable({ range }) {
  const [group, setGroup] = useState(/** @type {Exclude<Grouping, 'day'>} */ ('assignee'));
  const { asked, retry } = useGroups(range, group);
  const caption = GROUPS.find(([name]) => name === group)?.[1] ?? '';
  return (
    <section aria-labelledby="by-group" className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h3 id="by-group" className="font-semibold">{`By ${caption.toLowerCase()}`}</h3>
        <div role="group" aria-label="Group by" className="flex rounded-md border border-line-strong p-px">
          {GROUPS.map(([name, word]) => (
            <button
              key={name}
              type="button"
              aria-pressed={group === name}
              className={`min-h-11 rounded px-2.5 lg:min-h-7 ${group === name ? 'bg-accent-soft font-medium text-accent' : 'text-ink-soft hover:text-ink'}`}
              onClick={() => setGroup(name)}
            >
              {word}
            </button>
          ))}
        </div>
      </div>
      {asked.status === 'loading' && <div className="breathing h-40 rounded-md bg-hover" />}
      {asked.status === 'failed' && (
        <p role="alert" className="text-ink-soft">
          <span>{`The figures by ${caption.toLowerCase()} could not be loaded. `}</span>
          <button type="button" className="min-h-11 font-medium text-accent hover:underline lg:min-h-6" onClick={retry}>
            Try again
          </button>
        </p>
      )}
      {asked.status === 'ready' && <Rows range={range} isOld={asked.isOld} {...asked.value} />}
    </section>
  );
}

/** @param {{ range: Range, isOld: boolean, group: Grouping, groups: ReportGroup[] }} props */
function Rows({ range, isOld, group, groups }) {
  const tz = readersZone();
  const ofAgents = group === 'assignee';
  return (
    // Beyond the edge of a phone there is more to see, also by keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={`overflow-x-auto transition-opacity ${isOld ? 'opacity-50' : ''}`} aria-busy={isOld} role="region" aria-label="Figures by group" tabIndex={0}>
      <table className="w-full min-w-[36rem] tabular-nums">
        <caption className="sr-only">{`Figures by ${group}`}</caption>
        <thead>
          <tr className="text-small text-ink-soft">
            <th scope="col" className="py-1 pr-4 text-left align-bottom font-normal">{ofAgents ? 'Agent' : label(group)}</th>
            {ofAgents && <Head>Unfinished now</Head>}
            <Head>First replies</Head>
            <Head>Reply, median</Head>
            <Head>Reply, 9 of 10</Head>
            <Head>Resolved</Head>
            <Head>Resolution, median</Head>
            <Head>Resolution, 9 of 10</Head>
          </tr>
        </thead>
        <tbody>
          {groups.map((row) => {
            const filters = filtersOf(row);
            const { first_reply: reply, resolution, unfinished } = row;
            return (
              <tr key={nameOf(row)} className="border-t border-line hover:bg-hover">
                <th scope="row" className="max-w-48 truncate py-1.5 pr-4 text-left font-normal">
                  <bdi translate={row.assignee ? 'no' : undefined}>{nameOf(row)}</bdi>
                </th>
                {ofAgents && unfinished && (
                  <Cell
                    words={unfinished.capped ? `${unfinished.count.toLocaleString()}+` : unfinished.count.toLocaleString()}
                    href={unfinished.count > 0 ? listAddress({ ...filters, status: 'open,in_progress' }) : null}
                  />
                )}
                <Cell
                  words={reply.tickets.toLocaleString()}
                  href={reply.tickets > 0 ? listAddress({ ...filters, ...happenedOn('replied', range.from, range.to, tz) }) : null}
                />
                <Cell words={tookWords(reply.median)} />
                <Cell words={tookWords(reply.p90)} />
                <Cell
                  words={resolution.tickets.toLocaleString()}
                  href={resolution.tickets > 0 ? listAddress({ ...filters, ...happenedOn('resolved', range.from, range.to, tz) }) : null}
                />
                <Cell words={tookWords(resolution.median)} />
                <Cell words={tookWords(resolution.p90)} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** @param {{ children: string }} props */
const Head = ({ children }) => (
  <th scope="col" className="py-1 pl-4 text-right align-bottom font-normal">
    {children}
  </th>
);

/** @param {{ words: string, href?: string | null }} props */
const Cell = ({ words, href = null }) => (
  <td className="py-1.5 pl-4 text-right whitespace-nowrap">
    {href ? (
      <a href={href} className="rounded-sm text-accent hover:underline">
        {words}
      </a>
    ) : (
      <span className={words === '–' || words === '0' ? 'text-ink-soft' : ''}>{words}</span>
    )}
  </td>
);

/** @param {ReportGroup} row */
function nameOf({ assignee, category, priority }) {
  if (category || priority) return label(category ?? priority ?? '');
  return assignee ? assignee.name : 'Unassigned';
}

/** @param {ReportGroup} row  @returns {Partial<Filters>} */
function filtersOf({ assignee, category, priority }) {
  if (category) return { category };
  if (priority) return { priority };
  return { assignee: assignee ? `${assignee.id}` : 'none' };
}
