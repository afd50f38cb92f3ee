import { useState } from 'react';
import { recall, remember } from '../../browser/storage.js';

/** @typedef {{ name: string, email: string }} RequesterDraft */

const PLACE = 'requester';
/** @type {RequesterDraft} */
const UNKNOWN = Object.freeze({ name: '', email: '' });

/**
 * The name and the address that go with a ticket. The browser remembers those of a person without an account; an
 * account enters other people's, which are forgotten with the ticket.
 *
 * @param {boolean} hasAccount
 * @returns {{ requester: RequesterDraft, change: (part: Partial<RequesterDraft>) => void, forget: () => void }}
 */
export function useRequester(hasAccount) {
  const [own, setOwn] = useState(() => ({ ...UNKNOWN, ...recall(PLACE, UNKNOWN) }));
  const [others, setOthers] = useState(UNKNOWN);
  const requester = hasAccount ? others : own;
  const change = (/** @type {Partial<RequesterDraft>} */ part) => {
    const next = { ...requester, ...part };
    if (hasAccount) {
      setOthers(next);
      return;
    }
    setOwn(next);
    remember(PLACE, next.name || next.email ? next : undefined);
  };
  return { requester, change, forget: () => setOthers(UNKNOWN) };
}
