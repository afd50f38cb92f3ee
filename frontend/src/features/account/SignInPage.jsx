import { useEffect, useState } from 'react';
import { needsSetUp } from '../../api/settings.js';
import { signIn } from '../../api/session.js';
import { rememberSession } from './lastVisit.js';
import { useAccountForm } from './useAccountForm.js';
import { leaveFor, nextAddress, SET_UP } from '../../browser/places.js';
import { AccountField, AccountForm } from './AccountForm.jsx';
import { AccountPage } from './AccountPage.jsx';
import { askSession } from './askSession.js';

/**
 * @import { Session } from '../../api/session.js'
 * @import { Rules } from './useAccountForm.js'
 */

/** @type {Rules<'username' | 'password'>} */
export const RULES = {
  missing: { username: 'Enter your username', password: 'Enter your password' },
  send: async ({ username, password }) => rememberSession(await signIn({ username: username.trim(), password })),
  words: () => 'The username or the password is wrong. Check both, or ask an admin for a new password.',
  mended: 'password',
};

/** Name and password, or somebody else who says who one is; then back to where one came from. */
export default function SignInPage() {
  const [next] = useState(() => nextAddress(window.location.search));
  const [problem] = useState(() => new URLSearchParams(window.location.search).get('problem'));
  const [session, setSession] = useState(/** @type {Session | null} */ (null));
  useEffect(() => {
    const controller = new AbortController();
    askSession(controller.signal)
      .then((known) => {
        if (known.account) leaveFor(next);
        else setSession(known);
        return !known.account && needsSetUp(controller.signal);
      })
      // A new installation has no account to sign in with.
      .then((isNeeded) => isNeeded && leaveFor(SET_UP))
      // The form stays usable; sending it shows the error.
      .catch(() => {});
    return () => controller.abort();
  }, [next]);
  const providers = session?.sign_in.providers ?? [];

  return (
    <AccountPage
      title="Sign in"
      intro={
        <>
          <span>For those who answer tickets. You want to report a problem? That needs no account: </span>
          <a href="/" className="text-accent underline underline-offset-2">
            send a ticket
          </a>
          <span>.</span>
        </>
      }
    >
      <ProviderProblem problem={problem} />
      <PasswordForm next={next} />
      {/* Last, because it comes later and would push the rest down. */}
      {providers.length > 0 && (
        <div className="grid gap-2 border-t border-line pt-5">
          {providers.map(({ name, url }) => (
            <a
              key={url}
              href={withNext(url, next)}
              className="grid min-h-11 place-items-center rounded-md border border-line-strong bg-panel px-4 font-medium hover:bg-hover lg:min-h-9"
            >
              {`Sign in with ${name}`}
            </a>
          ))}
        </div>
      )}
    </AccountPage>
  );
}

/** @param {{ next: string }} props */
function PasswordForm({ next }) {
  const state = useAccountForm(RULES, () => leaveFor(next));
  const { errors } = state;
  return (
    <AccountForm caption="Sign in" busy="Signing in…" state={state}>
      <AccountField name="username" caption="Username" type="text" autoComplete="username" error={errors.username} />
      <AccountField name="password" caption="Password" type="password" autoComplete="current-password" error={errors.password} />
    </AccountForm>
  );
}

/** @type {Map<string | null, string>} */
const PROBLEMS = new Map([
  ['provider', 'Your sign-in provider did not let you in, or could not be asked. Try again, or ask an admin.'],
  ['no_role', 'Your sign-in provider knows you, but you have no role here. Ask an admin for one.'],
]);

/**
 * Why somebody has come back from a provider without having signed in.
 *
 * @param {{ problem: string | null }} props
 */
function ProviderProblem({ problem }) {
  return (
    <p role="alert" className="rounded-lg border border-line bg-panel px-4 py-3 empty:hidden">
      {PROBLEMS.get(problem)}
    </p>
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
