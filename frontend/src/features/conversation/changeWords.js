/**
 * What became of a ticket, in one short sentence for each line of its conversation.
 *
 * @import { FieldChange } from './timeline.js'
 * @import { Status } from '../../api/ticket.js'
 */
import { label } from '../../api/ticket.js';

/** @param {string} value */
const word = (value) => label(/** @type {Status} */ (value));

/** @type {Record<string, string>} */
const STATUS_DEEDS = {
  open: 'opened this again',
  in_progress: 'started to work on this',
  resolved: 'resolved this',
  closed: 'closed this',
};

/** @type {Record<string, (change: FieldChange) => string>} */
const DEEDS = {
  status: ({ to }) => STATUS_DEEDS[to] ?? `set the status to ${to}`,
  priority: ({ to }) => `set the priority to ${word(to)}`,
  category: ({ to }) => `set the category to ${word(to)}`,
  title: ({ to }) => `changed the title to “${to}”`,
  description: () => 'changed the description',
  assignee: ({ to, actor }) => {
    if (!to) return 'took the assignee away';
    return to === actor ? 'took this' : `assigned this to ${to}`;
  },
  duplicate_of: ({ from, to }) =>
    to ? `marked this as a duplicate of #${to}` : `unmarked this as a duplicate of #${from}`,
  requester: () => 'corrected the requester',
};

/** @type {Record<string, string>} */
const STATUS_EVENTS = {
  open: 'Your ticket was opened again',
  in_progress: 'We started to work on your ticket',
  resolved: 'Your ticket was resolved',
  closed: 'Your ticket was closed',
};

/** @type {Record<string, (change: FieldChange) => string>} */
const EVENTS = {
  status: ({ to }) => STATUS_EVENTS[to] ?? `The status is now ${to}`,
  priority: ({ to }) => `The priority was set to ${word(to)}`,
  category: ({ to }) => `The category was set to ${word(to)}`,
};

/**
 * @param {FieldChange[]} changes by one person at one time
 * @returns {string} what the person did, without the name: "resolved this and set the priority to High"
 */
export const deeds = (changes) =>
  listed(changes.map((change) => DEEDS[change.field]?.(change) ?? `changed the ${change.field.replaceAll('_', ' ')}`));

/**
 * @param {FieldChange[]} changes
 * @returns {string} the same for the requester, who does not see the names of agents at changes
 */
export const events = (changes) => changes.map((change) => EVENTS[change.field]?.(change) ?? 'Your ticket was changed').join(' · ');

/** @param {string[]} parts */
function listed(parts) {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
