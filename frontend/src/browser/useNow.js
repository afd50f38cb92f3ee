import { useEffect, useState } from 'react';

const EVERY_MS = 30_000;

/** @returns {number} the present moment in milliseconds, renewed often enough for "3 min ago" */
export function useNow() {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
