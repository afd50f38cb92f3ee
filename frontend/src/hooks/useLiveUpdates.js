import { useEffect, useEffectEvent, useState } from 'react';

/**
 * @import { Stats } from '../api/tickets.js'
 * @import { Ticket } from '../ticket.js'
 */

const PATH = '/api/tickets/events/';
/** Pauses before a stream that was refused is asked for again; the last one is repeated. */
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000];

/** @typedef {'connecting' | 'live' | 'off'} LiveStatus */

/**
 * Listens to what other people change. The page works without it; `status` says whether it does.
 *
 * A broken connection is taken up again by the browser, and the server sends what was missed. A
 * refused one (404, 502) is closed for good by the browser, so we open another and reload.
 *
 * @param {object} handlers
 * @param {(ticket: Ticket, isNew: boolean) => void} handlers.onTicket
 * @param {(stats: Stats) => void} handlers.onStats
 * @param {() => void} handlers.onReset something was missed: list everything again
 * @param {() => void} handlers.onRefused the stream ended for good, perhaps because the session has
 * @param {boolean} isWanted whether there is anything to listen to
 * @returns {LiveStatus}
 */
export function useLiveUpdates({ onTicket, onStats, onReset, onRefused }, isWanted) {
  const [status, setStatus] = useState(/** @type {LiveStatus} */ ('connecting'));
  const ticket = useEffectEvent((/** @type {{ change: string, ticket: Ticket }} */ event) =>
    onTicket(event.ticket, event.change === 'created'),
  );
  const stats = useEffectEvent(onStats);
  const reset = useEffectEvent(onReset);
  const refused = useEffectEvent(onRefused);

  useEffect(() => {
    if (!isWanted) return undefined;
    /** @type {EventSource | undefined} */
    let source;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let refusals = 0;

    const again = () => {
      setStatus('off');
      timer = setTimeout(open, PAUSES_MS[Math.min(refusals, PAUSES_MS.length - 1)]);
      refusals += 1;
      refused();
    };
    const open = () => {
      source = new EventSource(PATH);
      source.addEventListener('open', () => {
        if (refusals > 0) reset();
        refusals = 0;
        setStatus('live');
      });
      source.addEventListener('ticket', (event) => ticket(JSON.parse(event.data)));
      source.addEventListener('stats', (event) => stats(JSON.parse(event.data)));
      source.addEventListener('reset', () => reset());
      source.addEventListener('signed_out', (event) => {
        /** @type {EventSource} */ (event.target).close();
        again();
      });
      source.addEventListener('error', (event) => {
        if (/** @type {EventSource} */ (event.target).readyState === 2) again();
        else setStatus('connecting');
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [isWanted]);
  return status;
}
