import { useEffect, useState } from 'react';
import { AnswerBox } from './AnswerBox.jsx';
import { useFollowedTicket } from './useFollowedTicket.js';
import { useRequestMessages } from './useRequestMessages.js';
import { Conversation } from '../conversation/Conversation.jsx';
import { NewMessages } from '../conversation/NewMessages.jsx';
import { timeline } from '../conversation/timeline.js';
import { useEndInSight } from '../conversation/useEndInSight.js';
import { useNow } from '../../browser/useNow.js';
import { unlisted } from '../../browser/places.js';
import { useTitle } from '../../browser/useAppearance.js';
import { label } from '../../api/ticket.js';
import { Ago } from '../../ui/Ago.jsx';
import { Bar } from '../../ui/Bar.jsx';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { LiveMark } from '../../live/LiveMark.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { useKeptFocus } from '../../ui/focus/useKeptFocus.js';
import { PriorityMark } from '../../ui/PriorityMark.jsx';
import { StatusDot } from '../../ui/StatusDot.jsx';

/**
 * @import { FollowedTicket, RequestChange } from '../../api/privateLink.js'
 * @import { Message } from '../../api/messages.js'
 * @import { Status } from '../../api/ticket.js'
 * @import { FieldChange } from '../conversation/timeline.js'
 */

/** What the requester wants to know. @type {Record<Status, string>} */
const MEANINGS = {
  open: 'Your ticket has arrived. Work on it has not begun yet.',
  in_progress: 'Somebody is working on it.',
  resolved: 'We think that the problem is solved. If it is not, write to us below, and we look again.',
  closed: 'This ticket is finished. If the problem is back, write to us below, and we look again.',
};

/** It was taken up before. */
const OPEN_AGAIN = 'We have your message, and look at it again.';
/** Its last message is a reply. */
const ANSWERED = 'We have answered you below.';

/** What the private link of a ticket shows to anybody who has it: that ticket, and nothing else. */
export default function RequestPage() {
  const token = useToken();
  const { status, ticket, live, reload } = useFollowedTicket(token);
  useKeptFocus();
  useTitle('Your ticket');
  useEffect(() => unlisted(), []);

  return (
    <div className="min-h-dvh">
      <Bar>{ticket && <LiveMark live={live} />}</Bar>
      <main className="mx-auto max-w-[44rem] px-4 py-6 lg:px-6 lg:py-10">
        <div role="status">
          {status === 'loading' && <LoadingSpinner>Loading your ticket…</LoadingSpinner>}
          {status === 'failed' && <p>We could not reach the server. This page keeps trying; you need not reload it.</p>}
          {status === 'gone' && <NotValid />}
        </div>
        {ticket && <Ticket key={`${token} ${ticket.id}`} token={token} ticket={ticket} onSent={reload} />}
        {/* Rendered after the content above it, which would push it down. */}
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

/** @returns {string} the part behind the `#` of the address, which browsers never send */
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

/** @param {{ token: string, ticket: FollowedTicket, onSent: () => void }} props */
function Ticket({ token, ticket, onSent }) {
  const now = useNow();
  const { messages, fresh, older, isFailed, add, showOlder } = useRequestMessages(token, ticket);
  const first = descriptionOf(ticket);
  const changes = ticket.changes.map(asFieldChange);
  const items = timeline(older ? messages : [first, ...messages], changes, !older);
  const newest = messages.at(-1);
  const [sent, setSent] = useState(0);
  const { end, isBelow, showEnd } = useEndInSight({ last: items.at(-1)?.key ?? '', newest: newest?.id ?? 0, sent, isOpenedAtEnd: false });
  const isOwn = newest?.author.role === 'requester';
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
          <span>{meaningOf(ticket, newest)}</span>
        </p>
      </div>
      <p className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-small text-ink-soft">
        <span className="inline-flex items-center gap-1.5">
          <Icon path={ICONS[ticket.category]} className="size-3.5" />
          <span>{label(ticket.category)}</span>
        </span>
        <PriorityMark priority={ticket.priority} />
      </p>
      <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-3">
        {older && (
          <>
            <Conversation label="Description" items={timeline([first], [], true)} reader="requester" now={now} />
            <button type="button" className="quiet-button justify-self-center border border-line bg-panel px-3! text-accent!" onClick={() => void showOlder()}>
              Show older messages
            </button>
            <p role="alert" className="text-center text-red empty:hidden">
              {isFailed && <span>Older messages could not be loaded. Try again in a moment.</span>}
            </p>
          </>
        )}
        <Conversation
          items={items}
          reader="requester"
          now={now}
          fresh={fresh}
        />
      </div>
      <AnswerBox
        token={token}
        ticket={ticket}
        isAnswered={newest?.author.role === 'agent'}
        onWaiting={() => setSent((count) => count + 1)}
        onSent={(message) => {
          add([message]);
          setSent((count) => count + 1);
          onSent();
        }}
      />
      <div ref={end} />
      <div className="sticky bottom-4 flex justify-center">
        <NewMessages newest={newest && !isOwn && fresh.has(newest.id) ? newest : undefined} isOwn={isOwn} isBelow={isBelow} onShow={showEnd} />
      </div>
    </>
  );
}

/**
 * @param {FollowedTicket} ticket
 * @param {Message | undefined} newest
 */
function meaningOf({ status, changes }, newest) {
  if (status === 'open' && changes.length > 0) return OPEN_AGAIN;
  return status === 'in_progress' && newest?.kind === 'reply' ? ANSWERED : MEANINGS[status];
}

/** @param {FollowedTicket} ticket  @returns {Message} the description, as the first message of the conversation */
const descriptionOf = ({ description, created_at: at }) => ({
  id: 0,
  kind: 'request',
  author: { name: '', role: 'requester' },
  body: description,
  created_at: at,
});

/** @param {RequestChange} change  @returns {FieldChange} */
const asFieldChange = ({ at, field, from, to }) => ({ key: `${at} ${field}`, at, actor: '', field, from, to });
