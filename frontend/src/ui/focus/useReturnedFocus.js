import { useEffectEvent, useLayoutEffect } from 'react';

/**
 * When an area that has the focus leaves the page (it is closed, or the reader goes back), the focus returns
 * to the control that had it before the area came.
 *
 * @param {import('react').RefObject<HTMLElement | null>} ref
 * @param {() => HTMLElement | null} instead takes the focus when that control has left the page too
 */
export function useReturnedFocus(ref, instead) {
  const otherwise = useEffectEvent(instead);
  useLayoutEffect(() => {
    const area = ref.current;
    const opener = document.activeElement;
    return () => {
      if (!area?.contains(document.activeElement)) return;
      // What takes its place on the page is drawn by then.
      queueMicrotask(() => {
        const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
        (isThere ? opener : otherwise())?.focus();
      });
    };
  }, [ref]);
}
