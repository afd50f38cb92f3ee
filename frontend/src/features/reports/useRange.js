import { useCallback, useEffect, useState } from 'react';
import { useToday } from '../../browser/useNow.js';
import { readRange, writeRange } from './range.js';

/** @import { Range } from './range.js' */

/** @returns {[Range, (range: Range) => void]} the days of the page's address; a new range is a new entry of the history */
export function useRange() {
  const today = useToday();
  const [query, setQuery] = useState(() => window.location.search);
  useEffect(() => {
    const follow = () => setQuery(window.location.search);
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const setRange = useCallback((/** @type {Range} */ range) => {
    const next = writeRange(range);
    window.history.pushState(null, '', `${window.location.pathname}${next}`);
    setQuery(next);
  }, []);
  return [readRange(query, today), setRange];
}
