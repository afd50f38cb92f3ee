import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.js';
import { createTicket } from '../api/tickets.js';
import { recall, remember } from '../storage.js';

/** @import { NewTicket, SentTicket } from '../api/tickets.js' */

/**
 * One try to send, kept with its key until it is answered: after a lost answer or a reload the same
 * body goes out under the same key, and the server makes no second ticket of it.
 *
 * @typedef {{ key: string, body: NewTicket, isWaiting: boolean }} Attempt
 */
/**
 * @typedef {{ status: 'idle' }
 *   | { status: 'sending' }
 *   | { status: 'waiting' }
 *   | { status: 'failed', error: ApiError }
 *   | { status: 'sent', ticket: SentTicket }} Sending
 *   'waiting': the server cannot be reached; it is tried again until it can
 */

const KEY = 'attempt';
/** The last one is repeated. */
const RETRY_MS = [3_000, 6_000, 12_000, 30_000];

/**
 * @param {NewTicket} one
 * @param {NewTicket} other
 */
const isSameTicket = (one, other) =>
  one.title === other.title &&
  one.description === other.description &&
  one.category === other.category &&
  one.priority === other.priority;

/**
 * @param {(ticket: SentTicket) => void} onSent
 * @returns {{ sending: Sending, send: (body: NewTicket) => void, edited: () => void }}
 *   `edited` says that the person goes on typing: nothing is sent behind their back then
 */
export function useCreateTicket(onSent) {
  const attempt = useRef(/** @type {Attempt | null} */ (recall(KEY, null)));
  const [sending, setSending] = useState(/** @returns {Sending} */ () =>
    recall(KEY, /** @type {Attempt | null} */ (null))?.isWaiting ? { status: 'waiting' } : { status: 'idle' },
  );
  const [tries, setTries] = useState(0);

  const keep = useCallback((/** @type {Attempt | null} */ next) => {
    attempt.current = next;
    remember(KEY, next ?? undefined);
  }, []);

  const deliver = useCallback(async () => {
    const current = attempt.current;
    if (!current) return;
    setSending({ status: 'sending' });
    try {
      const ticket = await createTicket(current.body, current.key);
      keep(null);
      setTries(0);
      setSending({ status: 'sent', ticket });
      onSent(ticket);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      keep({ ...current, isWaiting: error.isUnreachable });
      setTries((count) => count + 1);
      setSending(error.isUnreachable ? { status: 'waiting' } : { status: 'failed', error });
    }
  }, [keep, onSent]);

  const send = useCallback(
    (/** @type {NewTicket} */ body) => {
      const before = attempt.current;
      if (!before || !isSameTicket(before.body, body)) {
        keep({ key: newKey(), body, isWaiting: false });
      }
      void deliver();
    },
    [deliver, keep],
  );

  const edited = useCallback(() => {
    if (attempt.current?.isWaiting) keep({ ...attempt.current, isWaiting: false });
    setSending((now) => (now.status === 'sending' || now.status === 'idle' ? now : { status: 'idle' }));
  }, [keep]);

  useEffect(() => {
    if (sending.status !== 'waiting') return undefined;
    const retry = () => void deliver();
    const timer = setTimeout(retry, RETRY_MS[Math.min(tries, RETRY_MS.length) - 1] ?? 0);
    window.addEventListener('online', retry);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', retry);
    };
  }, [sending.status, tries, deliver]);

  return { sending, send, edited };
}

/** `crypto.randomUUID` is missing on plain-http pages that are not localhost. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
