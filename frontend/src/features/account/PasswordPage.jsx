import { useEffect, useState } from 'react';
import { changePassword } from '../../api/session.js';
import { useAccountForm } from './useAccountForm.js';
import { leaveFor, signInAddress } from '../../browser/places.js';
import { AccountField, AccountForm } from './AccountForm.jsx';
import { AccountPage } from './AccountPage.jsx';
import { askSession } from './askSession.js';

/**
 * @import { Account } from '../../api/session.js'
 * @import { Rules } from './useAccountForm.js'
 */

/** @type {Rules<'current' | 'new'>} */
export const RULES = {
  missing: { current: 'Enter your current password', new: 'Enter a new password' },
  send: changePassword,
  words: (error) =>
    error.isSignedOut
      ? 'You have been signed out. Sign in again, then change your password.'
      : 'Your password could not be changed. Reload this page and try again.',
  mended: 'current',
};

/** Where somebody who has signed in changes their own password. */
export default function PasswordPage() {
  const [account, setAccount] = useState(/** @type {Account | null} */ (null));
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    askSession(controller.signal)
      .then((session) => (session.account ? setAccount(session.account) : leaveFor(signInAddress())))
      .catch(() => !controller.signal.aborted && setIsLost(true));
    return () => controller.abort();
  }, []);

  return (
    <AccountPage title="Change your password" loading={account ? '' : 'Loading your account…'} isLost={isLost}>
      {account && <Change account={account} />}
      {(account || isLost) && (
        <p className="text-small text-ink-soft">
          <a href="/" className="text-accent underline underline-offset-2">
            Back to the tickets
          </a>
        </p>
      )}
    </AccountPage>
  );
}

/** @param {{ account: Account }} props */
function Change({ account }) {
  const [isDone, setIsDone] = useState(false);
  const state = useAccountForm(RULES, () => setIsDone(true));
  if (!account.has_password) return <p>Your sign-in provider keeps your password. Change it there.</p>;
  if (isDone) {
    return (
      // The form that had the focus is gone; so it is read out, and Tab goes on from here.
      <p ref={(message) => message?.focus()} tabIndex={-1} className="outline-none">
        Your password is changed. You have been signed out everywhere else.
      </p>
    );
  }
  return (
    <AccountForm caption="Change password" busy="Changing…" state={state}>
      {/* For the password manager, which keeps the new one under this name. */}
      <input type="text" name="username" autoComplete="username" value={account.username} readOnly hidden />
      <AccountField
        name="current"
        caption="Password that you have now"
        type="password"
        autoComplete="current-password"
        error={state.errors.current}
      />
      <AccountField
        name="new"
        caption="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. You will be signed out everywhere else."
        error={state.errors.new}
      />
    </AccountForm>
  );
}
