import { useEffect, useId } from 'react';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { useUnfolded } from '../../../ui/focus/useUnfolded.js';
import { walkMenu } from '../../../ui/focus/walkMenu.js';
import { WORK_ICONS } from '../icons.js';

/** @type {[string, string][]} */
const SORTS = [
  ['', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['changed', 'Last changed'],
  ['priority', 'Priority'],
  ['waiting', 'Longest waiting'],
];

/**
 * The order of the list: a button that unfolds the orders to choose from.
 *
 * @param {{ value: string, onChange: (sort: string) => void }} props
 */
export function SortMenu({ value, onChange }) {
  const { isOpen, setIsOpen, area, button, onKeyDown } = useUnfolded();
  const id = useId();
  const current = SORTS.find(([name]) => name === value)?.[1] ?? '';
  useEffect(() => {
    if (isOpen) /** @type {HTMLElement | null} */ (area.current?.querySelector('[aria-checked="true"]'))?.focus();
  }, [isOpen, area]);
  return (
    // Escape is for whichever of its controls has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={area} className="relative" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className="quiet-button"
        aria-label={`Sort: ${current}`}
        title={`Sort: ${current}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon path={WORK_ICONS.sort} />
        <span className="hidden @2xl:inline">{current}</span>
      </button>
      {isOpen && (
        <div id={id} role="menu" tabIndex={-1} aria-label="Sort" className="floating absolute top-full right-0 z-40 mt-1 w-48 p-1" onKeyDown={walkMenu}>
          {SORTS.map(([name, word]) => (
            <button
              key={name}
              type="button"
              role="menuitemradio"
              aria-checked={name === value}
              tabIndex={-1}
              className="flex min-h-11 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 lg:min-h-8"
              onClick={() => {
                setIsOpen(false);
                button.current?.focus();
                onChange(name);
              }}
            >
              <span className="grow">{word}</span>
              {name === value && <Icon path={ICONS.check} className="size-3.5 text-ink-soft" />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
