import { useCallback, useEffect, useRef, useState } from 'react';
import { refuseClaims } from '../../browser/tab.js';
import { adoptDraft, EMPTY, forgetDraft, isEmpty, leaveDraft, loadDraft, ownDraft, saveAttempt, saveDraft } from './drafts.js';

/** @import { Draft } from './drafts.js' */

/**
 * The draft of this tab, kept over a reload and a crash.
 *
 * @returns {{ draft: Draft, isElsewhere: boolean, change: (part: Partial<Draft>) => void, clear: () => void }}
 *   isElsewhere: another tab has taken the draft up while this one was frozen
 */
export function useDraft() {
  const [draft, setDraft] = useState(loadDraft);
  const [isElsewhere, setIsElsewhere] = useState(false);
  const latest = useRef(draft);
  const show = useCallback((/** @type {Draft} */ next) => {
    latest.current = next;
    setDraft(next);
  }, []);

  const change = useCallback(
    (/** @type {Partial<Draft>} */ part) => {
      setIsElsewhere(false);
      show({ ...latest.current, ...part });
      saveDraft(latest.current);
    },
    [show],
  );
  const clear = useCallback(() => {
    forgetDraft();
    show(EMPTY);
  }, [show]);

  useEffect(() => {
    void adoptDraft().then((found) => {
      if (!found) return;
      // The person was faster; the next new tab takes it up.
      if (!isEmpty(latest.current)) return leaveDraft(found);
      const { attempt = null, at: _, ...adopted } = found;
      show(adopted);
      saveDraft(adopted);
      saveAttempt(attempt);
      return undefined;
    });
    const taken = (/** @type {StorageEvent} */ { key, newValue }) => {
      if (key !== ownDraft() || newValue !== null) return;
      show(EMPTY);
      setIsElsewhere(true);
    };
    window.addEventListener('storage', taken);
    const admit = refuseClaims(ownDraft());
    return () => {
      window.removeEventListener('storage', taken);
      admit();
    };
  }, [show]);

  return { draft, isElsewhere, change, clear };
}
