import { useEffect, useState } from 'react';
import { join } from '../../api/settings.js';
import { leaveFor } from '../../browser/places.js';
import { AccountField, AccountForm } from './AccountForm.jsx';
import { AccountPage } from './AccountPage.jsx';
import { useAccountForm } from './useAccountForm.js';
import { askSession } from './askSession.js';

/** Where an invited person chooses a password; the invitation follows the `#`, so no log has it. */
export default function JoinPage() {
  const [invitation] = useState(() => invitationIn(window.location.hash));
  useEffect(() => {
    // Sets the cookie with the CSRF token; sending the form shows an error.
    askSession().catch(() => {});
  }, []);
  return (
    <AccountPage isUnlisted title="Choose a password" intro="You have been invited to answer tickets. You are signed in afterwards.">
      {invitation ? <Form invitation={invitation} /> : <p role="alert">The link is not complete. Open it again, or ask an admin for a new one.</p>}
    </AccountPage>
  );
}

/** @param {string} hash  @returns {string} '' when a part of the link is missing */
function invitationIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1)).trim();
  } catch {
    return '';
  }
}

/** @param {{ invitation: string }} props */
function Form({ invitation }) {
  const [rules] = useState(() => ({
    missing: { password: 'Choose a password' },
    send: (/** @type {{ password: string }} */ { password }) => join({ invitation, password }),
    words: (/** @type {import('../../api/client.js').ApiError} */ error) => error.sentence || 'The password could not be stored. Try again.',
    mended: /** @type {'password'} */ ('password'),
  }));
  const state = useAccountForm(rules, () => leaveFor('/'));
  return (
    <AccountForm caption="Join" busy="Joining…" state={state}>
      <AccountField
        name="password"
        caption="Password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters."
        error={state.errors.password}
      />
    </AccountForm>
  );
}
