/**
 * What admins manage: people, API tokens, prepared answers and the name; and the ways to a first password.
 *
 * @import { Answer } from './tickets.js'
 * @import { components, operations, paths } from './schema.js'
 * @import { Session } from './session.js'
 */
import { announceAccount } from './accountChannel.js';
import { request } from './client.js';

/** @typedef {components['schemas']['PersonOutput']} Person an account; role null: no role */
/** @typedef {components['schemas']['InvitationOutput']} Invitation shown in this answer alone */
/** @typedef {Answer<'account_list'>} People `more`: narrow the search */
/** @typedef {components['schemas']['TokenOutput']} Token without its secret */
/** @typedef {components['schemas']['NewTokenOutput']} NewToken its secret is shown in this answer alone */
/** @typedef {components['schemas']['Macro']} Macro a prepared answer */
/** @typedef {'viewer' | 'agent' | 'admin'} Role */

/** Characters of the portal's name (contracts/limits.json). */
export const APPEARANCE_NAME_MAX = 40;

/** @satisfies {keyof paths} */
const ACCOUNTS = '/api/accounts/';
/** @satisfies {keyof paths} */
const TOKENS = '/api/tokens/';
/** @satisfies {keyof paths} */
const MACROS = '/api/macros/';
/** @satisfies {keyof paths} */
const APPEARANCE = '/api/appearance/';
/** @satisfies {keyof paths} */
const SET_UP = '/api/session/set-up/';
/** @satisfies {keyof paths} */
const INVITATION = '/api/session/invitation/';

/**
 * @template {keyof operations} Name
 * @typedef {operations[Name] extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : never} Sent
 */

/**
 * @param {string} search a part of a username, name or address
 * @param {AbortSignal} [signal]
 * @returns {Promise<People>}
 */
export async function listPeople(search, signal) {
  const query = search ? `?${new URLSearchParams({ search })}` : '';
  return (await request(`${ACCOUNTS}${query}`, { signal })).data;
}

/** @param {Sent<'account_create'>} body @returns {Promise<Invitation>} */
export const invite = async (body) => (await request(ACCOUNTS, { method: 'POST', body })).data;

/** @param {number} id @returns {Promise<Invitation>} */
export const inviteAgain = async (id) => (await request(`${ACCOUNTS}${id}/invitation/`, { method: 'POST' })).data;

/** @param {number} id @param {Sent<'account_update'>} body @returns {Promise<Person>} */
export const changePerson = async (id, body) => (await request(`${ACCOUNTS}${id}/`, { method: 'PATCH', body })).data;

/** @param {AbortSignal} [signal] @returns {Promise<Token[]>} newest first */
export const listTokens = async (signal) => (await request(TOKENS, { signal })).data;

/** @param {Sent<'token_create'>} body @returns {Promise<NewToken>} */
export const createToken = async (body) => (await request(TOKENS, { method: 'POST', body })).data;

/** @param {string} id */
export const revokeToken = (id) => request(`${TOKENS}${id}/`, { method: 'DELETE' });

/** @param {Sent<'macro_create'>} body @returns {Promise<Macro>} */
export const createMacro = async (body) => (await request(MACROS, { method: 'POST', body })).data;

/** @param {number} id @param {Sent<'macro_update'>} body @returns {Promise<Macro>} */
export const changeMacro = async (id, body) => (await request(`${MACROS}${id}/`, { method: 'PATCH', body })).data;

/** @param {number} id */
export const deleteMacro = (id) => request(`${MACROS}${id}/`, { method: 'DELETE' });

/** @param {AbortSignal} [signal] @returns {Promise<boolean>} whether the installation has no account yet */
export const needsSetUp = async (signal) => (await request(SET_UP, { signal })).data.needed;

/** Makes the first admin and signs in. @param {Sent<'set_up'>} body @returns {Promise<Session>} */
export const setUp = async (body) => signedIn((await request(SET_UP, { method: 'POST', body })).data);

/** Sets the password of an invitation and signs in. @param {Sent<'invitation_accept'>} body @returns {Promise<Session>} */
export const join = async (body) => signedIn((await request(INVITATION, { method: 'POST', body })).data);

/** @param {Session} session */
function signedIn(session) {
  announceAccount(session.account?.username ?? null);
  return session;
}

/** @param {Sent<'appearance_update'>} body @returns {Promise<Session['appearance']>} */
export const changeAppearance = async (body) => (await request(APPEARANCE, { method: 'PATCH', body })).data;
