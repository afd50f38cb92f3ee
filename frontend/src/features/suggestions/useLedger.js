import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort } from '../../api/client.js';
import { fetchSuggestionStats, fetchWrongSuggestions } from '../../api/tickets.js';

/** @import { SuggestionStats, WrongSuggestion } from '../../api/tickets.js' */

/** How many examples are shown. */
const EXAMPLES = 4;
/** However fast tickets change, the ledger is asked for no more often than this. */
export const EVERY_MS = 3_000;

/**
 * @typedef {{ status: 'loading' } | { status: 'failed' }
 *   | { status: 'ready', days: number, stats: SuggestionStats, wrong: WrongSuggestion[] }} Ledger
 */

/**
 * What became of the suggestions of the last `days` days. Asked for again when `turn` is another one;
 * what was known stays until the answer is there.
 *
 * @param {number} days
 * @param {unknown} turn
 * @returns {{ ledger: Ledger, retry: () => void }}
 */
export function useLedger(days, turn) {
  const [ledger, setLedger] = useState(/** @type {Ledger} */ ({ status: 'loading' }));
  const [tries, setTries] = useState(0);
  const calmTurn = useThrottled(turn, EVERY_MS);

  useEffect(() => {
    const controller = new AbortController();
    Promise.all([fetchSuggestionStats(days, controller.signal), fetchWrongSuggestions(days, EXAMPLES, controller.signal)])
      .then(([stats, wrong]) => setLedger({ status: 'ready', days, stats, wrong }))
      .catch((error) => {
        if (isAbort(error)) return;
        setLedger((before) => (before.status === 'ready' && before.days === days ? before : { status: 'failed' }));
      });
    return () => controller.abort();
  }, [days, calmTurn, tries]);

  const retry = useCallback(() => {
    setLedger({ status: 'loading' });
    setTries((count) => count + 1);
  }, []);
  return { ledger, retry };
}

/**
 * @template T
 * @param {T} value
 * @param {number} everyMs
 * @returns {T} the value, changed at most that often
 */
function useThrottled(value, everyMs) {
  const [passed, setPassed] = useState(value);
  const latest = useRef(value);
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  useEffect(() => {
    latest.current = value;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setPassed(latest.current);
    }, everyMs);
  }, [value, everyMs]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return passed;
}
