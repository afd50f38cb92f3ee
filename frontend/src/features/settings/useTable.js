import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../../api/client.js';

/**
 * Rows of the server, and one action at a time on them; what it says about the last action is in `notice`.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load asked anew when it is another function
 */
export function useTable(load) {
  const [rows, setRows] = useState(/** @type {T | null} */ (null));
  const [notice, setNotice] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [turn, setTurn] = useState(0);

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
  }, [load, turn]);

  /** Does the action and says `done`; false: it was refused. */
  const act = useCallback(async (/** @type {() => Promise<unknown>} */ action, /** @type {string} */ done) => {
    setIsBusy(true);
    setNotice('');
    setProblem('');
    try {
      await action();
      setNotice(done);
      setTurn((last) => last + 1);
      return true;
    } catch (error) {
      setProblem(sentenceOf(error));
      return false;
    } finally {
      setIsBusy(false);
    }
  }, []);
  return { rows, notice, problem, isBusy, act, reload: () => setTurn((last) => last + 1) };
}

/** @param {unknown} error @returns {string} what happened and what to do, in the server's words where it has some */
export function sentenceOf(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.isUnreachable) return 'We could not reach the server. Try again in a moment.';
  return error.sentence || 'The server had a problem. Try again in a moment.';
}
