import { useCallback, useEffect, useState } from 'react';
import { recall, remember } from '../browser/storage.js';
import { useMedia } from '../browser/useMedia.js';

/** @typedef {'light' | 'dark'} Theme */

/**
 * The system's theme until the person chooses the other one. index.html does the first paint.
 *
 * @returns {{ theme: Theme, toggle: () => void }}
 */
export function useTheme() {
  const isSystemDark = useMedia('(prefers-color-scheme: dark)');
  const [chosen, setChosen] = useState(() => recall('theme', /** @type {Theme | null} */ (null)));
  /** @type {Theme} */
  const system = isSystemDark ? 'dark' : 'light';
  const theme = chosen ?? system;

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const toggle = useCallback(() => {
    const other = theme === 'dark' ? 'light' : 'dark';
    // Going back to what the system says means following it again.
    const next = other === system ? null : other;
    remember('theme', next ?? undefined);
    setChosen(next);
  }, [theme, system]);
  return { theme, toggle };
}
