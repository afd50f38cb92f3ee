import { useId, useRef, useState } from 'react';

/**
 * The link by which the person who sent a ticket follows it, to be kept.
 *
 * @param {{ path: string, caption: string }} props `path` as the API gives it: `/request#token`
 */
export default function PrivateLink({ path, caption }) {
  const id = useId();
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [outcome, setOutcome] = useState('');
  const copy = async () => {
    const input = /** @type {HTMLInputElement} */ (field.current);
    try {
      // Missing on plain-http pages that are not localhost.
      await navigator.clipboard.writeText(input.value);
      setOutcome('Copied.');
    } catch {
      input.focus();
      input.select();
      setOutcome('The link is marked; copy it with your keyboard or the menu.');
    }
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-small font-medium">
        {caption}
      </label>
      <div className="flex gap-1.5">
        <input
          ref={field}
          id={id}
          readOnly
          aria-describedby={`${id}-hint`}
          className="field min-h-11 min-w-0 text-ellipsis lg:min-h-8 lg:py-1!"
          value={new URL(path, window.location.origin).href}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          className="min-h-11 shrink-0 rounded-md border border-line-strong bg-panel px-3 font-medium hover:bg-hover lg:min-h-8"
          onClick={() => void copy()}
        >
          Copy link
        </button>
      </div>
      <p id={`${id}-hint`} className="mt-1 text-small text-ink-soft">
        <span>Anyone with this link can see the ticket and its progress, without signing in. </span>
        <span role="status" className="text-green">
          {outcome}
        </span>
      </p>
    </div>
  );
}
