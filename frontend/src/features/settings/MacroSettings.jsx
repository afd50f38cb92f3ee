import { useCallback, useEffect, useState } from 'react';
import { listMacros } from '../../api/people.js';
import { changeMacro, createMacro, deleteMacro } from '../../api/settings.js';
import { MACRO_TITLE_MAX } from '../../api/ticket.js';
import { MESSAGE_MAX } from '../../api/messages.js';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { SubmitButton } from '../../ui/fields/SubmitButton.jsx';
import { Question } from '../../ui/Question.jsx';
import { TextField } from '../../ui/fields/TextField.jsx';
import { focusFirstField } from './focusFirstField.js';
import { Outcome } from './Outcome.jsx';
import { useTable } from './useTable.js';
import { useWrongField } from './useWrongField.js';

/** @import { Macro } from '../../api/people.js' */

/** The answers that agents insert with `/` while they write. */
export function MacroSettings() {
  const { rows, notice, problem, errors, isBusy, act } = useTable(useCallback((/** @type {AbortSignal} */ signal) => listMacros(signal), []));
  const [open, setOpen] = useState(/** @type {number | 'new' | null} */ (null));
  const [asking, setAsking] = useState(/** @type {number | null} */ (null));
  const store = async (/** @type {Macro | null} */ macro, /** @type {{ title: string, body: string }} */ body) => {
    const stored = await act(() => (macro ? changeMacro(macro.id, body) : createMacro(body)), `“${body.title}” is stored.`, ['title', 'body']);
    if (stored) setOpen(null);
  };
  return (
    <>
      <p className="text-ink-soft">
        {'Agents insert them with / while they write. {{requester.name}}, {{ticket.id}} and {{agent.name}} are filled in.'}
      </p>
      {open !== 'new' && (
        <div>
          <button type="button" className="quiet-button border border-line-strong" onClick={() => setOpen('new')}>
            Write one
          </button>
        </div>
      )}
      {open === 'new' && <MacroForm macro={null} errors={errors} isBusy={isBusy} onStore={(body) => store(null, body)} onCancel={() => setOpen(null)} />}
      <Outcome notice={notice} problem={problem} />
      {!rows && !problem && <LoadingSpinner>Loading the prepared answers…</LoadingSpinner>}
      {rows?.length === 0 && open !== 'new' && <p className="text-ink-soft">There are no prepared answers yet.</p>}
      {rows && rows.length > 0 && (
        <ul className="divide-y divide-line border-y border-line" aria-busy={isBusy}>
          {rows.map((macro) => (
            <li key={macro.id} className="py-2">
              {open === macro.id ? (
                <MacroForm macro={macro} errors={errors} isBusy={isBusy} onStore={(body) => store(macro, body)} onCancel={() => setOpen(null)} />
              ) : (
                <div className="flex flex-wrap items-center gap-x-4">
                  <div className="min-w-48 grow basis-48">
                    <bdi className="block font-medium wrap-anywhere">{macro.title}</bdi>
                    <bdi className="line-clamp-1 text-small text-ink-soft">{macro.body}</bdi>
                  </div>
                  <div className="flex">
                    <button type="button" className="quiet-button" aria-label={`Change ${macro.title}`} onClick={() => setOpen(macro.id)}>
                      Change
                    </button>
                    <button
                      type="button"
                      className="quiet-button"
                      aria-label={`Delete ${macro.title}`}
                      aria-expanded={asking === macro.id}
                      onClick={() => setAsking(macro.id)}
                    >
                      Delete
                    </button>
                  </div>
                  {asking === macro.id && (
                    <Question
                      className="basis-full"
                      words="Agents cannot insert it any more, and its text is gone."
                      yes="Delete it"
                      onYes={() => {
                        setAsking(null);
                        void act(() => deleteMacro(macro.id), `“${macro.title}” is deleted.`);
                      }}
                      onNo={() => setAsking(null)}
                    />
                  )}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/**
 * @param {object} props
 * @param {Macro | null} props.macro null: a new one
 * @param {Record<string, string>} props.errors of the last try to store one
 * @param {boolean} props.isBusy
 * @param {(body: { title: string, body: string }) => Promise<void>} props.onStore
 * @param {() => void} props.onCancel
 */
function MacroForm({ macro, errors, isBusy, onStore, onCancel }) {
  const form = useWrongField(errors);
  useEffect(() => focusFirstField(form.current), [form]);
  const [title, setTitle] = useState(macro?.title ?? '');
  const [body, setBody] = useState(macro?.body ?? '');
  return (
    <form
      ref={form}
      aria-label="Prepared answer"
      className="grid max-w-[40rem] gap-4 rounded-lg border border-line bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void onStore({ title: title.trim(), body });
      }}
    >
      <TextField name="macro-title" caption="Title" value={title} onChange={setTitle} max={MACRO_TITLE_MAX} error={errors.title} isLocked={isBusy} />
      <TextField name="macro-body" caption="Text" value={body} onChange={setBody} max={MESSAGE_MAX} rows={6} error={errors.body} isLocked={isBusy} />
      <div className="flex gap-2">
        <SubmitButton isBusy={isBusy} busy="Storing…">
          Store
        </SubmitButton>
        <button type="button" className="quiet-button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
