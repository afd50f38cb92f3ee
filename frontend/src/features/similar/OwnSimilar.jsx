import { useEffect, useState } from 'react';
import { findOwn, LINKS_MAX } from '../../api/similar.js';
import { characters, FIELDS, label } from '../../api/ticket.js';
import { useDebounced } from '../../browser/useDebounced.js';
import { StatusDot } from '../../ui/StatusDot.jsx';
import { useKnownSession } from '../account/useSession.js';
import { MIN_CHARACTERS, PAUSE_MS } from '../new-ticket/useSuggestion.js';
import { tokenOf } from '../request/sentLinks.js';
import { useSentLinks } from '../request/useSentLinks.js';

/** @import { OwnTicket } from '../../api/similar.js' */

/**
 * Unfinished tickets that were sent from this browser and that the text may repeat, while it is written.
 *
 * @param {{ title: string, description: string }} props
 */
export default function OwnSimilar({ title, description }) {
  const links = useSentLinks().filter(({ isGone }) => !isGone);
  const found = useOwnSimilar(title.trim(), description.trim(), links.slice(0, LINKS_MAX).map(({ link }) => tokenOf(link)));
  const known = found.flatMap((ticket) => {
    const sent = links.find(({ id }) => id === ticket.id);
    return sent ? [{ ...ticket, link: sent.link }] : [];
  });
  return (
    <div role="status" className="text-small empty:hidden">
      {known.length > 0 && (
        <div className="rounded-md border border-line bg-panel px-3 py-2">
          <p>{known.length === 1 ? 'You have an unfinished ticket that may be about the same. Add to it:' : 'You have unfinished tickets that may be about the same. Add to one of them:'}</p>
          <ul>
            {known.map(({ id, title: words, status, link }) => (
              <li key={id}>
                <a href={link} className="flex min-h-11 items-center gap-2 hover:underline lg:min-h-8">
                  <span className="shrink-0 text-ink-soft tabular-nums" translate="no">{`#${id} `}</span>
                  <bdi className="min-w-0 truncate text-accent">{words}</bdi>
                  <span className="flex shrink-0 items-center gap-1.5 text-ink-soft">
                    <StatusDot status={status} />
                    <span>{label(status)}</span>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/**
 * @param {string} title
 * @param {string} description
 * @param {string[]} links tokens
 * @returns {OwnTicket[]} for the text as it was at the last pause; none without an answer
 */
function useOwnSimilar(title, description, links) {
  const asked = JSON.stringify({ title, description, links });
  const settled = useDebounced(asked, PAUSE_MS);
  const [found, setFound] = useState(/** @type {OwnTicket[]} */ ([]));
  const isLong = characters(description) > (FIELDS.description.max ?? Infinity) || characters(title) > (FIELDS.title.max ?? Infinity);
  const { session } = useKnownSession();
  // Accounts with a role reach their tickets in the list.
  const isFor = session !== null && !session.account && links.length > 0;
  const isMeant = isFor && description.length >= MIN_CHARACTERS && !isLong;
  const isAsked = isMeant && settled === asked;

  useEffect(() => {
    if (!isAsked) return undefined;
    const controller = new AbortController();
    // Without an answer the person goes on without the hint.
    findOwn(JSON.parse(settled), controller.signal).then(setFound, () => !controller.signal.aborted && setFound([]));
    return () => controller.abort();
  }, [isAsked, settled]);

  return isMeant ? found : [];
}
