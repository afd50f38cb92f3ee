import { useEffect, useState } from 'react';
import { useFollowedTicket } from './useFollowedTicket.js';
import { useNow } from '../../browser/useNow.js';
import { unlisted } from '../../browser/places.js';
import { label } from '../../api/ticket.js';
import { Ago } from '../../ui/Ago.jsx';
import { Bar } from '../../ui/Bar.jsx';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { LiveMark } from '../../live/LiveMark.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { PriorityMark } from '../../ui/PriorityMark.jsx';
import { StatusDot } from '../../ui/StatusDot.jsx';

/**
 * @import { FollowedTicket, RequestChange } from '../../api/privateLink.js'
 * @import { Status } from '../../api/ticket.js'
 */

/** What the person who waits wants to know. @type {Record<Status, string>} */
const MEANINGS = {
  open: 'Your ticket has arrived. Nobody has taken it up yet.',
  in_progress: 'Somebody is working on it.',
  resolved: 'The problem is said to be solved. If it is not, send a new ticket that names this one.',
  closed: 'Nothing more will be done here. If the problem is back, send a new ticket that names this one.',
};
const FIELDS = { status: 'Status', category: 'Category', priority: 'Priority' };

/** What the private link of a ticket shows to whoever has it: that ticket, and nothing else. */
export default function RequestPage() {
  const token = useToken();
  const { status, ticket, live } = useFollowedTicket(token);
  useEffect(() => {
    document.title = 'Your ticket · Support tickets';
    return unlisted();
  }, []);

  return (
    <div className="min-h-dvh">
      <Bar>{ticket && <LiveMark live={live} />}</Bar>
      <main className="mx-auto max-w-[44rem] px-4 py-6 lg:px-6 lg:py-10">
        <div role="status">
          {status === 'loading' && <LoadingSpinner>Loading your ticket…</LoadingSpinner>}
          {status === 'failed' && <p>We could not reach the server. This page keeps trying; you need not reload it.</p>}
          {status === 'gone' && <NotValid />}
        </div>
        {ticket && <Ticket ticket={ticket} />}
        {/* Not before what stands above it, which would push it down. */}
        {status !== 'loading' && (
          <p className="mt-8 border-t border-line pt-4 text-small text-ink-soft">
            {ticket && <span>Anyone with the address of this page can see this ticket. </span>}
            <a href="/" className="text-accent underline underline-offset-2">
              Send a new ticket
            </a>
          </p>
        )}
      </main>
    </div>
  );
}

/** @returns {string} what stands behind the `#` of the address, which no server ever sees */
function useToken() {
  const [token, setToken] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    const follow = () => setToken(window.location.hash.slice(1));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return token;
}

function NotValid() {
  return (
    <>
      <h2 className="text-figure font-semibold">This link does not work, or not any more</h2>
      <p className="mt-2 max-w-[60ch]">
        Perhaps a part of the address is missing: try it again as it was given to you. Links end after a while, and can be
        withdrawn; the help desk can give you a new one.
      </p>
    </>
  );
}

/** @param {{ ticket: FollowedTicket }} props */
function Ticket({ ticket }) {
  const now = useNow();
  return (
    <>
      <p className="text-small text-ink-soft tabular-nums">
        <span>{`Your ticket #${ticket.id}, sent `}</span>
        <Ago time={ticket.created_at} now={now} />
      </p>
      <h2 className="mt-1 text-figure font-semibold wrap-anywhere">
        <bdi>{ticket.title}</bdi>
      </h2>
      <div role="status" className="mt-4 flex items-start gap-2.5 rounded-lg border border-line bg-panel px-4 py-3">
        <span className="pt-0.5">
          <StatusDot status={ticket.status} />
        </span>
        <p>
          <span className="font-semibold">{`${label(ticket.status)}. `}</span>
          <span>{MEANINGS[ticket.status]}</span>
        </p>
      </div>
      <p className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-small text-ink-soft">
        <span className="inline-flex items-center gap-1.5">
          <Icon path={ICONS[ticket.category]} className="size-3.5" />
          <span>{label(ticket.category)}</span>
        </span>
        <PriorityMark priority={ticket.priority} />
      </p>
      <p className="mt-4 wrap-anywhere whitespace-pre-wrap" dir="auto">
        {ticket.description}
      </p>
      <h3 className="mt-8 font-semibold">What has happened</h3>
      <ol aria-label="What has happened" className="mt-2 space-y-3 border-l border-line pl-4">
        <Entry time={ticket.created_at} now={now}>
          <span>Sent</span>
        </Entry>
        {ticket.changes.map((change) => (
          <Entry key={`${change.at} ${change.field}`} time={change.at} now={now}>
            <Change change={change} />
          </Entry>
        ))}
      </ol>
    </>
  );
}

/** @param {{ time: string, now: number, children: import('react').ReactNode }} props */
function Entry({ time, now, children }) {
  return (
    <li>
      {children}
      <span className="block text-small text-ink-soft">
        <Ago time={time} now={now} />
      </span>
    </li>
  );
}

/** @param {{ change: RequestChange }} props */
function Change({ change: { field, from, to } }) {
  const read = (/** @type {string} */ value) => label(/** @type {Status} */ (value));
  return (
    <>
      <span>{`${FIELDS[field]}: ${read(from)}`}</span>
      <span className="mr-[0.5ch]" aria-hidden="true">
        {' →'}
      </span>
      <span className="sr-only">became </span>
      <span className="font-medium">{read(to)}</span>
    </>
  );
}
