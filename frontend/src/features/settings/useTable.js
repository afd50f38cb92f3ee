import { useCallback, useEffect, useState } from 'react';
import { sentenceOf, useAction } from './useAction.js';

/**
 * Rows of the server, and one action at a time on them; what it says about the last action is in `notice`.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load asked anew when it is another function
 */
export function useTable(load) {
  const [rows, setRows] = useState(/** @type {T | null} */ (null));
  const [turn, setTurn] = useState(0);
  const { notice, problem, errors, isBusy, act: perform, setProblem } = useAction();
  const reload = useCallback(() => setTurn((last) => last + 1), []);

  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal).then(
      (loaded) => {
        setRows(loaded);
        setProblem('');
      },
      (error) => !controller.signal.aborted && setProblem(sentenceOf(error)),
    );
    return () => controller.abort();
  }, [load, turn, setProblem]);

  /** Does the action and says `done`; false: it was refused, or another one is under way. */
  const act = useCallback(
    async (/** @type {() => Promise<unknown>} */ action, /** @type {string} */ done, /** @type {string[]} */ fields = []) => {
      const isDone = await perform(action, done, fields);
      if (isDone) reload();
      return isDone;
    },
    [perform, reload],
  );
  return { rows, notice, problem, errors, isBusy, act, reload };
}
