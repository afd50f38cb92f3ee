/**
 * Who is asking: the session of this browser (/api/session/).
 *
 * @import { Answer } from './tickets.js'
 * @import { operations, paths } from './schema.js'
 */
import { announceAccount } from './accountChannel.js';
import { request } from './client.js';
import { SESSION } from './paths.js';

/** @typedef {Answer<'session_get'>} Session account null: anonymous; may: what the server allows */
/** @typedef {NonNullable<Session['account']>} Account role null: an account that may do nothing yet */

/** @satisfies {keyof paths} */
const PASSWORD = '/api/session/password/';

/**
 * Also sets the cookie with the CSRF token that changes need.
 *
 * @param {AbortSignal} [signal]
 * @returns {Promise<Session>}
 */
export async function fetchSession(signal) {
  return announced((await request(SESSION, { signal })).data);
}

/**
 * @param {operations['session_create']['requestBody']['content']['application/json']} body
 * @returns {Promise<Session>}
 */
export async function signIn(body) {
  return announced((await request(SESSION, { method: 'POST', body })).data);
}

/**
 * Ends every other session of the account.
 *
 * @param {operations['password_change']['requestBody']['content']['application/json']} body
 * @returns {Promise<Session>}
 */
export async function changePassword(body) {
  return (await request(PASSWORD, { method: 'POST', body })).data;
}

/** Succeeds without a session too. */
export async function signOut() {
  await request(SESSION, { method: 'DELETE' });
  announceAccount(null);
}

/** @param {Session} session */
function announced(session) {
  announceAccount(session.account?.username ?? null);
  return session;
}
