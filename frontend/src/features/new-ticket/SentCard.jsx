import { useLayoutEffect, useRef } from 'react';
import { Icon, ICONS } from '../../ui/icons.jsx';
import PrivateLink from '../request/PrivateLink.jsx';

/** @import { SentTicket } from '../../api/tickets.js' */

/**
 * Takes the place of the form after sending, for people who follow their ticket by its private link.
 *
 * @param {{ ticket: SentTicket, onAnother: () => void }} props
 */
export default function SentCard({ ticket, onAnother }) {
  const heading = `#${ticket.id} is on its way`;
  const title = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  // The form that had the focus is gone.
  useLayoutEffect(() => title.current?.focus(), []);
  return (
    <section aria-label={heading} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex items-center gap-2.5">
        <span className="grid size-7 shrink-0 place-items-center rounded-full border-2 border-green text-green">
          <Icon path={ICONS.check} />
        </span>
        <h2 ref={title} tabIndex={-1} className="text-figure font-semibold outline-none">
          {heading}
        </h2>
      </div>
      <p className="wrap-anywhere">
        <bdi>{ticket.title}</bdi>
      </p>
      <p className="text-ink-soft">
        Our answer comes to the page of your ticket. Keep its link, or come back in this browser: it is under “Your tickets”.
      </p>
      <a
        href={ticket.private_link}
        className="grid min-h-11 place-items-center rounded-md bg-accent px-4 font-semibold text-on-accent hover:bg-accent-hover lg:min-h-9"
      >
        Follow it
      </a>
      <PrivateLink path={ticket.private_link} caption={`Your private link to #${ticket.id}`} />
      <button
        type="button"
        className="min-h-11 rounded-md border border-line-strong bg-panel px-4 font-medium hover:bg-hover lg:min-h-9"
        onClick={onAnother}
      >
        Send another
      </button>
    </section>
  );
}
