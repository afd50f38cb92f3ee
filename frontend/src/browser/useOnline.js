import { useSyncExternalStore } from 'react';

/** @param {() => void} onChange */
function subscribe(onChange) {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

/** @returns {boolean} whether the browser has a network */
export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine !== false);
