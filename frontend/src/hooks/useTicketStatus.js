import { useCallback } from 'react';
import { ApiError } from '../api/client.js';
import { getTicket, updateTicket } from '../api/tickets.js';
import { label } from '../ticket.js';

/**
 * @import { Status, Ticket } from '../ticket.js'
 * @import { Say } from './useNotice.js'
 */

/**
 * Changes a ticket's status: at once on the page, and taken back with a message when it did not
 * happen. What somebody else did to the status meanwhile is never overwritten unseen.
 *
 * @param {(ticket: Ticket) => void} show puts this state of the ticket on the page
 * @param {Say} say
 * @returns {(ticket: Ticket, status: Status) => Promise<void>}
 */
export function useTicketStatus(show, say) {
  return useCallback(
    async (ticket, status) => {
      show({ ...ticket, status });
      try {
        const current = await getTicket(ticket.id);
        if (current.ticket.status !== ticket.status) {
          show(current.ticket);
          say('error', conflict(current.ticket));
          return;
        }
        show(await updateTicket(ticket.id, { status }, current.etag));
        say('status', `#${ticket.id} is now ${label(status).toLowerCase()}.`);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const latest = error.status === 412 ? await getTicket(ticket.id).catch(() => null) : null;
        show(latest?.ticket ?? ticket);
        say('error', latest ? conflict(latest.ticket) : refusal(ticket, error));
      }
    },
    [show, say],
  );
}

/** @param {Ticket} now */
const conflict = (now) =>
  `Somebody else has just changed #${now.id}: it is ${label(now.status).toLowerCase()}. Yours was not saved; change it again if you still want to.`;

/**
 * @param {Ticket} ticket
 * @param {ApiError} error
 */
function refusal(ticket, error) {
  const still = `#${ticket.id} is still ${label(ticket.status).toLowerCase()}.`;
  if (error.status === 404) return `#${ticket.id} no longer exists. Reload the page.`;
  if (error.isUnreachable) return `We could not reach the server. ${still} Try again in a moment.`;
  return `The change was not saved. ${still} Try again in a moment.`;
}
