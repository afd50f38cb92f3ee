import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { fetchSession } from '../../api/session.js';

/**
 * @template {string} Name of a field
 * @typedef {object} Rules
 * @property {Record<Name, string>} missing the sentence at an empty field, '' where it may stay empty; its order is that of
 *   the form
 * @property {(values: Record<Name, string>) => Promise<unknown>} send
 * @property {(error: ApiError) => string} words the sentence for an error that is not about one field
 * @property {Name} mended the field that the focus goes to then
 */
/**
 * @template {string} Name
 * @typedef {{ errors: Partial<Record<Name, string>>, refusal: string }} Complaint
 */
/**
 * @template {string} Name
 * @typedef {Complaint<Name> & {
 *   form: import('react').RefObject<HTMLFormElement | null>, isSending: boolean, submit: () => Promise<void>,
 * }} AccountForm
 */

/**
 * A form with a password in it. Errors appear at their field or under the form, and the focus goes
 * where it can be mended.
 *
 * @template {string} Name
 * @param {Rules<Name>} rules
 * @param {() => void} onDone
 * @returns {AccountForm<Name>}
 */
export function useAccountForm(rules, onDone) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const [complaint, setComplaint] = useState(/** @type {Complaint<Name>} */ ({ errors: {}, refusal: '' }));
  const [isSending, setIsSending] = useState(false);
  const names = /** @type {Name[]} */ (Object.keys(rules.missing));

  useEffect(() => {
    const { errors, refusal } = complaint;
    const fields = /** @type {Name[]} */ (Object.keys(rules.missing));
    const wrong = fields.find((field) => errors[field]) ?? (refusal ? rules.mended : null);
    if (!wrong) return;
    const input = /** @type {HTMLInputElement | undefined} */ (form.current?.elements.namedItem(wrong));
    input?.focus();
    // A password is typed anew rather than mended.
    if (input?.type === 'password') input.select();
  }, [complaint, rules]);

  const submit = async () => {
    if (isSending || !form.current) return;
    const data = new FormData(form.current);
    const values = /** @type {Record<Name, string>} */ (Object.fromEntries(names.map((name) => [name, `${data.get(name)}`])));
    const missing = names.filter((name) => rules.missing[name] && !values[name].trim());
    const errors = Object.fromEntries(missing.map((name) => [name, rules.missing[name]]));
    setComplaint({ errors: /** @type {Complaint<Name>['errors']} */ (errors), refusal: '' });
    if (missing.length > 0) return;
    setIsSending(true);
    try {
      await withToken(() => rules.send(values));
      onDone();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setComplaint(complaintOf(error, names, rules.words));
      setIsSending(false);
    }
  };
  return { form, ...complaint, isSending, submit };
}

/**
 * The token that shows that our own page asks comes with the session; it is fetched anew when it has
 * become another one, in another tab say.
 *
 * @param {() => Promise<unknown>} send
 */
async function withToken(send) {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'csrf_failed') throw error;
    await fetchSession();
    await send();
  }
}

/**
 * @template {string} Name
 * @param {ApiError} error
 * @param {Name[]} names
 * @param {(error: ApiError) => string} words
 * @returns {Complaint<Name>}
 */
function complaintOf(error, names, words) {
  const told = names.filter((name) => error.details[name]?.length);
  const errors = Object.fromEntries(told.map((name) => [name, error.details[name].join(' ')]));
  return {
    errors: /** @type {Complaint<Name>['errors']} */ (errors),
    refusal: told.length > 0 ? '' : (wordsOfAll(error) ?? words(error)),
  };
}

/** @param {ApiError} error */
function wordsOfAll(error) {
  // The server's sentence explains which address of the page is wrong.
  if (['csrf_failed', 'host_not_allowed'].includes(error.code)) return error.sentence || error.message;
  if (error.status === 429) return `Too many attempts failed. Wait ${waitWords(error.retryAfter)}, then try again.`;
  if (error.isUnreachable) return 'We could not reach the server. Try again in a moment.';
  if (error.status >= 500) return 'The server had a problem. Try again in a moment.';
  // The form has its own words for a refused sign-in; any other refusal is in the server's words.
  return [401, 403].includes(error.status) ? undefined : error.sentence || undefined;
}

/** @param {number | null} seconds */
function waitWords(seconds) {
  if (seconds === null) return 'a few minutes';
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
