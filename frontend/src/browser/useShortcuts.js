import { useEffect, useEffectEvent } from 'react';
import { pressedKey } from './keys.js';

/** Fields that take letters. */
const WRITTEN_IN = 'textarea, select, input:not([type=radio], [type=checkbox])';

/**
 * @param {EventTarget | null} target
 * @param {string} key
 * @returns {boolean} whether the key belongs to the control that has the focus
 */
function isTaken(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role=menu]') || target.isContentEditable) return true;
  // A list of choices takes letters, and Escape only while it is open, when the page does not receive it.
  return target.matches(key === 'Escape' ? WRITTEN_IN.replace('select, ', '') : WRITTEN_IN);
}

/**
 * Single keys that work wherever nothing is being written.
 *
 * @param {Record<string, () => void>} actions by the key as `pressedKey` names it
 */
export function useShortcuts(actions) {
  const press = useEffectEvent((/** @type {KeyboardEvent} */ event) => {
    const key = pressedKey(event);
    if (!key || event.defaultPrevented || isTaken(event.target, key) || document.querySelector('dialog[open]')) return;
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (/** @type {KeyboardEvent} */ event) => press(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
