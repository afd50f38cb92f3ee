import { useEffect, useEffectEvent, useRef, useState } from 'react';

/** So long after the last key a choice is made. */
const PAUSE_MS = 700;

/**
 * A list of choices whose value is stored as soon as it is chosen. A closed native list changes with every arrow
 * key and letter, so what is chosen by key is stored after a pause, with Enter, or when the focus leaves.
 *
 * @param {string} value as it is stored
 * @param {(value: string) => void} onSettled
 * @returns {Pick<import('react').ComponentProps<'select'>, 'value' | 'onChange' | 'onKeyDown' | 'onPointerDown' | 'onBlur'>}
 */
export function useSettled(value, onSettled) {
  const [choice, setChoice] = useState(/** @type {string | null} */ (null));
  const isByKey = useRef(false);
  const settle = () => {
    if (choice === null) return;
    setChoice(null);
    if (choice !== value) onSettled(choice);
  };
  const settleLate = useEffectEvent(settle);
  useEffect(() => {
    if (choice === null) return undefined;
    const timer = setTimeout(() => settleLate(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [choice]);

  return {
    value: choice ?? value,
    onChange: ({ target }) => {
      if (isByKey.current) setChoice(target.value);
      else onSettled(target.value);
    },
    onPointerDown: () => {
      isByKey.current = false;
    },
    onKeyDown: (event) => {
      isByKey.current = true;
      if (event.key === 'Enter') settle();
      if (event.key !== 'Escape' || choice === null) return;
      // Takes the choice back, and leaves the page open.
      event.preventDefault();
      setChoice(null);
    },
    onBlur: settle,
  };
}
