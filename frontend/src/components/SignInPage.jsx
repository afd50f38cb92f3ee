import { useEffect, useState } from 'react';
import { fetchSession } from '../api/session.js';
import { useSignIn } from '../hooks/useSignIn.js';
import { leaveFor, nextAddress } from '../places.js';
import { Bar } from './Bar.jsx';

/** @import { Session } from '../api/session.js' */

/** Name and password, or somebody else who says who one is; then back to where one came from. */
export default function SignInPage() {
  const [next] = useState(() => nextAddress(window.location.search));
  const [session, setSession] = useState(/** @type {Session | null} */ (null));
  useEffect(() => {
    document.title = 'Sign in · Support tickets';
    const controller = new AbortController();
    fetchSession(controller.signal)
      .then((known) => (known.account ? leaveFor(next) : setSession(known)))
      // The form can be used all the same; sending it says what is wrong.
      .catch(() => {});
    return () => controller.abort();
  }, [next]);
  const providers = session?.sign_in.providers ?? [];

  return (
    <div className="min-h-dvh">
      <Bar />
      <main className="mx-auto grid max-w-[22rem] gap-5 px-4 py-8 lg:pt-16">
        <div>
          <h2 className="text-figure font-semibold">Sign in</h2>
          <p className="mt-1 text-ink-soft">For those who answer tickets.</p>
        </div>
        <PasswordForm next={next} />
        {providers.length > 0 && (
          <div className="grid gap-2 border-t border-line pt-5">
            {providers.map(({ name, url }) => (
              <a
                key={url}
                href={withNext(url, next)}
                className="grid min-h-11 place-items-center rounded-md border border-line-strong bg-panel px-4 font-medium hover:bg-hover lg:min-h-9"
              >
                Sign in with {name}
              </a>
            ))}
          </div>
        )}
        <p className="text-small text-ink-soft">
          You want to report a problem? That needs no account:{' '}
          <a href="/" className="text-accent underline underline-offset-2">
            send a ticket
          </a>
          .
        </p>
      </main>
    </div>
  );
}

/** @param {{ next: string }} props */
function PasswordForm({ next }) {
  const { form, errors, refusal, isSending, submit } = useSignIn(() => leaveFor(next));
  return (
    <form
      ref={form}
      noValidate
      method="post"
      aria-label="Sign in"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field name="username" caption="Name" type="text" autoComplete="username" error={errors.username} />
      <Field name="password" caption="Password" type="password" autoComplete="current-password" error={errors.password} />
      <p role="alert" className="text-small text-red empty:hidden">
        {refusal}
      </p>
      <button
        type="submit"
        className="min-h-11 rounded-md bg-accent px-4 font-semibold text-on-accent transition-colors hover:bg-accent-hover aria-disabled:opacity-70 lg:min-h-9"
        aria-disabled={isSending}
      >
        {isSending ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}

/**
 * The browser keeps what is typed, so that a password manager can fill it in.
 *
 * @param {object} props
 * @param {'username' | 'password'} props.name
 * @param {string} props.caption
 * @param {'text' | 'password'} props.type
 * @param {string} props.autoComplete
 * @param {string} [props.error]
 */
function Field({ name, caption, error, ...rest }) {
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
        aria-describedby={error ? `${name}-error` : undefined}
        {...rest}
      />
      {error && (
        <p id={`${name}-error`} className="mt-1.5 text-small text-red">
          {error}
        </p>
      )}
    </div>
  );
}

/**
 * @param {string} url of a provider
 * @param {string} next where to go afterwards; on a provider's way only a path is honoured
 */
function withNext(url, next) {
  const { pathname, search } = new URL(next);
  const there = new URL(url, window.location.origin);
  there.searchParams.set('next', pathname + search);
  return there.href;
}
