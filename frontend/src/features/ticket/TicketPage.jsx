import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTitle } from '../../browser/useAppearance.js';
import { useShortcuts } from '../../browser/useShortcuts.js';
import { label } from '../../api/ticket.js';
import { useNarrow } from '../../browser/useNarrow.js';
import { useNow } from '../../browser/useNow.js';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { useBarsHeight } from '../../ui/useBarsHeight.js';
import { useKnownSession } from '../account/useSession.js';
import { Conversation } from '../conversation/Conversation.jsx';
import { NewMessages } from '../conversation/NewMessages.jsx';
import { timeline } from '../conversation/timeline.js';
import { useEndInSight } from '../conversation/useEndInSight.js';
import { WaitingMessages } from '../conversation/WaitingMessages.jsx';
import { useOutbox } from '../sending/useOutbox.js';
import { PossiblySame } from '../similar/Similar.jsx';
import { useHistory } from '../tickets/useHistory.js';
import { Composer } from './Composer.jsx';
import { asFieldChange, descriptionOf, sentTo, unansweredOf } from './entries.js';
import { looksNow } from './LaterSuggestion.jsx';
import { MessageKinds } from './MessageKinds.jsx';
import { OlderMessages } from './OlderMessages.jsx';
import { isWrittenBy, messageDrafts, waitingMessages } from './outgoing.js';
import { openProperty, Properties } from './Properties.jsx';
import { useConversation } from './useConversation.js';
import { useDuplicates } from './useDuplicates.js';
import { useLaterSuggestion } from './useLaterSuggestion.js';

/**
 * @import { LaterSuggestion, Message, NewMessage } from '../../api/messages.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Waiting } from '../sending/outbox.js'
 * @import { LinkedTicket } from '../tickets/useLinkedTicket.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 * @import { Outgoing } from './outgoing.js'
 */

/** Pixels beside the padding, below which there is one column; `@3xl` in the classes. */
const NARROW = 720;
/** Pages of changes that are read with the conversation. */
const MOST_HISTORY = 20;

/**
 * @typedef {object} PageProps
 * @property {LinkedTicket} linked
 * @property {unknown} turn another one when messages may have arrived
 * @property {(ticket: Ticket, changes: Changes) => void} onChange
 * @property {() => void} onReload reads the ticket again
 * @property {(id: number) => void} onTicket
 * @property {() => void} onBack
 */

/**
 * The page of one ticket, for accounts with a role.
 *
 * @param {PageProps} props
 */
export default function TicketPage(props) {
  const { linked, onBack, onReload } = props;
  const { id, status, ticket } = linked;
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null));
  const title = ticket?.title ?? '';

  useTitle(`#${id}${title ? ` ${title}` : ''}`);
  // The row that had the focus is behind this page.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [id]);
  useShortcuts({ Escape: onBack });

  return (
    <div className="mx-auto max-w-[1200px] px-3 pb-4 lg:px-6">
      <div className="z-10 -mx-1 bg-page px-1 py-1 lg:top-(--top) lg:flex lg:items-baseline lg:gap-3 lg:py-2 lg:roomy:sticky">
        <button type="button" className="quiet-button -ml-2 shrink-0" onClick={onBack}>
          <Icon path={ICONS.back} />
          <span>Tickets</span>
        </button>
        <h2 ref={heading} tabIndex={-1} title={title} className="text-title font-semibold wrap-anywhere outline-none lg:line-clamp-2">
          <span className="mr-2 font-normal text-ink-soft tabular-nums" translate="no">{`#${id} `}</span>
          <bdi>{title}</bdi>
        </h2>
      </div>
      <div role="status">
        {status === 'loading' && <LoadingSpinner>{`Loading ticket #${id}…`}</LoadingSpinner>}
        {status === 'missing' && <p className="mt-2">{`There is no ticket #${id}. The link may be wrong.`}</p>}
        {status === 'failed' && (
          <p className="mt-2">
            <span>{`Ticket #${id} could not be loaded. ${linked.sentence}`}</span>
            <button type="button" className="quiet-button text-accent!" onClick={onReload}>
              Try again
            </button>
          </p>
        )}
      </div>
      {ticket && <Opened key={id} {...props} ticket={ticket} onLeave={() => heading.current?.focus({ preventScroll: true })} />}
    </div>
  );
}

/** @param {PageProps & { ticket: Ticket, onLeave: () => void }} props onLeave: the keyboard goes back to the page */
function Opened({ ticket, turn, onChange, onReload, onTicket, onLeave }) {
  const { session, may } = useKnownSession();
  const now = useNow();
  const { id } = ticket;
  const account = session?.account;
  const username = account?.username ?? '';
  const conversation = useConversation(id, turn);
  const { messages, older, fresh, add } = conversation;
  const history = useHistory(ticket, MOST_HISTORY);
  const duplicates = useDuplicates(id, turn);
  const later = useLaterSuggestion(ticket, unansweredOf(ticket, messages));
  const [columns, isNarrow] = useNarrow(NARROW);
  const [kind, setKind] = useState(/** @type {NewMessage['kind']} */ ('reply'));
  const [drafts] = useState(() => ({
    reply: messageDrafts(username, id, 'reply'),
    note: messageDrafts(username, id, 'note'),
  }));
  // Another number draws the composer anew, with the draft that is stored.
  const [edits, setEdits] = useState(0);
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const properties = useRef(/** @type {HTMLDivElement | null} */ (null));
  const foot = useRef(/** @type {HTMLDivElement | null} */ (null));
  useBarsHeight(foot, '--foot');
  const [outcome, setOutcome] = useState('');
  const [sends, setSends] = useState(0);
  const me = account && 'id' in account ? { id: Number(account.id), name: account.name } : null;

  const sent = (/** @type {Message} */ message) => {
    setOutcome(sentTo(message));
    setSends((count) => count + 1);
    onReload();
  };
  const delivered = (/** @type {Message} */ message, /** @type {Outgoing} */ { ticketId }) => {
    if (ticketId !== id) return onReload();
    add([message]);
    return sent(message);
  };
  const waiting = useOutbox(waitingMessages, delivered, ({ body }) => body.account === username);
  const own = waiting.filter(({ body }) => body.ticketId === id);

  const refused = own.filter(({ refusal }) => refusal).length;
  const lookForNewer = useEffectEvent(conversation.readNewer);
  useEffect(() => {
    // Perhaps because somebody else has written.
    if (refused > 0) lookForNewer();
  }, [refused]);

  const write = (/** @type {NewMessage['kind']} */ next) => {
    flushSync(() => setKind(next));
    field.current?.focus();
  };
  useShortcuts(
    may.change
      ? {
          r: () => write('reply'),
          m: () => write('note'),
          i: () => me && ticket.assignee?.id !== me.id && onChange(ticket, { assignee: me }),
          ...Object.fromEntries(['s', 'a', 'p', 'c'].map((key) => [key, () => openProperty(properties.current, key, onLeave)])),
        }
      : {},
  );

  const edit = async (/** @type {Waiting<Outgoing>} */ one) => {
    const { message } = one.body;
    const place = drafts[message.kind];
    if (!place.isEmpty(place.load())) return 'Send or clear what you are writing first.';
    if (!(await waitingMessages.takeBack(one))) return 'It is being sent just now.';
    place.save({
      body: message.body,
      seen: message.seen,
      toDuplicates: Boolean(message.to_duplicates),
      resolves: message.status === 'resolved',
    });
    // The server has not stored what it refused.
    if (!one.refusal) place.saveAttempt({ key: one.key, body: one.body });
    setEdits((count) => count + 1);
    write(message.kind);
    return '';
  };

  const isWhole = conversation.status === 'ready' && !older;
  const first = descriptionOf(ticket);
  const items = timeline(isWhole ? [first, ...messages] : messages, history.changes.map((change) => asFieldChange(change, ticket)), isWhole);
  const newest = messages.at(-1);
  // The newest messages are read first, and a description alone from its beginning.
  const isLong = messages.length + own.length > 0;
  const { end, isBelow, showEnd } = useEndInSight({
    // The changes come after the messages, and between them.
    last: isLong ? `${items.at(-1)?.key} ${history.changes.length} ${own.length}` : '',
    newest: newest?.id ?? 0,
    sent: sends,
    isOpenedAtEnd: true,
  });
  return (
    <div ref={columns} className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-5 @3xl:grid-cols-[minmax(0,1fr)_17rem]">
      <div ref={properties} className="min-w-0 @3xl:order-2">
        <Folded isFolded={isNarrow} words={foldedWords(ticket, later)}>
          <Properties
            ticket={ticket}
            duplicates={duplicates?.tickets ?? []}
            me={me}
            later={later}
            mayChange={may.change}
            now={now}
            onChange={(changes) => onChange(ticket, changes)}
            onTicket={onTicket}
          />
          <PossiblySame
            ticket={ticket}
            isOriginal={Boolean(duplicates?.tickets.length)}
            mayChange={may.change}
            onChange={(changes) => onChange(ticket, changes)}
            onReload={onReload}
            onTicket={onTicket}
          />
        </Folded>
      </div>
      <div className="min-w-0 @3xl:order-1">
        {!isWhole && <Conversation label="Description" items={timeline([first], [], true)} reader="agent" now={now} />}
        <OlderMessages conversation={conversation} />
        {conversation.status === 'ready' && <Conversation items={items} reader="agent" now={now} fresh={fresh} />}
        <div className="mt-3">
          <WaitingMessages messages={own} text={({ message }) => message.body} onEdit={edit} />
        </div>
        {may.change && account && (
          <div ref={foot} className="relative bottom-0 mt-4 border-t border-line bg-page pt-2 pb-3 roomy:sticky">
            <div className="absolute inset-x-0 bottom-full mb-2 flex justify-center">
              <NewMessages
                newest={newest && fresh.has(newest.id) ? newest : undefined}
                isOwn={isWrittenBy(account)(newest)}
                isBelow={isBelow}
                onShow={showEnd}
              />
            </div>
            <MessageKinds kind={kind} onKind={write} />
            <Composer
              key={`${kind} ${edits}`}
              ticket={ticket}
              account={account}
              kind={kind}
              drafts={drafts[kind]}
              messages={messages}
              duplicates={duplicates}
              outcome={outcome}
              onMessages={add}
              onSent={sent}
              onWaiting={() => {
                setOutcome('');
                setSends((count) => count + 1);
              }}
              onLeave={onLeave}
              onTicket={onTicket}
              fieldRef={field}
            />
          </div>
        )}
        <div ref={end} />
      </div>
    </div>
  );
}

/** @param {Ticket} ticket  @param {LaterSuggestion | null} later  @returns {string[]} what is seen of folded properties */
function foldedWords(ticket, later) {
  const priority = label(ticket.priority);
  return [label(ticket.status), later ? `${priority} (${looksNow(later).toLowerCase()})` : priority, ticket.assignee?.name ?? 'Unassigned'];
}

/**
 * The properties: beside the conversation, or folded above it where there is no room.
 *
 * @param {{ isFolded: boolean, words: string[], children: import('react').ReactNode }} props words: shown while it is folded
 */
function Folded({ isFolded, words, children }) {
  if (!isFolded) {
    return (
      <div className="rounded-lg border border-line bg-panel p-3 lg:sticky lg:top-[calc(var(--top)+3.75rem)] lg:max-h-[calc(100dvh-var(--top)-4.75rem)] lg:overflow-y-auto">
        {children}
      </div>
    );
  }
  return (
    <details className="rounded-lg border border-line bg-panel">
      <summary className="flex min-h-11 rounded-lg items-center gap-2 px-3 text-small">
        <span className="min-w-0 grow truncate">{words.join(' · ')}</span>
        <Icon path={ICONS.chevron} className="size-3.5 text-ink-soft" />
        <span className="sr-only">Properties</span>
      </summary>
      <div className="border-t border-line p-3">{children}</div>
    </details>
  );
}
