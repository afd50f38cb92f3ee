import { useCallback, useEffect, useState } from 'react';

/** @typedef {{ id: number, kind: 'status' | 'error', text: string }} Notice */
/** @typedef {(kind: Notice['kind'], text: string) => void} Say */

/** Errors stay until they are dismissed; somebody may be looking elsewhere. */
const SHOWN_MS = 5_000;

/**
 * One short message at the foot of the page.
 *
 * @returns {{ notice: Notice | null, say: Say, dismiss: () => void }}
 */
export function useNotice() {
  const [notice, setNotice] = useState(/** @type {Notice | null} */ (null));
  const say = useCallback(
    /** @type {Say} */ (kind, text) => setNotice((before) => ({ id: (before?.id ?? 0) + 1, kind, text })),
    [],
  );
  const dismiss = useCallback(() => setNotice(null), []);
  useEffect(() => {
    if (notice?.kind !== 'status') return undefined;
    const timer = setTimeout(dismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice, dismiss]);
  return { notice, say, dismiss };
}
