import { useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { createTicket } from '../../api/tickets.js';
import { loadAttempt, saveAttempt } from './drafts.js';
import { enqueue } from './waitingTickets.js';
import { randomKey } from '../../browser/tab.js';

/**
 * @import { NewTicket, SentTicket } from '../../api/tickets.js'
 * @import { Attempt } from './drafts.js'
 */
/**
 * @typedef {{ status: 'idle' }
 *   | { status: 'sending' }
 *   | { status: 'failed', error: ApiError }
 *   | { status: 'sent', ticket: SentTicket }} Sending
 */

/**
 * @param {NewTicket} one
 * @param {NewTicket} other
 */
const isSameTicket = (one, other) =>
  one.title === other.title &&
  one.description === other.description &&
  one.category === other.category &&
  one.priority === other.priority;

/**
 * @param {object} handlers
 * @param {(ticket: SentTicket) => void} handlers.onSent
 * @param {() => void} handlers.onWaiting the server cannot be reached, and the ticket has joined the queue
 * @returns {{ sending: Sending, send: (body: NewTicket) => void, show: import('react').Dispatch<import('react').SetStateAction<Sending>> }}
 */
export function useCreateTicket({ onSent, onWaiting }) {
  const [sending, show] = useState(/** @type {Sending} */ ({ status: 'idle' }));
  const latest = useRef(/** @type {Attempt | null} */ (null));

  const send = async (/** @type {NewTicket} */ body) => {
    const before = [latest.current, loadAttempt()].find((one) => one && isSameTicket(one.body, body));
    const attempt = before ?? { key: randomKey(), body };
    latest.current = attempt;
    saveAttempt(attempt);
    show({ status: 'sending' });
    try {
      const ticket = await createTicket(attempt.body, attempt.key);
      latest.current = null;
      onSent(ticket);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.isUnreachable || !enqueue(attempt)) {
        show({ status: 'failed', error });
        return;
      }
      latest.current = null;
      show({ status: 'idle' });
      onWaiting();
    }
  };

  return { sending, send, show };
}
