import { useEffect, useId, useRef, useState } from 'react';
import { listMacros } from '../../api/people.js';
import { fold } from '../../ui/folding.js';
import { useLoaded } from './useLoaded.js';

/** @import { Macro } from '../../api/people.js' */

/**
 * The prepared answers, found by a few letters. Arrow keys move, Enter inserts, Escape goes back to the text.
 *
 * @param {{ onChoose: (macro: Macro) => void, onCancel: () => void, onLeave: () => void }} props onLeave: the focus went elsewhere
 */
export function MacroMenu({ onChoose, onCancel, onLeave }) {
  const id = useId();
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const macros = useLoaded('macros', listMacros);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = fold(text.trim());
  const found = (macros ?? []).filter(({ title, body }) => fold(`${title}\n${body}`).includes(wanted));
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    const element = /** @type {HTMLDivElement} */ (box.current);
    element.showPopover();
    element.querySelector('input')?.focus({ preventScroll: true });
  }, []);

  /** @param {import('react').KeyboardEvent} event */
  const press = (event) => {
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter' && found[chosen]) onChoose(found[chosen]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={box}
      popover="manual"
      className="floating above-its-field flex-col p-1 [position-anchor:--composer] open:flex"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onLeave()}
    >
      <input
        role="combobox"
        aria-label="Find a prepared answer"
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        className="field"
        placeholder="Find a prepared answer"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label="Prepared answers" className="mt-1 max-h-64 min-h-0 overflow-y-auto overscroll-contain">
        {found.map((macro, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above takes the keys
          <div
            key={macro.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={`cursor-pointer rounded border-l-2 px-2 py-1.5 ${index === chosen ? 'border-accent bg-accent-soft' : 'border-transparent'}`}
            onMouseMove={() => setAt(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(macro)}
          >
            <bdi className="block truncate font-medium">{macro.title}</bdi>
            <bdi className="block truncate text-small text-ink-soft">{macro.body}</bdi>
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p role="status" className="px-2 py-1.5 text-small text-ink-soft">
          {!macros ? 'Loading prepared answers…' : macros.length > 0 ? 'No prepared answer matches.' : 'There are no prepared answers yet.'}
        </p>
      )}
    </div>
  );
}
