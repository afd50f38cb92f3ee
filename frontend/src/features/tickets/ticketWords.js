/**
 * Changes of a ticket, as they are sent and as a person reads them.
 *
 * @import { ApiError } from '../../api/client.js'
 * @import { updateTicket } from '../../api/tickets.js'
 * @import { Property, Ticket } from '../../api/ticket.js'
 */
import { FIELDS as TICKET_FIELDS, label, PROPERTIES, shownValue } from '../../api/ticket.js';

/** @typedef {'status' | Property | 'assignee' | 'requester' | 'duplicate_of'} ChangedField */
/** @typedef {Partial<Pick<Ticket, ChangedField>>} Changes as the page shows them */

/** @type {ChangedField[]} */
const FIELDS = ['status', ...PROPERTIES, 'assignee', 'requester', 'duplicate_of'];

/** @param {Changes} changes */
export const fieldsOf = (changes) => FIELDS.filter((field) => field in changes);

/** Persons are compared by their contents. @param {unknown} one  @param {unknown} other */
export const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** @param {Changes} changes  @returns {Parameters<typeof updateTicket>[1]} */
export function asSent({ assignee, requester, status, ...changes }) {
  return {
    ...changes,
    // The server closes a duplicate itself.
    ...(status === undefined || changes.duplicate_of ? {} : { status }),
    ...(assignee === undefined ? {} : { assignee: assignee?.id ?? null }),
    ...(requester ? { requester: { name: requester.name, email: requester.email } } : {}),
  };
}

/** @type {{ [Field in ChangedField]?: (ticket: Ticket, adverb: string) => string }} */
const PREDICATES = {
  status: ({ status }, adverb) => `is ${adverb}${label(status).toLowerCase()}`,
  category: ({ category }, adverb) => `is ${adverb}filed under ${label(category)}`,
  priority: ({ priority }, adverb) => `${adverb}has ${label(priority).toLowerCase()} priority`,
  assignee: ({ assignee }, adverb) => `is ${adverb}${assignee ? `assigned to ${assignee.name}` : 'unassigned'}`,
  requester: ({ requester }, adverb) => `${adverb}has the requester ${requester?.name || requester?.email || 'without a name'}`,
  duplicate_of: ({ duplicate_of: original }, adverb) => `is ${adverb}${original ? `a duplicate of #${original}` : 'no duplicate'}`,
};

/**
 * @param {Ticket} ticket
 * @param {ChangedField[]} fields
 * @param {'now' | 'still'} [adverb]
 * @returns {string} "is now closed and now has low priority", "is now a duplicate of #1, and closed"
 */
export function told(ticket, fields, adverb = undefined) {
  // The server closes a duplicate itself.
  if (ticket.duplicate_of && fields.includes('duplicate_of') && fields.includes('status')) {
    return `${told(ticket, ['duplicate_of'], adverb)}, and ${label(ticket.status).toLowerCase()}`;
  }
  return fields.map((field) => (PREDICATES[field] ?? hasProperty(field))(ticket, adverb ? `${adverb} ` : '')).join(' and ');
}

/** @param {ChangedField} field  @returns {(ticket: Ticket, adverb: string) => string} */
const hasProperty = (field) => (ticket, adverb) => {
  const name = /** @type {Property} */ (field);
  return `${adverb}has the ${TICKET_FIELDS[name].label.toLowerCase()} ${shownValue(name, ticket[name])}`;
};

/**
 * @param {Ticket} seen
 * @param {Ticket} now
 */
export function conflict(seen, now) {
  const differences = told(now, FIELDS.filter((field) => !isSame(seen[field], now[field])));
  const what = differences && `: it ${differences}`;
  return `Somebody else has just changed #${now.id}${what}. Yours was not saved; change it again if you still want to.`;
}

/**
 * @param {Ticket} ticket
 * @param {Changes} changes
 * @param {ApiError} error
 */
export function refusal(ticket, changes, error) {
  const still = `#${ticket.id} ${told(ticket, fieldsOf(changes), 'still')}.`;
  if (error.status === 404) return `#${ticket.id} no longer exists. Reload the page.`;
  if (error.isSignedOut) return `You have been signed out. ${still} Sign in, then change it again.`;
  if (error.code === 'csrf_failed') return `This page is out of date. ${still} Reload it, then change the ticket again.`;
  if (error.status === 403) return `Your account may not change tickets. ${still} Ask an admin for the role that may.`;
  if (error.isUnreachable) return `We could not reach the server. ${still} Try again in a moment.`;
  if (changes.duplicate_of) return `#${ticket.id} was not marked as a duplicate. ${error.sentence || 'Try again in a moment.'}`;
  return `The change was not saved. ${still} ${error.sentence || 'Try again in a moment.'}`;
}

/**
 * @param {Ticket} before
 * @param {Changes} changes
 * @returns {Changes | null} what makes the ticket as it was; null: no change does
 */
export function undone(before, changes) {
  // A requester can be corrected and not taken away.
  if (changes.requester && !before.requester) return null;
  return Object.fromEntries(fieldsOf(changes).map((field) => [field, before[field] ?? null]));
}
