import { useState } from 'react';

/**
 * Text that is shown once, to be copied. It takes the focus, because it is what was asked for.
 *
 * @param {{ caption: string, text: string, note: string, onDone: () => void }} props
 */
export function Secret({ caption, text, note, onDone }) {
  const [isCopied, setIsCopied] = useState(false);
  const [field] = useState(() => (/** @type {HTMLInputElement | null} */ input) => {
    input?.focus();
    input?.select();
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      // On plain HTTP browsers have no clipboard; the text is selected, so the keys copy it.
    }
  };
  return (
    <div className="grid gap-2 rounded-lg border border-line bg-panel p-4">
      <label className="font-medium" htmlFor="secret">
        {caption}
      </label>
      <input ref={field} id="secret" className="field" readOnly value={text} aria-describedby="secret-note" translate="no" />
      <p id="secret-note" className="text-small text-ink-soft">
        {note}
      </p>
      <div className="flex gap-2">
        <button type="button" className="quiet-button border border-line-strong" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" className="quiet-button" onClick={onDone}>
          Done
        </button>
      </div>
    </div>
  );
}
