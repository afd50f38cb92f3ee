import { useCallback } from 'react';
import { ApiError } from '../../api/client.js';
import { getTicket, updateTicket } from '../../api/tickets.js';
import { asSent, conflict, fieldsOf, isSame, refusal, told } from './ticketWords.js';

/**
 * @import { Ticket } from '../../api/ticket.js'
 * @import { NoticeAction, Say } from '../../ui/useNotice.js'
 */

/** @typedef {import('./ticketWords.js').Changes} Changes as the page shows them */
/** @typedef {{ before: Ticket, changes: Changes, after: Ticket }} Done a change that the server has made */

/**
 * Changes a ticket: at once on the page, and taken back with a message when it did not happen. What
 * somebody else did to the same field meanwhile is never overwritten unseen.
 *
 * @param {(ticket: Ticket) => void} show puts this state of the ticket on the page
 * @param {Say} say
 * @param {(done: Done) => NoticeAction | undefined} [onDone] what is offered beside the message
 * @returns {(ticket: Ticket, changes: Changes) => Promise<boolean>} whether the change was saved
 */
export function useTicketChange(show, say, onDone) {
  return useCallback(
    async (ticket, changes) => {
      show({ ...ticket, ...changes });
      try {
        const current = await getTicket(ticket.id);
        if (fieldsOf(changes).some((field) => !isSame(current.ticket[field], ticket[field]))) {
          show(current.ticket);
          say('error', conflict(ticket, current.ticket));
          return false;
        }
        const after = await updateTicket(ticket.id, asSent(changes), current.etag);
        show(after);
        const words = `#${ticket.id} ${told({ ...ticket, ...changes }, fieldsOf(changes), 'now')}.`;
        say('status', words, onDone?.({ before: ticket, changes, after }));
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const latest = error.status === 412 ? await getTicket(ticket.id).catch(() => null) : null;
        show(latest?.ticket ?? ticket);
        say('error', latest ? conflict(ticket, latest.ticket) : refusal(ticket, changes, error));
        return false;
      }
    },
    [show, say, onDone],
  );
}
