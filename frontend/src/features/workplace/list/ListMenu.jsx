import { useId } from 'react';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { useUnfolded } from '../../../ui/focus/useUnfolded.js';
import { WORK_ICONS } from '../icons.js';

const ENTRY = 'flex min-h-11 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover focus-visible:-outline-offset-2 lg:min-h-8';

/**
 * What belongs to the list as a whole.
 *
 * @param {object} props
 * @param {boolean} props.isTall rows of two lines
 * @param {(() => void) | null} props.onRows null: the rows have one height here
 * @param {(() => void) | null} props.onEdit changes the saved view; null: there is none, or it is another account's
 * @param {(() => void) | null} props.onSave saves the list as a view
 * @param {(() => void) | null} props.onSelect selects everything that is shown
 * @param {string} props.file the address of the list as a file
 */
export function ListMenu({ isTall, onRows, onEdit, onSave, onSelect, file }) {
  const { isOpen, setIsOpen, area, button, onKeyDown } = useUnfolded();
  const id = useId();
  /** @type {[string, string, (() => void) | null][]} */
  const entries = [
    [isTall ? 'Rows of one line' : 'Rows of two lines', isTall ? WORK_ICONS.line : WORK_ICONS.rows, onRows],
    ['Select all that is shown', ICONS.check, onSelect],
    ['Save as a view…', WORK_ICONS.saved, onSave],
    ['Change this view…', WORK_ICONS.saved, onEdit],
  ];
  const shown = entries.filter(([, , run]) => run);
  return (
    // Escape is for whichever of its controls has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={area} className="relative" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className="quiet-button"
        aria-label="More for this list"
        title="More for this list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon path={WORK_ICONS.more} className="size-4 stroke-2" />
      </button>
      {isOpen && (
        <div id={id} className="floating absolute top-full right-0 z-40 mt-1 w-56 p-1">
          {shown.map(([word, icon, run]) => (
            <button
              key={word}
              type="button"
              className={ENTRY}
              onClick={() => {
                setIsOpen(false);
                button.current?.focus();
                run?.();
              }}
            >
              <Icon path={icon} className="size-4 text-ink-soft" />
              <span>{word}</span>
            </button>
          ))}
          <a href={file} download className={ENTRY} onClick={() => setIsOpen(false)}>
            <Icon path={WORK_ICONS.file} className="size-4 text-ink-soft" />
            <span>Export as CSV</span>
          </a>
        </div>
      )}
    </div>
  );
}
