import { useEffect, useEffectEvent, useState } from 'react';
import { followEvents } from './follow.js';
import { tellTicketChange } from './ticketChanges.js';

/**
 * @import { Stats } from '../api/tickets.js'
 * @import { Ticket } from '../api/ticket.js'
 * @import { StreamStatus } from './stream.js'
 */

const PATH = '/api/tickets/events/';
/** Answers to a caller whose session has ended or whose role has gone. */
const NOT_ALLOWED = [401, 403];

/**
 * The requester of an event has no mail address, so the one that the page knows stays.
 *
 * @param {Ticket} ticket
 * @returns {Ticket}
 */
function withoutRequester({ requester: _, ...ticket }) {
  return /** @type {Ticket} */ (ticket);
}

/** @typedef {StreamStatus | 'over'} LiveStatus 'over': the session has ended, and nothing is followed */

/**
 * Listens to what other people change. The page works without it; the status says whether it does.
 *
 * @param {object} handlers
 * @param {(ticket: Ticket, isNew: boolean) => void} handlers.onTicket
 * @param {(message: { ticket_id: number, id: number }) => void} handlers.onMessage somebody wrote; for accounts with a role
 * @param {(stats: Stats) => void} handlers.onStats
 * @param {() => void} handlers.onReset something was missed: list everything again
 * @param {() => void} handlers.onRefused the caller may not follow the tickets, perhaps because the session has ended
 * @param {boolean} isWanted whether there is anything to listen to
 * @returns {StreamStatus}
 */
export function useLiveUpdates({ onTicket, onMessage, onStats, onReset, onRefused }, isWanted) {
  const [status, setStatus] = useState(/** @type {StreamStatus} */ ('connecting'));
  const ticket = useEffectEvent((/** @type {{ change: string, ticket: Ticket }} */ event) => {
    onTicket(withoutRequester(event.ticket), event.change === 'created');
    tellTicketChange(event.ticket);
  });
  const message = useEffectEvent(onMessage);
  const stats = useEffectEvent(onStats);
  const reset = useEffectEvent(onReset);
  const refused = useEffectEvent(onRefused);

  useEffect(() => {
    if (!isWanted) return undefined;
    return followEvents(
      { path: PATH },
      {
        onStatus: (state) => {
          setStatus(state.status);
          if (NOT_ALLOWED.includes(state.code)) refused();
        },
        onEvent: (event, data) => {
          if (event === 'ticket') ticket(JSON.parse(data));
          if (event === 'message') message(JSON.parse(data));
          if (event === 'stats') stats(JSON.parse(data));
          if (event === 'reset') reset();
        },
        onMissed: () => reset(),
      },
    );
  }, [isWanted]);
  return status;
}
