import { useCallback } from 'react';
import { ApiError } from '../../api/client.js';
import { getTicket, updateTicket } from '../../api/tickets.js';
import { FIELDS as TICKET_FIELDS, label, PROPERTIES, shownValue } from '../../api/ticket.js';

/**
 * @import { Property, Ticket } from '../../api/ticket.js'
 * @import { Say } from '../../ui/useNotice.js'
 */

/** @typedef {'status' | Property | 'assignee' | 'requester' | 'duplicate_of'} ChangedField */
/** @typedef {Partial<Pick<Ticket, ChangedField>>} Changes as the page shows them */

/** @type {ChangedField[]} */
const FIELDS = ['status', ...PROPERTIES, 'assignee', 'requester', 'duplicate_of'];

/**
 * Changes a ticket: at once on the page, and taken back with a message when it did not happen. What
 * somebody else did to the same field meanwhile is never overwritten unseen.
 *
 * @param {(ticket: Ticket) => void} show puts this state of the ticket on the page
 * @param {Say} say
 * @returns {(ticket: Ticket, changes: Changes) => Promise<void>}
 */
export function useTicketChange(show, say) {
  return useCallback(
    async (ticket, changes) => {
      show({ ...ticket, ...changes });
      try {
        const current = await getTicket(ticket.id);
        if (fieldsOf(changes).some((field) => !isSame(current.ticket[field], ticket[field]))) {
          show(current.ticket);
          say('error', conflict(ticket, current.ticket));
          return;
        }
        show(await updateTicket(ticket.id, asSent(changes), current.etag));
        say('status', `#${ticket.id} ${told({ ...ticket, ...changes }, fieldsOf(changes), 'now')}.`);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const latest = error.status === 412 ? await getTicket(ticket.id).catch(() => null) : null;
        show(latest?.ticket ?? ticket);
        say('error', latest ? conflict(ticket, latest.ticket) : refusal(ticket, changes, error));
      }
    },
    [show, say],
  );
}

/** @param {Changes} changes */
const fieldsOf = (changes) => FIELDS.filter((field) => field in changes);

/** Persons are compared by their contents. @param {unknown} one  @param {unknown} other */
const isSame = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** @param {Changes} changes  @returns {Parameters<typeof updateTicket>[1]} */
function asSent({ assignee, requester, status, ...changes }) {
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
 * @returns {string} "is now closed and now has low priority"
 */
const told = (ticket, fields, adverb = undefined) =>
  fields.map((field) => (PREDICATES[field] ?? hasProperty(field))(ticket, adverb ? `${adverb} ` : '')).join(' and ');

/** @param {ChangedField} field  @returns {(ticket: Ticket, adverb: string) => string} */
const hasProperty = (field) => (ticket, adverb) => {
  const name = /** @type {Property} */ (field);
  return `${adverb}has the ${TICKET_FIELDS[name].label.toLowerCase()} ${shownValue(name, ticket[name])}`;
};

/**
 * @param {Ticket} seen
 * @param {Ticket} now
 */
function conflict(seen, now) {
  const differences = told(now, FIELDS.filter((field) => !isSame(seen[field], now[field])));
  const what = differences && `: it ${differences}`;
  return `Somebody else has just changed #${now.id}${what}. Yours was not saved; change it again if you still want to.`;
}

/**
 * @param {Ticket} ticket
 * @param {Changes} changes
 * @param {ApiError} error
 */
function refusal(ticket, changes, error) {
  const still = `#${ticket.id} ${told(ticket, fieldsOf(changes), 'still')}.`;
  if (error.status === 404) return `#${ticket.id} no longer exists. Reload the page.`;
  if (error.isSignedOut) return `You have been signed out. ${still} Sign in, then change it again.`;
  if (error.code === 'csrf_failed') return `This page is out of date. ${still} Reload it, then change the ticket again.`;
  if (error.status === 403) return `Your account may not change tickets. ${still} Ask an admin for the role that may.`;
  if (error.isUnreachable) return `We could not reach the server. ${still} Try again in a moment.`;
  return `The change was not saved. ${still} ${error.sentence || 'Try again in a moment.'}`;
}
