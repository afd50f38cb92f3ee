/**
 * The problems that keep a message from being sent, in sentences that say what to do.
 *
 * @import { ApiError } from '../../api/client.js'
 */
import { MESSAGE_MAX } from '../../api/messages.js';
import { fieldProblem } from '../../ui/fields/fieldProblem.js';

/**
 * @param {string} body
 * @returns {string} what the server would refuse, '' when it would not
 */
export const bodyError = (body) => fieldProblem({ label: 'Message', max: MESSAGE_MAX }, body);

/**
 * @param {ApiError} error
 * @returns {string}
 */
export function refusedMessage(error) {
  if (error.isSignedOut) return 'You have been signed out. Sign in, then send again. Your text is kept here.';
  if (error.code === 'csrf_failed') return 'This page is out of date. Reload it, then send again. Your text is kept here.';
  if (error.code === 'newer_messages') return 'Somebody has written meanwhile. Read it, then send again.';
  if (error.isUnreachable) return 'We could not reach the server. Your text is kept here; send it again in a moment.';
  switch (error.status) {
    case 404:
      return 'The ticket no longer exists or the link no longer works. Your text is kept here; copy it before you leave.';
    case 429: {
      const wait = error.retryAfter ? `Wait ${error.retryAfter} seconds` : 'Wait a minute';
      return `Too many messages came from here in a short time. ${wait}, then send again. Your text is kept here.`;
    }
    case 403:
      return 'Your account may not write messages. Ask an admin for the role that may.';
    default:
      return error.status < 500
        ? `The message was not accepted. ${error.sentence || 'Change it, then send again.'}`
        : 'The server had a problem, and your message was not sent. It is kept here; send it again in a moment.';
  }
}
