import { useEffect, useRef } from 'react';
import { Icon, ICONS } from './icons.jsx';

/** @param {{ shortcuts: [string, string][], onClose: () => void }} props shortcuts: keys and what they do */
export default function ShortcutsDialog({ shortcuts, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="shortcuts"
      className="floating m-auto w-88 max-w-[calc(100vw-2rem)] backdrop:bg-black/40 md:w-2xl"
      onClose={onClose}
    >
      <div className="flex items-center justify-between border-b border-line py-1 pr-1 pl-4">
        <h2 id="shortcuts" className="font-semibold">
          Keyboard shortcuts
        </h2>
        <button type="button" className="quiet-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon path={ICONS.close} />
        </button>
      </div>
      <dl className="gap-x-8 p-4 md:columns-2">
        {shortcuts.map(([keys, meaning]) => (
          <div key={keys} className="grid break-inside-avoid grid-cols-[8.5rem_minmax(0,1fr)] items-center gap-x-2 py-1">
            <dt translate="no" className="justify-self-start rounded border border-line px-1.5 text-small font-medium">{keys}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
