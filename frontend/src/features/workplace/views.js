/**
 * The views of the navigation, and which of them an address names.
 *
 * @import { Filters } from '../../api/tickets.js'
 * @import { SavedView } from '../../api/views.js'
 */
import { NAMES, NO_FILTERS, readFilters, writeFilters } from '../tickets/filters.js';

/**
 * @typedef {object} View
 * @property {string} name in the address
 * @property {string} label
 * @property {Filters} filters
 * @property {SavedView} [saved]
 */
/** @typedef {'mine' | 'unassigned' | 'waiting' | 'unfinished' | 'all'} OwnView */

const UNFINISHED = 'open,in_progress';

/** @type {(View & { name: OwnView, key: string })[]} */
export const VIEWS = [
  { name: 'mine', label: 'Mine', key: 'm', filters: { ...NO_FILTERS, assignee: 'me', status: UNFINISHED } },
  { name: 'unassigned', label: 'Unassigned', key: 'u', filters: { ...NO_FILTERS, assignee: 'none', status: UNFINISHED } },
  { name: 'waiting', label: 'Waiting', key: 'w', filters: { ...NO_FILTERS, waiting: 'true', sort: 'waiting' } },
  { name: 'unfinished', label: 'Unfinished', key: 'o', filters: { ...NO_FILTERS, status: UNFINISHED } },
  { name: 'all', label: 'All', key: 'a', filters: NO_FILTERS },
];

const [, , , DEFAULT] = VIEWS;
export const ALL = VIEWS[4];

/**
 * @typedef {object} Place
 * @property {View} view
 * @property {Filters} filters those of the view, with what the address changes
 * @property {boolean} isChanged whether they differ from the view's
 * @property {boolean} isKnown whether the view is known already: saved ones are loaded
 * @property {boolean} isGone whether the address names a view that is not there
 */

/** @param {SavedView} saved  @returns {View} */
export const asView = (saved) => ({ name: `${saved.id}`, label: saved.name, filters: readFilters(saved.query), saved });

/**
 * The view and the filters that an address names. Without both it is the view of unfinished tickets. Filters without a
 * view apply to all tickets, as in links that work for readers without an account.
 *
 * @param {string} query what follows the address's `?`
 * @param {View[] | null} [saved] null: they are not known yet
 * @returns {Place}
 */
export function readPlace(query, saved = []) {
  const params = new URLSearchParams(query);
  const name = params.get('view') ?? (NAMES.some((each) => params.has(each)) ? ALL.name : DEFAULT.name);
  const found = [...VIEWS, ...(saved ?? [])].find((each) => each.name === name);
  const view = found ?? ALL;
  const filters = readFilters(query, view.filters);
  const isChanged = writeFilters(filters, view.filters) !== '';
  return { view, filters, isChanged, isKnown: Boolean(found ?? saved), isGone: !found && saved !== null };
}

/**
 * @param {View} view
 * @param {Filters} [filters]
 * @returns {string} the query of an address, '' or with its `?`
 */
export function writePlace(view, filters = view.filters) {
  const changes = writeFilters(filters, view.filters);
  if (view === DEFAULT && !changes) return '';
  if (view === ALL && changes) return changes;
  return `?view=${view.name}${changes.replace('?', '&')}`;
}
