import { useEffect, useEffectEvent } from 'react';

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=radio], [type=checkbox])'));

/**
 * Single keys that work wherever nobody is typing.
 *
 * @param {Record<string, () => void>} actions from `KeyboardEvent.key` to what it does
 */
export function useShortcuts(actions) {
  const press = useEffectEvent((/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const action = actions[event.key];
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
