import { useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { randomKey } from '../../browser/tab.js';

/**
 * @import { Outbox } from './outbox.js'
 * @import { Attempt, TabDrafts } from './tabDrafts.js'
 */
/**
 * @template Answer
 * @typedef {{ status: 'idle' }
 *   | { status: 'sending' }
 *   | { status: 'failed', error: ApiError }
 *   | { status: 'sent', answer: Answer }} Sending
 */

/**
 * Sends the draft of this tab. A try whose answer was lost goes out again under its key; what the server cannot
 * be reached for joins the queue.
 *
 * @template Body, Answer
 * @param {object} options
 * @param {Pick<TabDrafts<any, Body>, 'loadAttempt' | 'saveAttempt'>} options.drafts
 * @param {Pick<Outbox<Body, Answer>, 'enqueue'>} options.outbox
 * @param {(attempt: Attempt<Body>) => Promise<Answer>} options.post
 * @param {(one: Body, other: Body) => boolean} options.isSame whether both are one thing to send
 * @param {(before: Body, next: Body) => Body} [options.again] what goes out under the key of an earlier try of the same thing
 * @param {(error: ApiError) => boolean} [options.isFree] whether the refusal has left the key unused, so that the next
 *   try has another one
 * @param {(answer: Answer) => void} options.onSent
 * @param {(attempt: Attempt<Body>) => void} options.onWaiting the server cannot be reached, and it has joined the queue
 * @param {(error: ApiError) => void} [options.onRefused]
 * @returns {{ sending: Sending<Answer>, send: (body: Body) => Promise<void>, show: import('react').Dispatch<import('react').SetStateAction<Sending<Answer>>> }}
 */
export function useSending({ drafts, outbox, post, isSame, again = (before) => before, isFree, onSent, onWaiting, onRefused }) {
  const [sending, show] = useState(/** @type {Sending<Answer>} */ ({ status: 'idle' }));
  const latest = useRef(/** @type {Attempt<Body> | null} */ (null));

  const send = async (/** @type {Body} */ body) => {
    const before = [latest.current, drafts.loadAttempt()].find((one) => one && isSame(one.body, body));
    const attempt = before ? { key: before.key, body: again(before.body, body) } : { key: randomKey(), body };
    latest.current = attempt;
    drafts.saveAttempt(attempt);
    show({ status: 'sending' });
    try {
      const answer = await post(attempt);
      latest.current = null;
      onSent(answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isFree?.(error)) {
        latest.current = null;
        drafts.saveAttempt(null);
      }
      if (!error.isUnreachable || !outbox.enqueue(attempt)) {
        show({ status: 'failed', error });
        onRefused?.(error);
        return;
      }
      latest.current = null;
      show({ status: 'idle' });
      onWaiting(attempt);
    }
  };

  return { sending, send, show };
}
