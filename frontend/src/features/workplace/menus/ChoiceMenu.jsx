import { useEffect, useRef } from 'react';
import { pressedKey } from '../../../browser/keys.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { walkMenu } from '../../../ui/focus/walkMenu.js';

/**
 * @typedef {object} Choice
 * @property {string} value
 * @property {string} words they begin with the letter that chooses them
 * @property {import('react').ReactNode} sign
 */

/**
 * A few choices over the page, each with its letter.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {Choice[]} props.choices
 * @param {string | null} props.current null: the tickets differ
 * @param {(value: string) => void} props.onChoose
 * @param {() => void} props.onClose
 */
export default function ChoiceMenu({ label, choices, current, onChoose, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const element = /** @type {HTMLDialogElement} */ (dialog.current);
    element.showModal();
    /** @type {HTMLElement | null} */ (element.querySelector('[aria-checked="true"]') ?? element.querySelector('button'))?.focus();
  }, []);
  const choose = (/** @type {string} */ value) => {
    // The focus returns to where it was before something else takes it.
    dialog.current?.close();
    onChoose(value);
  };
  /** @param {import('react').KeyboardEvent<HTMLElement>} event */
  const press = (event) => {
    const key = pressedKey(event.nativeEvent);
    const chosen = choices.find(({ words }) => words.charAt(0).toLowerCase() === key);
    if (!chosen) return walkMenu(event);
    event.preventDefault();
    return choose(chosen.value);
  };

  return (
    // A press beside it is one on the dialog itself; the keyboard has Escape.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-label={label}
      className="floating mx-auto mt-[12vh] w-72 p-1 backdrop:bg-transparent"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <p className="truncate px-2.5 pt-1.5 pb-1 text-small text-ink-soft">{label}</p>
      <div role="menu" tabIndex={-1} aria-label={label} onKeyDown={press}>
        {choices.map(({ value, words, sign }) => (
          <button
            key={value}
            type="button"
            role="menuitemradio"
            aria-checked={value === current}
            tabIndex={-1}
            className="flex min-h-11 w-full items-center gap-2.5 rounded-md px-2.5 text-left hover:bg-hover focus-visible:bg-hover focus-visible:-outline-offset-2 lg:min-h-8"
            onClick={() => choose(value)}
          >
            {sign}
            <span className="grow">{words}</span>
            {value === current && <Icon path={ICONS.check} className="size-3.5 text-ink-soft" />}
            <kbd translate="no" className="w-4 text-center font-sans text-small text-ink-soft pointer-coarse:hidden">
              {words.charAt(0)}
            </kbd>
          </button>
        ))}
      </div>
    </dialog>
  );
}
