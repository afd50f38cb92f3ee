import { useState } from 'react';
import { APPEARANCE_NAME_MAX, changeAppearance } from '../../api/settings.js';
import { setAppearance } from '../../browser/appearance.js';
import { useAppearance } from '../../browser/useAppearance.js';
import { SubmitButton } from '../../ui/fields/SubmitButton.jsx';
import { TextField } from '../../ui/fields/TextField.jsx';
import { drawMark } from './drawMark.js';
import { Outcome } from './Outcome.jsx';
import { useAction } from './useAction.js';
import { useWrongField } from './useWrongField.js';

/** What the field for colours shows for the portal's own (styles.css). */
const OWN = '#4f4bc9';

/** What the installation is called, its colour and its mark. */
export function AppearanceSettings() {
  const known = useAppearance();
  const [name, setName] = useState(known.name);
  const [accent, setAccent] = useState(known.accent);
  const [mark, setMark] = useState(known.mark);
  const [isUnreadable, setIsUnreadable] = useState(false);
  const { notice, problem, errors, isBusy, act } = useAction();
  const form = useWrongField(errors);
  const store = async () => {
    const stored = await changeAppearance({ name, accent, ...(mark !== known.mark && { mark }) });
    setAppearance(stored);
    setMark(stored.mark);
  };
  const read = (/** @type {File} */ file) =>
    drawMark(file).then(
      (drawn) => {
        setMark(drawn);
        setIsUnreadable(false);
      },
      () => setIsUnreadable(true),
    );
  return (
    <form
      ref={form}
      aria-label="Name and mark"
      className="grid max-w-[34rem] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void act(store, 'They are stored. Everybody sees them on the next page that they open.', ['name']);
      }}
    >
      <TextField name="appearance-name" caption="Name" value={name} onChange={setName} max={APPEARANCE_NAME_MAX} error={errors.name} isLocked={isBusy} />
      <div>
        <label htmlFor="appearance-accent" className="mb-1.5 block font-medium">
          Colour
        </label>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <input
            id="appearance-accent"
            type="color"
            aria-describedby="appearance-accent-hint"
            className="h-11 w-16 rounded-md border border-line-strong bg-panel p-1 lg:h-9"
            value={accent ?? OWN}
            disabled={isBusy}
            onChange={({ target }) => setAccent(target.value)}
          />
          {accent && (
            <>
              <Sample accent={accent} />
              <button type="button" className="quiet-button" disabled={isBusy} onClick={() => setAccent(null)}>
                Use the portal’s own colour
              </button>
            </>
          )}
        </div>
        <p id="appearance-accent-hint" className="mt-1.5 text-small text-ink-soft">
          Buttons and links take its hue, in a lightness that is easy to read in light and in dark.
        </p>
      </div>
      <div>
        <label htmlFor="appearance-mark" className="mb-1.5 block font-medium">
          Mark
        </label>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          {mark && <img src={mark} alt="" className="size-9 rounded-md border border-line bg-panel object-contain p-1" />}
          <input
            id="appearance-mark"
            type="file"
            accept="image/*"
            aria-describedby="appearance-mark-hint"
            className="max-w-full min-w-0 file:mr-3 file:min-h-11 file:rounded-md file:border file:border-line-strong file:bg-panel file:px-3 lg:file:min-h-9"
            disabled={isBusy}
            onChange={({ target }) => {
              if (target.files?.[0]) void read(target.files[0]);
              // So that the same file can be chosen again.
              target.value = '';
            }}
          />
          {mark && (
            <button type="button" className="quiet-button" disabled={isBusy} onClick={() => setMark(null)}>
              Use the portal’s own mark
            </button>
          )}
        </div>
        <p id="appearance-mark-hint" className="mt-1.5 text-small text-ink-soft">
          An image for the place before the name. It is made small and square before it is sent.
        </p>
        <p role="alert" className="text-small text-red empty:hidden">
          {isUnreadable && <span>Your browser cannot read this file. Choose a PNG, JPEG, WebP or SVG image.</span>}
        </p>
      </div>
      <Outcome notice={notice} problem={problem} />
      <div>
        <SubmitButton isBusy={isBusy} busy="Storing…">
          Store
        </SubmitButton>
      </div>
    </form>
  );
}

/** How the colour looks in the reader's theme. @param {{ accent: string }} props */
const Sample = ({ accent }) => (
  <span data-brand="" aria-hidden="true" className="inline-flex items-center gap-3" style={/** @type {any} */ ({ '--brand': accent })}>
    <span className="rounded-md bg-accent px-2.5 py-1 font-semibold text-on-accent">Button</span>
    <span className="text-accent underline underline-offset-2">Link</span>
  </span>
);
