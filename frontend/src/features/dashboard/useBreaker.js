import { useEffect, useState } from 'react';
import { fetchHealth } from '../../api/tickets.js';

/** @typedef {'unknown' | 'closed' | 'half_open' | 'open'} Breaker 'open': suggestions are paused after failures */

const EVERY_MS = 60_000;

/**
 * The state of the breaker before the classifier, as the server last said it.
 *
 * @returns {Breaker}
 */
export function useBreaker() {
  const [breaker, setBreaker] = useState(/** @type {Breaker} */ ('unknown'));
  useEffect(() => {
    const controller = new AbortController();
    const ask = () =>
      fetchHealth(controller.signal)
        .then((health) => setBreaker(health.breaker ?? 'unknown'))
        .catch(() => controller.signal.aborted || setBreaker('unknown'));
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, []);
  return breaker;
}
