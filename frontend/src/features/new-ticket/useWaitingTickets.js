import { useEffect, useEffectEvent, useRef } from 'react';
import { useStored } from '../../browser/useStored.js';
import { deliver, WAITING } from './waitingTickets.js';

/**
 * @import { SentTicket } from '../../api/tickets.js'
 * @import { WaitingTicket } from './waitingTickets.js'
 */

const LOOK_MS = 1_000;

/**
 * The tickets of this browser that wait for the server, and their sending.
 *
 * @param {(ticket: SentTicket) => void} onSent called in the tab that has sent one
 * @returns {WaitingTicket[]} oldest first
 */
export function useWaitingTickets(onSent) {
  const waiting = /** @type {WaitingTicket[]} */ (useStored(WAITING)).toSorted((one, other) => one.at - other.at);
  const isBusy = useRef(false);
  const send = useEffectEvent(async (/** @type {boolean} */ isUrgent) => {
    if (isBusy.current) return;
    isBusy.current = true;
    const due = waiting.filter(({ refusal, retryAt }) => !refusal && (isUrgent || retryAt <= Date.now()));
    try {
      for (const ticket of due) {
        const sent = await deliver(ticket);
        if (sent) onSent(sent);
      }
    } finally {
      isBusy.current = false;
    }
  });

  const isAnyDue = waiting.some(({ refusal }) => !refusal);
  useEffect(() => {
    if (!isAnyDue) return undefined;
    const look = () => void send(false);
    const hurry = () => void send(true);
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener('online', hurry);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', hurry);
    };
  }, [isAnyDue]);

  return waiting;
}
