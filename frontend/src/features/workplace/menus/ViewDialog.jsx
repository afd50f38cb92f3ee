import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../../../api/client.js';
import { createView, deleteView, updateView, VIEW_NAME_MAX } from '../../../api/views.js';
import { randomKey } from '../../../browser/tab.js';
import { SubmitButton } from '../../../ui/fields/SubmitButton.jsx';
import { TextField } from '../../../ui/fields/TextField.jsx';
import { Question } from '../../../ui/Question.jsx';

/** @import { SavedView } from '../../../api/views.js' */

/**
 * Saves the list under a name, or changes what is saved.
 *
 * @param {object} props
 * @param {SavedView | null} props.view null: a new one
 * @param {string} props.query of the list that a new one has
 * @param {(view: SavedView) => void} props.onSaved
 * @param {() => void} props.onDeleted
 * @param {() => void} props.onClose
 */
export default function ViewDialog({ view, query, onSaved, onDeleted, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [name, setName] = useState(view?.name ?? '');
  const [isShared, setIsShared] = useState(view?.shared ?? false);
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState('');
  const [key] = useState(randomKey);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.focus();
  }, []);

  /** @param {() => Promise<void>} attempt */
  const run = async (attempt) => {
    if (isBusy) return;
    setIsBusy(true);
    setError('');
    try {
      await attempt();
      dialog.current?.close();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.status === 412 ? 'Somebody else has just changed this view. Close this and look again.' : failure.sentence || 'It was not saved. Try again in a moment.');
      setIsBusy(false);
    }
  };
  const save = () => {
    if (!name.trim()) {
      setError('Enter a name');
      field.current?.focus();
      return;
    }
    const fields = { name: name.trim(), shared: isShared };
    void run(async () => onSaved(await (view ? updateView(view, fields) : createView({ ...fields, query }, key))));
  };

  return (
    <dialog ref={dialog} aria-labelledby="view-name" className="floating mx-auto mt-[12vh] w-88 max-w-[calc(100vw-1.5rem)] p-4 backdrop:bg-black/40" onClose={onClose}>
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <h2 id="view-name" className="font-semibold">
          {view ? 'Change the view' : 'Save this list as a view'}
        </h2>
        <TextField ref={field} name="view" caption="Name" value={name} onChange={setName} max={VIEW_NAME_MAX} error={error} isLocked={isBusy} />
        <label className="flex min-h-11 items-center gap-2 lg:min-h-6">
          <input type="checkbox" className="size-4 accent-accent" checked={isShared} onChange={(event) => setIsShared(event.target.checked)} />
          <span>Everybody in the team sees it</span>
        </label>
        <div className="flex items-center gap-2">
          <SubmitButton isBusy={isBusy} busy="Saving…">
            Save
          </SubmitButton>
          <button type="button" className="quiet-button px-3!" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          {view && (
            <button
              type="button"
              className="quiet-button ml-auto text-red!"
              aria-expanded={isAsking}
              onClick={() => setIsAsking(true)}
            >
              Delete
            </button>
          )}
        </div>
        {view && isAsking && (
          <Question
            words={view.shared ? 'Everybody in the team loses this view. Its tickets stay.' : 'You lose this view. Its tickets stay.'}
            yes="Delete it"
            onYes={() =>
              void run(async () => {
                await deleteView(view);
                onDeleted();
              })
            }
            onNo={() => setIsAsking(false)}
          />
        )}
      </form>
    </dialog>
  );
}
