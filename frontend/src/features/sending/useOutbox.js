import { useEffect, useEffectEvent, useRef } from 'react';
import { useStored } from '../../browser/useStored.js';

/** @import { Outbox, Waiting } from './outbox.js' */

const LOOK_MS = 1_000;

/**
 * What this browser has waiting for the server, and its sending.
 *
 * @template Body, Answer
 * @param {Outbox<Body, Answer>} outbox
 * @param {(answer: Answer, body: Body) => void} onSent called in the tab that has sent one
 * @param {(waiting: Waiting<Body>) => boolean} [isOwn] whether this page may send it
 * @returns {Waiting<Body>[]} oldest first
 */
export function useOutbox(outbox, onSent, isOwn = () => true) {
  const stored = /** @type {Waiting<Body>[]} */ (useStored(outbox.prefix));
  const waiting = stored.filter(isOwn).toSorted((one, other) => one.at - other.at);
  const isBusy = useRef(false);
  const send = useEffectEvent(async (/** @type {boolean} */ isUrgent) => {
    if (isBusy.current) return;
    isBusy.current = true;
    const due = waiting.filter(({ refusal, retryAt }) => !refusal && (isUrgent || retryAt <= Date.now()));
    try {
      for (const each of due) {
        const answer = await outbox.deliver(each);
        if (answer) onSent(answer, each.body);
      }
    } finally {
      isBusy.current = false;
    }
  });

  const isAnyDue = waiting.some(({ refusal }) => !refusal);
  useEffect(() => {
    if (!isAnyDue) return undefined;
    const look = () => void send(false);
    const hurry = () => void send(true);
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener('online', hurry);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', hurry);
    };
  }, [isAnyDue]);

  return waiting;
}
