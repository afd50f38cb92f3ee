import { useCallback, useState } from 'react';
import { recall, remember } from '../storage.js';

/** @import { Category, Priority } from '../ticket.js' */

/**
 * What a person has typed and not yet sent. Empty choices are open to a suggestion.
 *
 * @typedef {{ title: string, description: string, category: Category | '', priority: Priority | '' }} Draft
 */

const KEY = 'draft';

/** @type {Draft} */
const EMPTY = Object.freeze({ title: '', description: '', category: '', priority: '' });

/**
 * Kept over a reload.
 *
 * @returns {{ draft: Draft, change: (part: Partial<Draft>) => void, clear: () => void }}
 */
export function useDraft() {
  const [draft, setDraft] = useState(() => ({ ...EMPTY, ...recall(KEY, EMPTY) }));
  const change = useCallback((/** @type {Partial<Draft>} */ part) => {
    setDraft((before) => {
      const after = { ...before, ...part };
      remember(KEY, after);
      return after;
    });
  }, []);
  const clear = useCallback(() => {
    remember(KEY, undefined);
    setDraft(EMPTY);
  }, []);
  return { draft, change, clear };
}
