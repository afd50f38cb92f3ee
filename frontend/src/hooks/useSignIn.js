import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.js';
import { fetchSession, signIn } from '../api/session.js';

/** @typedef {'username' | 'password'} FieldName */
/** @typedef {{ errors: Partial<Record<FieldName, string>>, refusal: string }} Complaint */

/** @type {FieldName[]} */
const FIELDS = ['username', 'password'];
/** @type {Complaint} */
const NO_COMPLAINT = { errors: {}, refusal: '' };

/**
 * The form to sign in with. What is wrong is said at its field or under the form, and the focus goes
 * where it can be mended.
 *
 * @param {() => void} onSignedIn
 */
export function useSignIn(onSignedIn) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const [complaint, setComplaint] = useState(NO_COMPLAINT);
  const [isSending, setIsSending] = useState(false);

  useEffect(() => {
    const { errors, refusal } = complaint;
    const wrong = FIELDS.find((field) => errors[field]) ?? (refusal ? 'password' : null);
    if (!wrong) return;
    const input = /** @type {HTMLInputElement | undefined} */ (form.current?.elements.namedItem(wrong));
    input?.focus();
    // A password is typed anew rather than mended.
    if (wrong === 'password') input?.select();
  }, [complaint]);

  const submit = async () => {
    if (isSending || !form.current) return;
    const values = new FormData(form.current);
    const body = { username: `${values.get('username')}`.trim(), password: `${values.get('password')}` };
    const missing = missingFields(body);
    setComplaint(missing);
    if (missing !== NO_COMPLAINT) return;
    setIsSending(true);
    try {
      await sendWithToken(body);
      onSignedIn();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setComplaint(complaintOf(error));
      setIsSending(false);
    }
  };
  return { form, ...complaint, isSending, submit };
}

/**
 * The token that shows that our own page asks comes with the session; it is fetched anew when it has
 * become another one, in another tab say.
 *
 * @param {{ username: string, password: string }} body
 */
async function sendWithToken(body) {
  try {
    await signIn(body);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'csrf_failed') throw error;
    await fetchSession();
    await signIn(body);
  }
}

/**
 * @param {Record<FieldName, string>} body
 * @returns {Complaint}
 */
function missingFields({ username, password }) {
  if (username && password) return NO_COMPLAINT;
  return {
    errors: {
      ...(username ? {} : { username: 'Enter your name' }),
      ...(password ? {} : { password: 'Enter your password' }),
    },
    refusal: '',
  };
}

/**
 * @param {ApiError} error
 * @returns {Complaint}
 */
function complaintOf(error) {
  const errors = Object.fromEntries(
    FIELDS.filter((field) => error.details[field]?.length).map((field) => [field, error.details[field].join(' ')]),
  );
  return { errors, refusal: Object.keys(errors).length > 0 ? '' : refusalWords(error) };
}

/** @param {ApiError} error */
function refusalWords(error) {
  if (error.code === 'csrf_failed') return 'This page is out of date. Reload it, then sign in again.';
  if (error.status === 401) return 'The name or the password is wrong. Check both, or ask an admin for a new password.';
  if (error.status === 429) return `Too many attempts to sign in failed. Wait ${waitWords(error.retryAfter)}, then try again.`;
  if (error.isUnreachable) return 'We could not reach the server. Try again in a moment.';
  return 'The server had a problem. Try again in a moment.';
}

/** @param {number | null} seconds */
function waitWords(seconds) {
  if (seconds === null) return 'a few minutes';
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
