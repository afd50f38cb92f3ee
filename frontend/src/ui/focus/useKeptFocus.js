import { useEffect } from 'react';

/**
 * Keeps the reader's place when the control that has the focus leaves the page ("Accept" after it is pressed,
 * "Try again" while it tries): the nearest element around it that is left takes the focus, which the browser
 * would move to the body. A part of the page that knows a better place moves the focus there first.
 */
export function useKeptFocus() {
  useEffect(() => {
    /** The focused element and the elements around it, innermost first. @type {HTMLElement[]} */
    let path = [];
    const remember = (/** @type {FocusEvent} */ event) => {
      path = event.composedPath().filter((each) => each instanceof HTMLElement);
    };
    // Some browsers also send this event for an element that is being removed.
    const forget = (/** @type {FocusEvent} */ event) =>
      queueMicrotask(() => {
        const isLeft = document.hasFocus() && document.activeElement === document.body;
        if (isLeft && /** @type {Node} */ (event.target).isConnected) path = [];
      });
    const keep = () => {
      if (document.activeElement !== document.body || path.length === 0 || path[0].isConnected) return;
      const place = path.find((each) => each.isConnected && each !== document.body && each !== document.documentElement);
      path = [];
      if (!place) return;
      if (!place.hasAttribute('tabindex')) {
        place.tabIndex = -1;
        place.dataset.keptFocus = '';
      }
      place.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(keep);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', remember);
    document.addEventListener('focusout', forget);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', remember);
      document.removeEventListener('focusout', forget);
    };
  }, []);
}
