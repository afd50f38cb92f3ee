import { useEffect, useState } from 'react';
import { isAbort } from '../api/client.js';
import { classify } from '../api/tickets.js';
import { DEFAULT_CHOICES } from '../ticket.js';
import { useDebounced } from './useDebounced.js';

/** @import { Suggestion } from '../api/tickets.js' */

/** A pause in typing after which the classifier is asked. */
export const PAUSE_MS = 600;
/** Fewer characters say too little to be worth a question. */
export const MIN_CHARACTERS = 12;

/** @type {Suggestion} */
const FALLBACK = { ...DEFAULT_CHOICES, isFallback: true, reason: '', confidence: null, token: undefined };

/**
 * Asks for a category and a priority while somebody types.
 *
 * `suggestion` may belong to an earlier text while `status` is 'thinking', so that the page does not
 * flicker; its token is given only when it belongs to this very text.
 *
 * @param {string} description
 * @returns {{ status: 'idle' | 'thinking' | 'shown' | 'unavailable', suggestion: Suggestion | null }}
 */
export function useSuggestion(description) {
  const text = description.trim();
  const settled = useDebounced(text, PAUSE_MS);
  const [answer, setAnswer] = useState(/** @type {{ to: string, suggestion: Suggestion } | null} */ (null));
  const isTooShort = text.length < MIN_CHARACTERS;
  const isAsked = settled === text && !isTooShort;

  useEffect(() => {
    if (!isAsked) return undefined;
    const controller = new AbortController();
    classify(settled, controller.signal)
      // Whatever went wrong, the person goes on without a suggestion (requirements §6.4).
      .catch((error) => (isAbort(error) ? null : FALLBACK))
      .then((suggestion) => suggestion && !controller.signal.aborted && setAnswer({ to: settled, suggestion }));
    return () => controller.abort();
  }, [isAsked, settled]);

  if (isTooShort) return { status: 'idle', suggestion: null };
  if (answer?.to !== text) {
    const earlier = answer && !answer.suggestion.isFallback ? answer.suggestion : null;
    return { status: 'thinking', suggestion: earlier && { ...earlier, token: undefined } };
  }
  return { status: answer.suggestion.isFallback ? 'unavailable' : 'shown', suggestion: answer.suggestion };
}
