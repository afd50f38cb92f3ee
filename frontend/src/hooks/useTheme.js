import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { recall, remember } from '../storage.js';

/** @typedef {'light' | 'dark'} Theme */

const DARK = '(prefers-color-scheme: dark)';

/** @param {() => void} onChange */
function subscribe(onChange) {
  const query = window.matchMedia(DARK);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/**
 * The system's theme until the person chooses the other one. public/theme.js does the first paint.
 *
 * @returns {{ theme: Theme, toggle: () => void }}
 */
export function useTheme() {
  const isSystemDark = useSyncExternalStore(subscribe, () => window.matchMedia(DARK).matches);
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
