import { useEffect, useEffectEvent, useRef, useState } from 'react';

/** Milliseconds between the last key and storing the value. */
const PAUSE_MS = 700;

/**
 * Stores the value of a native select when the reader chooses one. A closed select changes with every arrow key and
 * letter, so a value chosen by key is stored after a pause, on Enter, or when the focus leaves.
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
      // In some browsers the choices of an open list are elements, and this one is chosen by Enter.
      isByKey.current = !(event.target instanceof HTMLOptionElement);
      if (choice === null) return;
      if (event.key === 'Enter') {
        // It would open the list.
        event.preventDefault();
        settle();
      } else if (event.key === 'Escape') {
        // It would close the page; it takes the choice back.
        event.preventDefault();
        setChoice(null);
      }
    },
    onBlur: settle,
  };
}
