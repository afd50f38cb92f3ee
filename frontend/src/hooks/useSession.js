import { createContext, useCallback, useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { SIGNED_OUT } from '../api/client.js';
import { fetchSession } from '../api/session.js';
import { recall, remember } from '../storage.js';

/** @import { Session } from '../api/session.js' */

/**
 * @typedef {object} KnownSession
 * @property {Session | null} session null: not known yet
 * @property {Session['may']} may what can be offered; the server has the last word
 * @property {boolean} isOver somebody was signed in and is not any more; what is on the page stays
 */

/** For the first picture of the next visit (index.html). */
const KEPT_OUT = 'is-kept-out';

/** @type {Session['may']} */
const EVERYTHING = { view: true, change: true, administer: false };
/** @type {Session['may']} */
const NOTHING = { view: false, change: false, administer: false };

/** What the page knows of the session, for those parts of it that offer less to some. */
export const SessionContext = createContext(
  /** @type {KnownSession} */ ({ session: null, may: EVERYTHING, isOver: false }),
);
export const useKnownSession = () => useContext(SessionContext);

/**
 * Who is using the page, and what they may do. Nothing waits for the answer: until it is here, the page
 * offers what it offered the last time.
 *
 * @param {() => void} onBack the same person has signed in again, somewhere else
 * @returns {KnownSession & { check: () => void }} `check` asks again, when there is reason to think that
 *   the session has ended
 */
export function useSession(onBack) {
  const [session, setSession] = useState(/** @type {Session | null} */ (null));
  const [isOver, setIsOver] = useState(false);
  const asked = useRef(/** @type {AbortController | null} */ (null));
  const back = useEffectEvent(onBack);

  const know = useEffectEvent((/** @type {Session} */ next) => {
    remember(KEPT_OUT, next.may.view ? undefined : true);
    if (session?.account && !next.account) {
      setIsOver(true);
      return;
    }
    if (isOver) back();
    setIsOver(false);
    setSession(next);
  });
  const ask = useEffectEvent(() => {
    if (asked.current) return;
    const controller = new AbortController();
    asked.current = controller;
    fetchSession(controller.signal)
      .then(know)
      // Without an answer everything stays as it is; the rest of the page says that the server is away.
      .catch(() => {})
      .finally(() => {
        if (asked.current === controller) asked.current = null;
      });
  });
  // Back must not show again what was on the page before somebody signed out.
  const renew = useEffectEvent(() => {
    if (session?.account) window.location.reload();
  });
  const askWhenOver = useEffectEvent(() => {
    if (isOver) ask();
  });

  useEffect(() => {
    const check = () => ask();
    const look = () => askWhenOver();
    const wake = (/** @type {PageTransitionEvent} */ event) => event.persisted && renew();
    ask();
    window.addEventListener(SIGNED_OUT, check);
    window.addEventListener('focus', look);
    window.addEventListener('pageshow', wake);
    return () => {
      window.removeEventListener(SIGNED_OUT, check);
      window.removeEventListener('focus', look);
      window.removeEventListener('pageshow', wake);
      asked.current?.abort();
      asked.current = null;
    };
  }, []);

  const check = useCallback(() => void window.dispatchEvent(new Event(SIGNED_OUT)), []);
  const [guess] = useState(() => (recall(KEPT_OUT, false) ? NOTHING : EVERYTHING));
  return { session, may: session?.may ?? guess, isOver, check };
}
