import { useCallback, useEffect, useRef, useState } from 'react';
import { refuseClaims } from '../../browser/tab.js';

/** @import { TabDrafts } from './tabDrafts.js' */

/**
 * The draft of this tab, kept over a reload and a crash.
 *
 * @template Draft, Body
 * @param {TabDrafts<Draft, Body>} drafts the same one at every call
 * @returns {{ draft: Draft, isElsewhere: boolean, change: (part: Partial<Draft>) => void, clear: () => void }}
 *   isElsewhere: another tab has taken the draft up while this one was frozen
 */
export function useDraft(drafts) {
  const [draft, setDraft] = useState(drafts.load);
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
      drafts.save(latest.current);
    },
    [drafts, show],
  );
  const clear = useCallback(() => {
    drafts.forget();
    show(drafts.empty);
  }, [drafts, show]);

  useEffect(() => {
    void drafts.adopt().then((found) => {
      if (!found) return;
      // The person was faster; the next new tab takes it up.
      if (!drafts.isEmpty(latest.current)) return drafts.leave(found);
      const { attempt = null, at: _, ...adopted } = found;
      show(/** @type {any} */ (adopted));
      drafts.save(/** @type {any} */ (adopted));
      drafts.saveAttempt(attempt);
      return undefined;
    });
    const taken = (/** @type {StorageEvent} */ { key, newValue }) => {
      if (key !== drafts.place() || newValue !== null) return;
      show(drafts.empty);
      setIsElsewhere(true);
    };
    window.addEventListener('storage', taken);
    const admit = refuseClaims(drafts.place());
    return () => {
      window.removeEventListener('storage', taken);
      admit();
    };
  }, [drafts, show]);

  return { draft, isElsewhere, change, clear };
}
