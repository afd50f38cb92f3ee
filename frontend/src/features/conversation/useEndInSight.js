import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to its end than this, a page counts as read to the end. */
const NEAR_PX = 160;

const isAtEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR_PX;

/**
 * Scrolls to the end of a conversation when something is added there, if the reader is near the end, writes, or has
 * just sent something. Otherwise the page does not move.
 *
 * @param {object} options
 * @param {string} options.last the key of the last entry, '' while the page must not move
 * @param {number} options.newest the number of the newest message
 * @param {number} options.sent grows when the reader sends something
 * @param {boolean} options.isOpenedAtEnd whether the newest is read first
 * @returns {{ end: import('react').RefObject<HTMLDivElement | null>, isBelow: boolean, showEnd: () => void }}
 *   end: belongs behind the conversation and the field to write in; isBelow: a new message is out of sight
 */
export function useEndInSight({ last, newest, sent, isOpenedAtEnd }) {
  const end = useRef(/** @type {HTMLDivElement | null} */ (null));
  const wasAtEnd = useRef(true);
  const seen = useRef({ last: isOpenedAtEnd ? '' : last, newest, sent });
  const [isBelow, setIsBelow] = useState(false);

  useEffect(() => {
    const look = () => {
      wasAtEnd.current = isAtEnd();
      if (wasAtEnd.current) setIsBelow(false);
    };
    if (!isOpenedAtEnd) look();
    window.addEventListener('scroll', look);
    return () => window.removeEventListener('scroll', look);
  }, [isOpenedAtEnd]);

  useLayoutEffect(() => {
    const before = seen.current;
    seen.current = { last, newest, sent };
    // A change of the ticket may be there before the message that it follows.
    if (!last || (before.last === last && before.newest === newest && before.sent === sent)) return;
    const isWriting = document.activeElement instanceof HTMLTextAreaElement;
    if (wasAtEnd.current || isWriting || before.sent !== sent) {
      end.current?.scrollIntoView({ block: 'end' });
      wasAtEnd.current = true;
      setIsBelow(false);
    } else if (newest > before.newest) {
      setIsBelow(true);
    }
  }, [last, newest, sent]);

  const showEnd = () => {
    end.current?.scrollIntoView({ block: 'end' });
    const newest = /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll('[data-message]')].at(-1));
    newest?.focus({ preventScroll: true });
  };
  return { end, isBelow, showEnd };
}
