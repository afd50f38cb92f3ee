import { useEffect, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { classify } from '../../api/tickets.js';
import { characters, DEFAULT_CHOICES, FIELDS } from '../../api/ticket.js';
import { useDebounced } from '../../browser/useDebounced.js';

/** @import { Suggestion } from '../../api/tickets.js' */

/** A pause in typing after which the classifier is asked. */
export const PAUSE_MS = 600;
/** Fewer characters say too little to be worth a question. */
export const MIN_CHARACTERS = 12;

/**
 * @typedef {object} Suggested
 * @property {'idle' | 'thinking' | 'shown' | 'unavailable' | 'too-long'} status
 *   'too-long': the description is over its limit, and the classifier is not asked
 * @property {Suggestion | null} suggestion
 * @property {string} advice what to do about a text that gets no suggestion; '' when choosing is all
 */

/** @type {Suggestion} */
const FALLBACK = { ...DEFAULT_CHOICES, isFallback: true, reason: '', confidence: null, unsure: [], token: undefined };

/**
 * Asks for a category and a priority while somebody types.
 *
 * `suggestion` may belong to an earlier text while `status` is 'thinking', so that the page does not
 * flicker; its token is given only when it belongs to this very text.
 *
 * @param {string} description
 * @returns {Suggested}
 */
export function useSuggestion(description) {
  const text = description.trim();
  const settled = useDebounced(text, PAUSE_MS);
  const [answer, setAnswer] = useState(/** @type {{ to: string, suggestion: Suggestion, advice: string } | null} */ (null));
  const isTooShort = text.length < MIN_CHARACTERS;
  const excess = characters(text) - (FIELDS.description.max ?? Infinity);
  const isAsked = settled === text && !isTooShort && excess <= 0;

  useEffect(() => {
    if (!isAsked) return undefined;
    const controller = new AbortController();
    classify(settled, controller.signal)
      .then((suggestion) => ({ to: settled, suggestion, advice: '' }))
      // Whatever went wrong, the person goes on without a suggestion (requirements §6.4).
      .catch((error) => ({ to: settled, suggestion: FALLBACK, advice: adviceOf(error) }))
      .then((known) => !controller.signal.aborted && setAnswer(known));
    return () => controller.abort();
  }, [isAsked, settled]);

  if (isTooShort) return { status: 'idle', suggestion: null, advice: '' };
  if (excess > 0) return { status: 'too-long', suggestion: null, advice: shortenWords(excess) };
  if (answer?.to !== text) {
    const earlier = answer && !answer.suggestion.isFallback ? answer.suggestion : null;
    return { status: 'thinking', suggestion: earlier && { ...earlier, token: undefined }, advice: '' };
  }
  const { suggestion, advice } = answer;
  return { status: suggestion.isFallback ? 'unavailable' : 'shown', suggestion, advice };
}

/** @param {unknown} error  @returns {string} */
const adviceOf = (error) => (error instanceof ApiError && !error.isSignedOut ? error.sentence : '');

/** @param {number} excess characters over the limit */
const shortenWords = (excess) =>
  `Shorten the description by ${excess.toLocaleString()} ${excess === 1 ? 'character' : 'characters'}, and we suggest a category and a priority.`;
