import { createContext, useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { onAccount } from '../../api/accountChannel.js';
import { SIGNED_OUT } from '../../api/client.js';
import { reload } from '../../browser/places.js';
import { askSession } from './askSession.js';
import { hadRole, rememberSession, wasKeptOut, wasOpen } from './lastVisit.js';

/** @import { Session } from '../../api/session.js' */

/**
 * @typedef {object} KnownSession
 * @property {Session | null} session null: not known yet
 * @property {Session['may']} may the actions to offer; ticket-api enforces the permissions
 * @property {boolean} isOver the session of this page has ended; the page keeps its contents
 * @property {boolean} hasRole conversations are for this person: accounts with a role have them, in every mode
 */

/** A server that could not be reached is asked again after so long. */
const AGAIN_MS = 5_000;

/** @type {Session['may']} */
const EVERYTHING = { view: true, change: true, administer: false };
/** @type {Session['may']} */
const NOTHING = { view: false, change: false, administer: false };

/** What the page knows of the session, for those parts of it that offer less to some. */
export const SessionContext = createContext(
  /** @type {KnownSession} */ ({ session: null, may: EVERYTHING, isOver: false, hasRole: false }),
);
export const useKnownSession = () => useContext(SessionContext);

/** Asks who is using the page, now. */
const check = () => void window.dispatchEvent(new Event(SIGNED_OUT));

export const useHasRole = () => useKnownSession().hasRole;

/**
 * Who is using the page, and what they may do. Until the server has answered, the page shows the panels
 * of the last visit. Requests that need a permission wait for the answer, unless the portal was open.
 *
 * @param {() => void} onBack the same person has signed in again, in another tab, or the server is back
 * @returns {KnownSession & { isSettled: boolean, check: () => void }} `isSettled`: `may` can be relied on for
 *   requests; `check` asks the server again, for example after a refusal
 */
export function useSession(onBack) {
  const [session, setSession] = useState(/** @type {Session | null} */ (null));
  const [isOver, setIsOver] = useState(false);
  const [isSettled, setIsSettled] = useState(wasOpen);
  const asked = useRef(/** @type {AbortController | null} */ (null));
  const again = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const back = useEffectEvent(onBack);

  const know = useEffectEvent((/** @type {Session} */ next) => {
    rememberSession(next);
    if (session?.account && !next.account) {
      setIsOver(true);
      return;
    }
    // Another person may see less, and must not see the page of the one before.
    if (session?.account && session.account.username !== next.account?.username) {
      reload();
      return;
    }
    if (isOver || again.current) back();
    again.current = undefined;
    setIsOver(false);
    setSession(next);
    // With it, so that the page is drawn once.
    setIsSettled(true);
  });
  const ask = useEffectEvent(() => {
    if (asked.current) return;
    const controller = new AbortController();
    asked.current = controller;
    askSession(controller.signal)
      .then(know)
      // Without an answer everything stays as it is; the rest of the page says that the server is away.
      .catch((error) => {
        if (error.isUnreachable) again.current = setTimeout(check, AGAIN_MS);
      })
      .finally(() => {
        if (asked.current !== controller) return;
        asked.current = null;
        setIsSettled(true);
      });
  });
  // Back must not show the page of a session that has ended.
  const renew = useEffectEvent(() => {
    if (session?.account) reload();
  });
  const askWhenOver = useEffectEvent(() => {
    if (isOver) ask();
  });
  const compare = useEffectEvent((/** @type {string | null} */ account) => {
    if (!session) return;
    const known = isOver ? null : (session.account?.username ?? null);
    if (account !== known) ask();
  });

  useEffect(() => {
    const learn = () => ask();
    const look = () => askWhenOver();
    const wake = (/** @type {PageTransitionEvent} */ event) => event.persisted && renew();
    const unlisten = onAccount((account) => compare(account));
    ask();
    window.addEventListener(SIGNED_OUT, learn);
    window.addEventListener('focus', look);
    window.addEventListener('pageshow', wake);
    return () => {
      unlisten();
      clearTimeout(again.current);
      window.removeEventListener(SIGNED_OUT, learn);
      window.removeEventListener('focus', look);
      window.removeEventListener('pageshow', wake);
      asked.current?.abort();
      asked.current = null;
    };
  }, []);

  const [guess] = useState(() => (wasKeptOut() ? NOTHING : EVERYTHING));
  const [guessedRole] = useState(hadRole);
  const hasRole = session ? Boolean(session.account?.role) : guessedRole;
  return { session, may: session?.may ?? guess, isOver, hasRole, isSettled, check };
}
