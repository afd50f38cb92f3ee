import { useState } from 'react';
import { Question } from '../../ui/Question.jsx';
import { StatusDot } from '../../ui/StatusDot.jsx';
import { label } from '../../api/ticket.js';
import { forgetAllLinks, forgetLink } from './sentLinks.js';
import { useSentLinks, useSentStatuses } from './useSentLinks.js';

/**
 * @import { SentLink } from './sentLinks.js'
 * @import { Status } from '../../api/ticket.js'
 */

const FEW = 5;

/**
 * The tickets that were sent from this browser, each with the way to follow it.
 *
 * @param {{ except?: number }} props the ticket whose link is shown elsewhere on the page
 */
export default function YourTickets({ except }) {
  const links = useSentLinks().filter(({ id }) => id !== except);
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? links : links.slice(0, FEW);
  const statuses = useSentStatuses(shown);
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="your-tickets" className="mt-6 border-t border-line pt-4">
      <h2 id="your-tickets" className="font-semibold">
        Your tickets
      </h2>
      <ul className="mt-1 divide-y divide-line">
        {shown.map((sent) => (
          <Row key={sent.link} sent={sent} status={statuses[sent.link]} />
        ))}
      </ul>
      {links.length > shown.length && (
        <button type="button" className="quiet-button -ml-2 text-accent!" onClick={() => setIsWhole(true)}>
          {`Show all ${links.length}`}
        </button>
      )}
      <ForgetAll />
    </section>
  );
}

/** @param {{ sent: SentLink, status: Status | undefined }} props */
function Row({ sent, status }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li className="py-1.5">
      <div className="flex items-center gap-2">
        <div className="min-w-0 grow">
          <a
            href={sent.link}
            className="flex min-h-11 min-w-0 items-center gap-2 hover:underline lg:min-h-8"
            aria-describedby={sent.isGone ? `gone-${sent.id}` : undefined}
          >
            <span className="shrink-0 text-ink-soft tabular-nums">{`#${sent.id} `}</span>
            <bdi className={`truncate ${sent.isGone ? 'text-ink-soft' : 'text-accent'}`}>{sent.title}</bdi>
          </a>
        </div>
        {status && !sent.isGone && (
          <span className="flex shrink-0 items-center gap-1.5 text-small text-ink-soft">
            <StatusDot status={status} />
            <span>{label(status)}</span>
          </span>
        )}
        <button
          type="button"
          className="quiet-button -mr-2 shrink-0"
          aria-label={`Forget #${sent.id}`}
          aria-expanded={isAsking}
          onClick={() => setIsAsking(true)}
        >
          Forget
        </button>
      </div>
      {sent.isGone && (
        <p id={`gone-${sent.id}`} className="text-small text-ink-soft">
          This link no longer works. The help desk can give you a new one.
        </p>
      )}
      {isAsking && (
        <Question
          words={`You cannot follow #${sent.id} from this browser afterwards.`}
          yes="Forget it"
          onYes={() => forgetLink(sent)}
          onNo={() => setIsAsking(false)}
        />
      )}
    </li>
  );
}

function ForgetAll() {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className="mt-2 text-small text-ink-soft">
      <p>This browser keeps the links. On a shared computer, forget them when you leave.</p>
      {isAsking ? (
        <Question
          words="You cannot follow any of these tickets from this browser afterwards."
          yes="Forget them"
          onYes={forgetAllLinks}
          onNo={() => setIsAsking(false)}
        />
      ) : (
        <button type="button" className="quiet-button -ml-2 text-accent!" onClick={() => setIsAsking(true)}>
          Forget all
        </button>
      )}
    </div>
  );
}
