/**
 * The filters in words, for the chips above the list.
 *
 * @import { Filters } from '../../../api/tickets.js'
 * @import { Agent } from '../../../api/people.js'
 * @import { Assignee, Ticket } from '../../../api/ticket.js'
 */
import { label } from '../../../api/ticket.js';
import { dayOf } from '../../../browser/time.js';
import { valuesOf } from '../../tickets/filters.js';

/**
 * @typedef {object} Chip
 * @property {string} caption
 * @property {string} words
 * @property {(keyof Filters)[]} names what it clears
 */

/** @type {['status' | 'priority' | 'category', string][]} */
const CHOICES = [
  ['status', 'Status is'],
  ['priority', 'Priority is'],
  ['category', 'Category is'],
];
/** @type {['created' | 'replied' | 'resolved', string][]} */
const MOMENTS = [
  ['created', 'Sent'],
  ['replied', 'First answered'],
  ['resolved', 'Resolved'],
];

/**
 * @param {Filters} filters
 * @param {Agent[]} agents
 * @param {Ticket[]} tickets of the list, which name persons that are no agents
 * @returns {Chip[]}
 */
export function chipsOf(filters, agents, tickets = []) {
  const { assignee, requester, duplicate_of: original, waiting } = filters;
  /** @type {(Chip | false)[]} */
  const chips = [
    ...CHOICES.map(([name, caption]) => {
      const words = valuesOf(filters[name]).map((value) => label(/** @type {any} */ (value))).join(', ');
      return words !== '' && { caption, words, names: [name] };
    }),
    assignee !== '' && { caption: 'Assignee is', words: assigneeWords(assignee, [...agents, ...tickets.flatMap((ticket) => ticket.assignee ?? [])]), names: ['assignee'] },
    waiting !== '' && { caption: 'Requester', words: 'waits for us', names: ['waiting'] },
    requester !== '' && { caption: 'Requester is', words: requesterWords(requester, tickets), names: ['requester'] },
    original !== '' && { caption: 'Duplicate of', words: `#${original}`, names: ['duplicate_of'] },
    ...MOMENTS.map(([name, caption]) => {
      const [after, before] = [filters[`${name}_after`], filters[`${name}_before`]];
      /** @type {Chip['names']} */
      const names = [`${name}_after`, `${name}_before`];
      return (after !== '' || before !== '') && { caption, words: momentWords(after, before), names };
    }),
  ];
  return chips.filter((chip) => chip !== false);
}

/** @param {string} assignee  @param {Assignee[]} known */
function assigneeWords(assignee, known) {
  if (assignee === 'me') return 'me';
  if (assignee === 'none') return 'missing';
  return known.find(({ id }) => `${id}` === assignee)?.name ?? `no. ${assignee}`;
}

/** @param {string} requester  @param {Ticket[]} tickets */
function requesterWords(requester, tickets) {
  const found = tickets.find((ticket) => `${ticket.requester?.id}` === requester)?.requester;
  return found?.name || found?.email || `no. ${requester}`;
}

/** @param {string} after  @param {string} before  @returns {string} "today", "in the last 7 days", "since 1 Nov", "1 Nov to 23 Nov" */
export function momentWords(after, before) {
  const [, days] = after.match(/^today(?:-(\d+))?$/) ?? [];
  if (after === 'today' && !before) return 'today';
  if (days && !before) return `in the last ${Number(days) + 1} days`;
  const [from, until] = [after, before].map((each) => (/^\d/.test(each) ? dayOf(each.slice(0, 10)) : each));
  if (!until) return `since ${from}`;
  if (!from) return `until ${until}`;
  return from === until ? `on ${from}` : `${from} to ${until}`;
}
