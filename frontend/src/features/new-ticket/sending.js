/**
 * The problems that keep a ticket from being sent, in sentences that say what to do.
 *
 * @import { ApiError } from '../../api/client.js'
 * @import { FormField } from '../../api/ticket.js'
 * @import { Draft } from './drafts.js'
 * @import { RequesterDraft } from './useRequester.js'
 */
import { byFormField, characters, EMAIL_MAX, FIELDS as TICKET_FIELDS, FORM_FIELDS, NAME_MAX } from '../../api/ticket.js';
import { isMailAddress, MAIL_EXAMPLE } from '../../browser/mailAddress.js';
import { fieldProblem } from '../../ui/fields/fieldProblem.js';

/** @typedef {FormField | keyof RequesterDraft} FieldName */
/** @typedef {Draft & RequesterDraft} Written */
/** @typedef {Partial<Record<FieldName, string>>} FieldErrors */

/** In the order of the form. @type {FieldName[]} */
export const FIELDS = [...FORM_FIELDS, 'name', 'email'];

/**
 * What the server would refuse, said before it is asked.
 *
 * @param {Written} ticket
 * @returns {FieldErrors}
 */
export function fieldErrors(ticket) {
  const problems = {
    ...byFormField((name) => fieldProblem(TICKET_FIELDS[name], ticket[name])),
    name: fieldProblem({ label: 'Name', max: NAME_MAX, isOptional: true }, ticket.name),
    email: emailProblem(ticket.email),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, sentence]) => sentence));
}

/** @param {string} email  @returns {string} '' when there is none */
function emailProblem(email) {
  if (email && !isMailAddress(email)) return MAIL_EXAMPLE;
  return characters(email) > EMAIL_MAX ? `Enter an email address of ${EMAIL_MAX} characters or fewer` : '';
}

/**
 * @param {ApiError} error
 * @returns {FieldErrors} the sentences of the envelope that belong to a field of the form
 */
export function refusedFields(error) {
  const said = (/** @type {FieldName} */ field) => (error.details[field] ?? error.details[`requester.${field}`] ?? []).join('. ');
  return Object.fromEntries(FIELDS.filter(said).map((field) => [field, said(field)]));
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
