import { fetchSession } from '../../api/session.js';
import { setAppearance } from '../../browser/appearance.js';

/**
 * The session, and with it the name and the colour of the installation for every page.
 *
 * @param {AbortSignal} [signal]
 * @returns {Promise<import('../../api/session.js').Session>}
 */
export async function askSession(signal) {
  const session = await fetchSession(signal);
  setAppearance(session.appearance);
  return session;
}
