import { Icon, ICONS } from '../../../ui/icons.jsx';
import { chipsOf } from './filterWords.js';

/**
 * @import { Filters } from '../../../api/tickets.js'
 * @import { Agent } from '../../../api/people.js'
 * @import { Ticket } from '../../../api/ticket.js'
 */

/**
 * What narrows the list, each with a button that takes it away.
 *
 * @param {object} props
 * @param {Filters} props.filters
 * @param {Agent[]} props.agents
 * @param {Ticket[]} props.tickets of the list
 * @param {(filters: Filters) => void} props.onChange
 */
export function FilterChips({ filters, agents, tickets, onChange }) {
  return chipsOf(filters, agents, tickets).map(({ caption, words, names }) => (
    <span key={caption} className="inline-flex min-w-0 items-center rounded-md border border-line-strong/60 bg-panel text-small">
      <span className="min-w-0 truncate py-0.5 pl-2">
        <span className="text-ink-soft">{`${caption} `}</span>
        <bdi className="font-medium">{words}</bdi>
      </span>
      <button
        type="button"
        aria-label={`Remove the filter: ${caption} ${words}`}
        className="relative grid size-6 shrink-0 place-items-center rounded-md text-ink-soft before:absolute before:-inset-2.5 hover:bg-hover hover:text-ink lg:before:inset-0"
        onClick={() => onChange({ ...filters, ...Object.fromEntries(names.map((name) => [name, ''])) })}
      >
        <Icon path={ICONS.close} className="size-3" />
      </button>
    </span>
  ));
}
