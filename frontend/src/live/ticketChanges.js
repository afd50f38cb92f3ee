/** Tells the parts of a page what its one stream has heard of a ticket. */
import { useEffect, useEffectEvent } from 'react';

/** @import { Ticket } from '../api/ticket.js' */

const HEARD = 'ticket';
const heard = new EventTarget();

/** @param {Ticket} ticket as it is now */
export const tellTicketChange = (ticket) => void heard.dispatchEvent(new CustomEvent(HEARD, { detail: ticket }));

/** @param {(ticket: Ticket) => void} onChange called with each ticket that others, or this page, have changed */
export function useTicketChanges(onChange) {
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    const listen = (/** @type {Event} */ event) => changed(/** @type {CustomEvent<Ticket>} */ (event).detail);
    heard.addEventListener(HEARD, listen);
    return () => heard.removeEventListener(HEARD, listen);
  }, []);
}
