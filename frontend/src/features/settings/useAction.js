import { useCallback, useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';

/**
 * One action at a time, while its controls keep the focus; what it says about the last one is in `notice` or `problem`.
 */
export function useAction() {
  const [notice, setNotice] = useState('');
  const [problem, setProblem] = useState('');
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const [isBusy, setIsBusy] = useState(false);
  const isUnderWay = useRef(false);

  /**
   * Does the action and says `done`; false: it was refused, or another one is under way. What the server says of one of
   * `fields` is in `errors`.
   */
  const act = useCallback(async (/** @type {() => Promise<unknown>} */ action, /** @type {string} */ done, /** @type {string[]} */ fields = []) => {
    if (isUnderWay.current) return false;
    isUnderWay.current = true;
    setIsBusy(true);
    setNotice('');
    setProblem('');
    setErrors({});
    try {
      await action();
      setNotice(done);
      return true;
    } catch (error) {
      const details = error instanceof ApiError ? error.details : {};
      const wrong = fields.filter((field) => details[field]?.length);
      if (wrong.length > 0) setErrors(Object.fromEntries(wrong.map((field) => [field, details[field].join('. ')])));
      else setProblem(sentenceOf(error));
      return false;
    } finally {
      isUnderWay.current = false;
      setIsBusy(false);
    }
  }, []);
  return { notice, problem, errors, isBusy, act, setProblem };
}

/** @param {unknown} error @returns {string} what happened and what to do, in the server's words where it has some */
export function sentenceOf(error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.isUnreachable) return 'We could not reach the server. Try again in a moment.';
  return error.sentence || 'The server had a problem. Try again in a moment.';
}
