import { useEffect, useState } from 'react';
import { needsSetUp, setUp } from '../../api/settings.js';
import { leaveFor, SIGN_IN } from '../../browser/places.js';
import { AccountField, AccountForm } from './AccountForm.jsx';
import { AccountPage } from './AccountPage.jsx';
import { useAccountForm } from './useAccountForm.js';
import { askSession } from './askSession.js';

/** @import { Rules } from './useAccountForm.js' */

/** @type {Rules<'code' | 'name' | 'username' | 'password'>} */
const RULES = {
  missing: {
    code: 'Enter the set-up code',
    name: 'Enter your name',
    username: 'Choose a username',
    password: 'Choose a password',
  },
  send: ({ code, name, username, password }) =>
    setUp({ code: code.trim(), name: name.trim(), username: username.trim(), password }),
  words: (error) => error.sentence || 'The account could not be made. Try again.',
  mended: 'code',
};

/** Where the first admin of a new installation makes an account with the code from the server's log. */
export default function SetUpPage() {
  const [isNeeded, setIsNeeded] = useState(/** @type {boolean | null} */ (null));
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    askSession(controller.signal)
      .then(() => needsSetUp(controller.signal))
      .then(setIsNeeded)
      .catch(() => !controller.signal.aborted && setIsLost(true));
    return () => controller.abort();
  }, []);
  return (
    <AccountPage
      isUnlisted
      title="Set up"
      heading="Set up your portal"
      intro={isNeeded && 'Make the first account. It is an admin and invites everybody else.'}
      loading={isNeeded === null ? 'Asking the server…' : ''}
      isLost={isLost}
    >
      {isNeeded === false && (
        <p>
          <span>This portal is set up already. </span>
          <a href={SIGN_IN} className="text-accent underline underline-offset-2">
            Sign in
          </a>
        </p>
      )}
      {isNeeded && <Form />}
    </AccountPage>
  );
}

function Form() {
  const state = useAccountForm(RULES, () => leaveFor('/settings'));
  const { errors } = state;
  return (
    <AccountForm caption="Make the account" busy="Making the account…" state={state}>
      <AccountField
        name="code"
        caption="Set-up code"
        type="text"
        autoComplete="off"
        hint="The server writes it to its log at each start: account.set_up_code."
        error={errors.code}
      />
      <AccountField name="name" caption="Your name" type="text" autoComplete="name" error={errors.name} />
      <AccountField name="username" caption="Username" type="text" autoComplete="username" hint="You sign in with it." error={errors.username} />
      <AccountField
        name="password"
        caption="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters."
        error={errors.password}
      />
    </AccountForm>
  );
}
