import { useEffect, useRef, useState } from 'react';

/**
 * A button that unfolds a panel, which folds away with Escape and when the reader turns to something else.
 *
 * @returns {{
 *   isOpen: boolean,
 *   setIsOpen: (isOpen: boolean) => void,
 *   area: import('react').RefObject<HTMLDivElement | null>,
 *   button: import('react').RefObject<HTMLButtonElement | null>,
 *   onKeyDown: (event: import('react').KeyboardEvent) => void,
 * }} area: around the button and the panel; it also takes `onKeyDown`
 */
export function useUnfolded() {
  const [isOpen, setIsOpen] = useState(false);
  const area = useRef(/** @type {HTMLDivElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => {
    if (!isOpen) return undefined;
    const leave = (/** @type {Event} */ event) => {
      if (!area.current?.contains(/** @type {Node} */ (event.target))) setIsOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen]);
  const onKeyDown = (/** @type {import('react').KeyboardEvent} */ event) => {
    // A list of choices in the panel has Escape while it is open.
    if (event.key !== 'Escape' || !isOpen || event.target instanceof HTMLOptionElement) return;
    event.preventDefault();
    setIsOpen(false);
    button.current?.focus();
  };
  return { isOpen, setIsOpen, area, button, onKeyDown };
}
