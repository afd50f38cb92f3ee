import { listOfRequester } from '../../../api/tickets.js';
import { useAnswer } from '../useLoaded.js';

/** @import { Ticket } from '../../../api/ticket.js' */

const MOST = 5;

/**
 * @typedef {object} OtherTickets
 * @property {number} requester
 * @property {Ticket[]} tickets newest first
 * @property {boolean} isMore whether the requester has sent more than these
 */

/**
 * The newest tickets of the same requester.
 *
 * @param {Ticket} ticket
 * @param {boolean} isWanted
 * @returns {{ others: OtherTickets | null, isSettled: boolean }} null: not known, or there is no requester
 */
export function useOtherTickets({ id, requester }, isWanted) {
  const of = requester?.id ?? 0;
  // This ticket may be among them.
  const { known, isSettled } = useAnswer(isWanted && of ? `${of}` : '', async (signal) => {
    const { tickets, next } = await listOfRequester(of, MOST + 1, signal);
    const others = tickets.filter((each) => each.id !== id);
    return { requester: of, tickets: others.slice(0, MOST), isMore: others.length > MOST || next !== null };
  });
  return { others: known?.requester === of ? known : null, isSettled: isSettled || !of };
}
