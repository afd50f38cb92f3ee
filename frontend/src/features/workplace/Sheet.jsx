import { useEffect, useRef } from 'react';
import { Icon, ICONS } from '../../ui/icons.jsx';

/**
 * A panel over one side of the page. What it holds stays in the page while it is closed.
 *
 * @param {object} props
 * @param {boolean} props.isOpen
 * @param {string} props.label
 * @param {'left' | 'right'} props.side
 * @param {() => void} props.onClose
 * @param {import('react').ReactNode} props.children
 */
export function Sheet({ isOpen, label, side, onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen && dialog.current?.open) dialog.current.close();
  }, [isOpen]);
  return (
    // A press beside the panel is one on the dialog itself; the keyboard has Escape.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-label={label}
      data-side={side}
      className={`sheet h-dvh max-h-none overflow-y-auto border-line bg-page text-ink shadow-xl backdrop:bg-black/40 ${
        side === 'left' ? 'mr-auto ml-0 w-72 max-w-[calc(100vw-3rem)] border-r' : 'mr-0 ml-auto w-md max-w-full border-l'
      }`}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <div className="relative min-h-full">
        {side === 'right' && (
          <button type="button" className="quiet-button absolute top-2 right-3" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon path={ICONS.close} />
          </button>
        )}
        {children}
      </div>
    </dialog>
  );
}
