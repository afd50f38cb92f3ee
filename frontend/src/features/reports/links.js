/** Addresses of the lists behind the figures. */
import { NO_FILTERS, writeFilters } from '../tickets/filters.js';

/** @import { Filters } from '../../api/tickets.js' */

/** Without this view an agent's list shows only unfinished tickets. */
const ALL = 'view=all';

/** @param {Partial<Filters>} filters  @returns {string} the address of the list */
export const listAddress = (filters) => `/?${ALL}&${writeFilters({ ...NO_FILTERS, ...filters }).slice(1)}`;

/**
 * @param {'created' | 'replied' | 'resolved'} event
 * @param {string} from YYYY-MM-DD
 * @param {string} to
 * @param {string} tz
 * @returns {Partial<Filters>} tickets to which it happened on these days
 */
export const happenedOn = (event, from, to, tz) => ({ [`${event}_after`]: from, [`${event}_before`]: to, tz });

/** @param {Partial<Filters>} filters  @returns {string} the file with the whole list */
export const exportAddress = (filters) => `/api/tickets/export.csv${writeFilters({ ...NO_FILTERS, ...filters })}`;
