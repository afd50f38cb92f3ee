/**
 * The problems that keep a ticket from being sent, in sentences that say what to do.
 *
 * @import { ApiError } from '../../api/client.js'
 * @import { Draft } from './drafts.js'
 * @import { RequesterDraft } from './useRequester.js'
 */
import { DESCRIPTION_MAX, EMAIL_MAX, NAME_MAX, TITLE_MAX } from '../../api/ticket.js';
import { showsSomething } from '../../browser/visible.js';

/** @typedef {'title' | 'description' | 'category' | 'priority' | 'name' | 'email'} FieldName */
/** @typedef {Draft & RequesterDraft} Written */
/** @typedef {Partial<Record<FieldName, string>>} FieldErrors */

/** In the order in which they stand in the form. @type {FieldName[]} */
export const FIELDS = ['title', 'description', 'category', 'priority', 'name', 'email'];

/**
 * What the server would refuse, said before it is asked.
 *
 * @param {Written} ticket
 * @returns {FieldErrors}
 */
export function fieldErrors(ticket) {
  /** @type {FieldErrors} */
  const errors = {};
  if (!showsSomething(ticket.title)) errors.title = 'Enter a title';
  else if ([...ticket.title].length > TITLE_MAX) errors.title = `Title must be ${TITLE_MAX} characters or fewer`;
  if (!showsSomething(ticket.description)) errors.description = 'Describe the problem';
  else if ([...ticket.description].length > DESCRIPTION_MAX) {
    errors.description = `Description must be ${DESCRIPTION_MAX.toLocaleString()} characters or fewer`;
  }
  if (!ticket.category) errors.category = 'Choose a category';
  if (!ticket.priority) errors.priority = 'Choose a priority';
  if ([...ticket.name].length > NAME_MAX) errors.name = `Name must be ${NAME_MAX} characters or fewer`;
  if (ticket.email && !/^[^\s@]+@[^\s@]+$/.test(ticket.email)) errors.email = 'Enter an address like anna@example.com';
  else if ([...ticket.email].length > EMAIL_MAX) errors.email = `Address must be ${EMAIL_MAX} characters or fewer`;
  return errors;
}

/**
 * @param {ApiError} error
 * @returns {FieldErrors} the sentences of the envelope that belong to a field of the form
 */
export function refusedFields(error) {
  const { requester, ...details } = /** @type {Record<string, any>} */ (error.details);
  // The sentences about the requester are one list, or one for each part.
  const said = { ...details, ...(Array.isArray(requester) ? { email: requester } : requester) };
  return Object.fromEntries(FIELDS.filter((field) => said[field]?.length).map((field) => [field, said[field].join('. ')]));
}

/**
 * @param {ApiError} error
 * @returns {string} what to do when no field is to blame
 */
export function refusedWords(error) {
  if (error.code === 'csrf_failed') return 'This page is out of date. Reload it, then send again. Your ticket is kept here.';
  if (error.isUnreachable) return 'We could not reach the server. Your ticket is kept here; send it again in a moment.';
  const wait = error.retryAfter ? `Wait ${error.retryAfter} seconds` : 'Wait a minute';
  switch (error.status) {
    case 429:
      return `Too many tickets came from here in a short time. ${wait}, then send again. Your ticket is kept here.`;
    case 413:
      return 'The ticket is too large to send. Shorten the description, then send again.';
    case 409:
      return 'This ticket is being sent already. Look for it in the list before you send it again.';
    default:
      return error.status < 500
        ? `The ticket was not accepted: ${error.sentence || error.message}`
        : 'The server had a problem and your ticket was not sent. It is kept here; send it again in a moment.';
  }
}
