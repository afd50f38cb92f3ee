import { useEffect, useState } from 'react';
import { fetchHealth } from '../api/tickets.js';

const EVERY_MS = 60_000;

/**
 * Whether suggestions can be had at present, as the server sees it.
 *
 * @returns {'unknown' | 'available' | 'unavailable'}
 */
export function useSuggestionHealth() {
  const [health, setHealth] = useState(/** @type {'unknown' | 'available' | 'unavailable'} */ ('unknown'));
  useEffect(() => {
    const controller = new AbortController();
    const ask = () =>
      fetchHealth(controller.signal)
        .then(({ breaker }) => setHealth(breaker === 'open' ? 'unavailable' : 'available'))
        .catch(() => controller.signal.aborted || setHealth('unknown'));
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, []);
  return health;
}
