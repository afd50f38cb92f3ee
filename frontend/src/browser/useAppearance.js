import { useEffect, useSyncExternalStore } from 'react';
import { getAppearance, onAppearance } from './appearance.js';

/** @returns {import('./appearance.js').Appearance} the name and the colour of the installation */
export const useAppearance = () => useSyncExternalStore(onAppearance, getAppearance);

/**
 * The title of the window while a page is open: its own, and the name of the installation.
 *
 * @param {string} title
 */
export function useTitle(title) {
  const { name } = useAppearance();
  useEffect(() => {
    document.title = `${title} · ${name}`;
    return () => {
      document.title = name;
    };
  }, [title, name]);
}
