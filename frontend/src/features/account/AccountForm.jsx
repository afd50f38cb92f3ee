import { SubmitButton } from '../../ui/fields/SubmitButton.jsx';

/** @import { AccountForm as Form } from './useAccountForm.js' */

/**
 * A form about an account: its fields, the error, and the button.
 *
 * @param {object} props
 * @param {string} props.caption of the form and of its button
 * @param {string} props.busy what the button says while it waits
 * @param {Form<string>} props.state
 * @param {import('react').ReactNode} props.children the fields
 */
export function AccountForm({ caption, busy, state: { form, refusal, isSending, submit }, children }) {
  return (
    <form
      ref={form}
      noValidate
      method="post"
      aria-label={caption}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children}
      <p role="alert" className="text-small text-red empty:hidden">
        {refusal}
      </p>
      <SubmitButton isBusy={isSending} busy={busy}>
        {caption}
      </SubmitButton>
    </form>
  );
}

/**
 * The browser keeps the typed text, so that a password manager can fill it in.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.caption
 * @param {'text' | 'password' | 'email'} props.type
 * @param {boolean} [props.required]
 * @param {string} props.autoComplete
 * @param {string} [props.hint] the requirement for its value
 * @param {string} [props.error]
 */
export function AccountField({ name, caption, hint, error, ...rest }) {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={name} className="mb-1.5 block font-medium">
        {caption}
      </label>
      <input
        id={name}
        name={name}
        className="field"
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        {...rest}
      />
      {hint && (
        <p id={`${name}-hint`} className="mt-1.5 text-small text-ink-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${name}-error`} className="mt-1.5 text-small text-red">
          {error}
        </p>
      )}
    </div>
  );
}
