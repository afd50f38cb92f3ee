/**
 * Paths that are asked for before the functions that read the answers are loaded (app/askEarly.js).
 *
 * @import { paths } from './schema.js'
 */

/** @satisfies {keyof paths} */
export const SESSION = '/api/session/';
/** @satisfies {keyof paths} */
export const COUNTS = '/api/tickets/counts/';
/** @satisfies {keyof paths} */
export const VIEWS = '/api/views/';

/** @param {number} id of the ticket */
export const messagesPath = (id) => `/api/tickets/${id}/messages/`;
