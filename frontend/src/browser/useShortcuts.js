import { useEffect, useEffectEvent } from 'react';
import { isCommand, pressedKey } from './keys.js';

/** Fields that take letters. */
const WRITTEN_IN = 'textarea, select, input:not([type=radio], [type=checkbox])';
/** The second key of a pair follows the first one within this time. */
const PAIR_MS = 1_500;

/** @typedef {Record<string, () => unknown>} Actions by the key as `pressedKey` names it, or two such ("g m"); false: the key keeps its use */

/** The actions of each component that has some, the last mounted at the end. @type {(() => Actions)[]} */
const layers = [];
/** The first key of a pair, and when it was pressed. */
let first = { key: '', at: 0 };

/**
 * @param {EventTarget | null} target
 * @param {string} key
 * @returns {boolean} whether the key belongs to the control that has the focus
 */
function isTaken(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  // The choices of an open list are elements in some browsers.
  if (target.closest('[role=menu], option') || target.isContentEditable) return true;
  // A list of choices takes letters, and Escape only while it is open, when the page does not receive it.
  return target.matches(key === 'Escape' ? WRITTEN_IN.replace('select, ', '') : WRITTEN_IN);
}

/** @param {string} name */
const actionOf = (name) => layers.map((actions) => actions()[name]).findLast(Boolean);

/** Does what a key does, for a reader who finds it in a list. @param {string} name of the key */
export const runShortcut = (name) => actionOf(name)?.();

/** @param {string} key */
const isFirstOfPair = (key) => layers.some((actions) => Object.keys(actions()).some((name) => name.startsWith(`${key} `)));

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const command = isCommand(event, 'k') ? actionOf('Ctrl+k') : undefined;
  const key = pressedKey(event);
  if (!command && (!key || isTaken(event.target, key))) return;
  const before = event.timeStamp - first.at < PAIR_MS ? first.key : '';
  first = { key: '', at: 0 };
  const action = command ?? actionOf(before ? `${before} ${key}` : key);
  if (action) {
    if (action() !== false) event.preventDefault();
  } else if (!before && isFirstOfPair(key)) {
    first = { key, at: event.timeStamp };
    event.preventDefault();
  }
}

/**
 * Single keys, and pairs of keys, that work wherever no text is written. Of several components that
 * name the same key, the one that was mounted last has it.
 *
 * @param {Actions} actions
 */
export function useShortcuts(actions) {
  const current = useEffectEvent(() => actions);
  useEffect(() => {
    const layer = () => current();
    if (layers.length === 0) document.addEventListener('keydown', press);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) document.removeEventListener('keydown', press);
    };
  }, []);
}
