import { useEffect, useState } from 'react';
import { readersDay } from './time.js';

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

/** @returns {string} YYYY-MM-DD, the reader's day, at most `EVERY_MS` late; draws anew only when it changes */
export function useToday() {
  const [today, setToday] = useState(() => readersDay(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(readersDay(Date.now())), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
}
