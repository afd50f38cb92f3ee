import { useCallback, useEffect, useState } from 'react';

/** @typedef {{ word: string, run: () => void }} NoticeAction a button beside the message */
/** @typedef {{ id: number, kind: 'status' | 'error', text: string, action?: NoticeAction }} Notice */
/** @typedef {(kind: Notice['kind'], text: string, action?: NoticeAction) => void} Say */

/** Errors stay until they are dismissed; somebody may be looking elsewhere. */
const SHOWN_MS = 5_000;
/** Time to decide about what is offered. */
const OFFERED_MS = 8_000;

/**
 * One short message at the foot of the page.
 *
 * @returns {{ notice: Notice | null, say: Say, dismiss: () => void }}
 */
export function useNotice() {
  const [notice, setNotice] = useState(/** @type {Notice | null} */ (null));
  const say = useCallback(
    /** @type {Say} */ (kind, text, action) => setNotice((before) => ({ id: (before?.id ?? 0) + 1, kind, text, action })),
    [],
  );
  const dismiss = useCallback(() => setNotice(null), []);
  useEffect(() => {
    if (notice?.kind !== 'status') return undefined;
    const timer = setTimeout(dismiss, notice.action ? OFFERED_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice, dismiss]);
  return { notice, say, dismiss };
}
