/** Who may be using a portal that is for agents. @import { Session } from '../src/api/session.js' */
import { http } from 'msw';
import sessionAgent from '../../contracts/public-api/session-agent.json';
import { refusal, server, session, SESSION, TICKET } from './api.js';

/** @type {Partial<Session>} */
export const ANONYMOUS = {
  access: 'agents',
  account: null,
  may: { view: false, change: false, administer: false },
};
/** @type {Partial<Session>} */
export const AGENT = {
  .../** @type {Session} */ (sessionAgent),
  access: 'agents',
};
/** @type {Partial<Session>} */
export const VIEWER = {
  access: 'agents',
  account: { id: 4, username: 'vera', name: 'Vera Lind', role: 'viewer', has_password: true },
  may: { view: true, change: false, administer: false },
};

/** @type {Partial<Session>} */
export const ADMIN = {
  access: 'agents',
  account: { id: 1, username: 'boss', name: 'Bo Boss', role: 'admin', has_password: true },
  may: { view: true, change: true, administer: true },
};

/** What everything but sending and suggestions answers to those who have not signed in. */
export const notSignedIn = () =>
  refusal(401, 'Unauthorized', { detail: ['Sign in to see or change tickets.'] }, {}, 'not_signed_in');

/** @param {Partial<Session>} who from here on */
export const asks = (who) => server.use(http.get(SESSION, () => session(who)));

/** A portal for agents without a session: every endpoint refuses what it must. */
export function closed() {
  asks(ANONYMOUS);
  server.use(
    ...['/api/tickets/', '/api/tickets/stats/', '/api/tickets/stats/daily/', TICKET].map((path) =>
      http.get(path, notSignedIn),
    ),
  );
}
