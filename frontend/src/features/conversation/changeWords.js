/**
 * What became of a ticket, in one short sentence for each line of its conversation.
 *
 * @import { FieldChange } from './timeline.js'
 * @import { Property } from '../../api/ticket.js'
 */
import { FIELDS, PROPERTIES, shownValue } from '../../api/ticket.js';

/** What comes first in a line of several changes: the status follows from these. */
const CAUSES = ['assignee', 'duplicate_of'];

/** `it`: "this", or "it" where the line has named the ticket. @type {Record<string, (it: string) => string>} */
const STATUS_DEEDS = {
  open: (it) => `opened ${it} again`,
  in_progress: (it) => `started to work on ${it}`,
  resolved: (it) => `resolved ${it}`,
  closed: (it) => `closed ${it}`,
};

/** @type {Record<string, (change: FieldChange, it: string) => string>} */
const DEEDS = {
  status: ({ to }, it) => STATUS_DEEDS[to]?.(it) ?? `set the status to ${to}`,
  title: ({ to }) => `changed the title to “${to}”`,
  description: () => 'changed the description',
  assignee: ({ to, actor }, it) => {
    if (!to) return 'took the assignee away';
    return to === actor ? `took ${it}` : `assigned ${it} to ${to}`;
  },
  duplicate_of: ({ from, to }, it) =>
    to ? `marked ${it} as a duplicate of #${to}` : `unmarked ${it} as a duplicate of #${from}`,
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
};

/**
 * @param {FieldChange[]} changes by one person at one time
 * @returns {string} what the person did, without the name: "resolved this and set the priority to High"
 */
export function deeds(changes) {
  const ordered = changes.toSorted((one, other) => CAUSES.indexOf(other.field) - CAUSES.indexOf(one.field));
  /** @type {string[]} */
  const said = [];
  for (const change of ordered) said.push(deed(change, said.some((one) => / this\b/.test(one)) ? 'it' : 'this'));
  return listed(said);
}

/** @param {FieldChange} change  @param {string} it */
const deed = (change, it) => DEEDS[change.field]?.(change, it) ?? setTo(change, 'set the') ?? `changed the ${change.field.replaceAll('_', ' ')}`;

/**
 * @param {FieldChange[]} changes
 * @returns {string} the same for the requester, who does not see the names of agents at changes
 */
export const events = (changes) =>
  changes.map((change) => EVENTS[change.field]?.(change) ?? setTo(change, 'The', 'was set') ?? 'Your ticket was changed').join(' · ');

/**
 * @param {FieldChange} change
 * @param {string} before
 * @param {string} [after]
 * @returns {string | undefined} what a property of the ticket is now
 */
function setTo({ field, to }, before, after) {
  const name = /** @type {Property} */ (field);
  if (!PROPERTIES.includes(name)) return undefined;
  return [before, FIELDS[name].label.toLowerCase(), after, 'to', shownValue(name, to)].filter(Boolean).join(' ');
}

/** @param {string[]} parts */
function listed(parts) {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
