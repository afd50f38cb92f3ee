import { useId, useLayoutEffect, useRef, useState } from 'react';
import { EMAIL_MAX, NAME_MAX } from '../../../api/ticket.js';
import { isMailAddress, MAIL_EXAMPLE } from '../../../browser/mailAddress.js';

/** @import { Requester } from '../../../api/ticket.js' */

/**
 * The person who sent the ticket, and the form to correct their name and address.
 *
 * @param {object} props
 * @param {Requester | null} props.requester
 * @param {boolean} props.mayChange
 * @param {(requester: Requester) => void} props.onChange
 */
export function RequesterField({ requester, mayChange, onChange }) {
  const [isOpen, setIsOpen] = useState(false);
  const area = useRef(/** @type {HTMLElement | null} */ (null));
  const wasOpen = useRef(false);
  const id = useId();
  const isKnown = Boolean(requester?.name || requester?.email);
  // The pressed control has left the page.
  useLayoutEffect(() => {
    if (isOpen !== wasOpen.current) /** @type {HTMLElement | null | undefined} */ (area.current?.querySelector('input, button'))?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <section ref={area} aria-labelledby={id} className="border-t border-line pt-3">
      <div className="flex items-center justify-between gap-2">
        <h3 id={id} className="font-semibold">
          Requester
        </h3>
        {mayChange && !isOpen && (
          <button
            type="button"
            className="quiet-button -my-1.5 -mr-2 text-accent!"
            aria-label={isKnown ? 'Correct the requester' : 'Add the requester’s name and address'}
            onClick={() => setIsOpen(true)}
          >
            {isKnown ? 'Correct' : 'Add'}
          </button>
        )}
      </div>
      {isOpen ? (
        <Form
          requester={requester}
          onDone={(next) => {
            setIsOpen(false);
            if (next) onChange(next);
          }}
        />
      ) : (
        <>
          <p className={`wrap-anywhere ${requester?.name ? '' : 'text-ink-soft'}`}>
            <bdi>{requester?.name || 'No name given'}</bdi>
          </p>
          {requester?.email && (
            <p className="wrap-anywhere">
              <a href={`mailto:${requester.email}`} className="text-accent underline underline-offset-2" translate="no">
                {requester.email}
              </a>
            </p>
          )}
        </>
      )}
    </section>
  );
}

/** @param {{ requester: Requester | null, onDone: (next: Requester | null) => void }} props */
function Form({ requester, onDone }) {
  const id = useId();
  const [error, setError] = useState('');
  const save = (/** @type {HTMLFormElement} */ form) => {
    const data = new FormData(form);
    const [name, email] = [`${data.get('name')}`.trim(), `${data.get('email')}`.trim() || null];
    if (email && !isMailAddress(email)) {
      /** @type {HTMLInputElement} */ (form.elements.namedItem('email')).focus();
      return setError(MAIL_EXAMPLE);
    }
    const isChanged = name !== (requester?.name ?? '') || email !== (requester?.email ?? null);
    return onDone(isChanged ? { id: requester?.id ?? 0, name, email } : null);
  };
  return (
    <form
      noValidate
      aria-label="Correct the requester"
      className="mt-1 grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save(event.currentTarget);
      }}
      // jsx-a11y takes a form for something that no key is pressed in.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onDone(null);
      }}
    >
      <label htmlFor={`${id}-name`} className="grid gap-1">
        <span className="text-ink-soft">Name</span>
        <input id={`${id}-name`} name="name" className="field" maxLength={NAME_MAX} defaultValue={requester?.name ?? ''} autoComplete="off" />
      </label>
      <label htmlFor={`${id}-email`} className="grid gap-1">
        <span className="text-ink-soft">Email address</span>
        <input
          id={`${id}-email`}
          name="email"
          type="email"
          className="field"
          maxLength={EMAIL_MAX}
          defaultValue={requester?.email ?? ''}
          autoComplete="off"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={() => setError('')}
        />
      </label>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-red">
          {error}
        </p>
      )}
      <div className="-ml-2 flex gap-1">
        <button type="submit" className="quiet-button font-medium text-accent!">
          Save
        </button>
        <button type="button" className="quiet-button" onClick={() => onDone(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
