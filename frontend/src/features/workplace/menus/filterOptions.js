/**
 * What the list can be filtered by, as one list of check boxes.
 *
 * @import { Agent } from '../../../api/people.js'
 * @import { Filters } from '../../../api/tickets.js'
 */
import { FIELDS, label } from '../../../api/ticket.js';
import { readersZone } from '../../../browser/time.js';
import { valuesOf } from '../../tickets/filters.js';
import { momentWords } from '../list/filterWords.js';

/**
 * @typedef {object} FilterOption
 * @property {string} group
 * @property {string} words
 * @property {string} [also] other words that it is found by
 * @property {boolean} isChosen
 * @property {Filters} next the filters after it is chosen, or no longer
 */

/** @type {(keyof Filters)[]} */
const DATED = ['created_after', 'created_before', 'replied_after', 'replied_before', 'resolved_after', 'resolved_before'];
/** With the other words that they are looked for by. @type {[string, string][]} */
const DAYS = [['today', ''], ['today-6', 'last week'], ['today-29', 'last month']];

/**
 * @param {Filters} filters
 * @param {Agent[]} agents
 * @returns {FilterOption[]}
 */
export function filterOptions(filters, agents) {
  const people = [['me', 'Me'], ['none', 'Unassigned'], ...agents.map(({ id, name }) => [`${id}`, name])];
  return [
    ...['status', 'priority', 'category'].flatMap((name) => several(filters, /** @type {'status'} */ (name))),
    ...people.map(([value, words]) => single(filters, 'Assignee', words, { assignee: value })),
    single(filters, 'Requester', 'Waits for us', { waiting: 'true' }),
    ...DAYS.map((day) => days(filters, 'Sent', 'created', day)),
    ...DAYS.map((day) => days(filters, 'Resolved', 'resolved', day)),
  ];
}

/** @param {Filters} filters  @param {'status' | 'priority' | 'category'} name  @returns {FilterOption[]} */
function several(filters, name) {
  const { label: group, values = [] } = FIELDS[name];
  const chosen = valuesOf(filters[name]);
  return values.map((value) => {
    const isChosen = chosen.includes(value);
    const next = values.filter((each) => (each === value ? !isChosen : chosen.includes(each)));
    return { group, words: label(value), isChosen, next: { ...filters, [name]: next.join(',') } };
  });
}

/**
 * @param {Filters} filters
 * @param {string} group
 * @param {string} words
 * @param {Partial<Filters>} value
 * @returns {FilterOption}
 */
function single(filters, group, words, value) {
  const names = /** @type {(keyof Filters)[]} */ (Object.keys(value));
  const isChosen = names.every((name) => filters[name] === value[name]);
  const none = Object.fromEntries(names.map((name) => [name, '']));
  return { group, words, isChosen, next: { ...filters, ...(isChosen ? none : value) } };
}

/** @param {Filters} filters  @param {string} group  @param {'created' | 'resolved'} name  @param {[string, string]} day  @returns {FilterOption} */
function days(filters, group, name, [after, also]) {
  const option = single(filters, group, `${group} ${momentWords(after, '')}`, { [`${name}_after`]: after, [`${name}_before`]: '' });
  return { ...option, also, next: withZone(option.next) };
}

/** @param {Filters} filters  @returns {Filters} with the zone of the reader's days, where there are any */
export function withZone(filters) {
  const isDated = DATED.some((name) => filters[name]);
  return { ...filters, tz: isDated ? filters.tz || readersZone() : '' };
}
