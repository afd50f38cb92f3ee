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
      className="m-auto w-88 max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-panel text-ink shadow-xl backdrop:bg-black/40"
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
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2.5 p-4">
        {shortcuts.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt translate="no" className="justify-self-start rounded border border-line px-1.5 text-small font-medium">{keys}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
