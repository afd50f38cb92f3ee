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
 * @property {boolean} isChosen
 * @property {Filters} next the filters after it is chosen, or no longer
 */

/** @type {(keyof Filters)[]} */
const DATED = ['created_after', 'created_before', 'replied_after', 'replied_before', 'resolved_after', 'resolved_before'];
const DAYS = ['today', 'today-6', 'today-29'];

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
    ...DAYS.map((after) => days(filters, 'Sent', 'created', after)),
    ...DAYS.map((after) => days(filters, 'Resolved', 'resolved', after)),
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

/** @param {Filters} filters  @param {string} group  @param {'created' | 'resolved'} name  @param {string} after  @returns {FilterOption} */
function days(filters, group, name, after) {
  const option = single(filters, group, `${group} ${momentWords(after, '')}`, { [`${name}_after`]: after, [`${name}_before`]: '' });
  return { ...option, next: withZone(option.next) };
}

/** @param {Filters} filters  @returns {Filters} with the zone of the reader's days, where there are any */
export function withZone(filters) {
  const isDated = DATED.some((name) => filters[name]);
  return { ...filters, tz: isDated ? filters.tz || readersZone() : '' };
}
