import { readLaterSuggestion } from '../../../api/messages.js';
import { PRIORITIES } from '../../../api/ticket.js';
import { useLoaded } from '../useLoaded.js';

/**
 * @import { LaterSuggestion } from '../../../api/messages.js'
 * @import { Ticket } from '../../../api/ticket.js'
 */

/**
 * Asks whether a ticket looks more urgent since the requester wrote again; once for each message.
 *
 * @param {Ticket} ticket
 * @param {number} message the number of the requester's newest message that has no answer; 0: none, and nothing is asked
 * @returns {LaterSuggestion | null} null unless it is more urgent than the ticket
 */
export function useLaterSuggestion(ticket, message) {
  const key = message > 0 ? `${ticket.id} ${message}` : '';
  const answer = useLoaded(key, async (signal) => ({ to: key, suggestion: await readLaterSuggestion(ticket.id, signal) }));
  // The answer about an earlier message says nothing about this one.
  const suggestion = answer?.to === key ? answer.suggestion : null;
  return suggestion && PRIORITIES.indexOf(suggestion.priority) > PRIORITIES.indexOf(ticket.priority) ? suggestion : null;
}
