import { useEffect, useState } from 'react';

/**
 * @template T
 * @param {T} value
 * @param {number} pauseMs
 * @returns {T} the value as it was when it last stood still for that long
 */
export function useDebounced(value, pauseMs) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
