import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { useTitle } from '../../browser/useAppearance.js';
import { useMedia } from '../../browser/useMedia.js';
import { useShortcuts } from '../../browser/useShortcuts.js';
import { useNarrow } from '../../browser/useNarrow.js';
import { useNow } from '../../browser/useNow.js';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { State } from '../../ui/State.jsx';
import { useBarsHeight, useFootHeight } from '../../ui/useBarsHeight.js';
import { useKnownSession } from '../account/useSession.js';
import { Conversation } from '../conversation/Conversation.jsx';
import { NewMessages } from '../conversation/NewMessages.jsx';
import { timeline } from '../conversation/timeline.js';
import { useEndInSight } from '../conversation/useEndInSight.js';
import { WaitingMessages } from '../conversation/WaitingMessages.jsx';
import { useOutbox } from '../sending/useOutbox.js';
import { PossiblySame } from '../similar/Similar.jsx';
import { Action } from '../tickets/ListStates.jsx';
import { useHistory } from '../tickets/useHistory.js';
import { Composer } from './Composer.jsx';
import { asFieldChange, descriptionOf, sentTo, unansweredOf } from './entries.js';
import { FoldedProperties } from './properties/FoldedProperties.jsx';
import { MessageKinds } from './MessageKinds.jsx';
import { OlderMessages } from './OlderMessages.jsx';
import { isWrittenBy, messageDrafts, waitingMessages } from './outgoing.js';
import { Properties } from './properties/Properties.jsx';
import { useConversation } from './useConversation.js';
import { useDuplicates } from './properties/useDuplicates.js';
import { useLaterSuggestion } from './properties/useLaterSuggestion.js';
import { useOtherTickets } from './properties/useOtherTickets.js';

/**
 * @import { Message, NewMessage } from '../../api/messages.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Waiting } from '../sending/outbox.js'
 * @import { LinkedTicket } from '../tickets/useLinkedTicket.js'
 * @import { Changes } from '../tickets/useTicketChange.js'
 * @import { Outgoing } from './outgoing.js'
 */

/** Pixels beside the padding, below which there is one column; `@3xl` in the classes. */
const NARROW = 720;
/** Where notices are above the foot of the page. */
const OVER_FOOT = '(width < 64rem)';
/** Pages of changes that are read with the conversation. */
const MOST_HISTORY = 20;

/**
 * @typedef {object} PageProps
 * @property {LinkedTicket} linked
 * @property {unknown} turn another one when messages may have arrived
 * @property {() => void} onShown the conversation, or why there is none, is in the page
 * @property {(ticket: Ticket, changes: Changes) => void} onChange
 * @property {() => void} onReload reads the ticket again
 * @property {(id: number) => void} onTicket
 * @property {(query: string) => void} onList leaves the page for a list
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
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [underTitle, setUnderTitle] = useState(/** @type {HTMLElement | null} */ (null));
  const title = ticket?.title ?? '';

  useTitle(`#${id}${title ? ` ${title}` : ''}`);
  // The row that had the focus is behind this page.
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [id]);
  useShortcuts({ Escape: onBack });
  useBarsHeight(bar);
  useShown(status === 'missing' || status === 'failed', props.onShown);

  return (
    <div className="mx-auto flex min-h-dvh max-w-[1200px] flex-col px-3 lg:px-6">
      <div ref={bar} className="top-(--top) z-20 -mx-3 border-b border-line bg-page px-3 lg:-mx-1 lg:border-transparent lg:px-1 lg:py-2 roomy:sticky">
        <div className="flex items-center gap-1 pt-1 lg:items-baseline lg:gap-3 lg:pt-0">
          <button type="button" className="quiet-button -ml-2 shrink-0" onClick={onBack}>
            <Icon path={ICONS.back} />
            <span className="max-lg:sr-only">Tickets</span>
          </button>
          <h2
            ref={heading}
            tabIndex={-1}
            title={title}
            aria-label={status === 'loading' ? `#${id}` : undefined}
            className="text-field font-semibold wrap-anywhere outline-none max-lg:grid max-lg:min-h-11 max-lg:content-center lg:text-title"
          >
            <span className="line-clamp-2">
              {/* On a narrow page a title of two lines would move it. */}
              <span className={`mr-2 font-normal text-ink-soft tabular-nums ${status === 'loading' ? 'max-lg:hidden' : ''}`} translate="no">{`#${id} `}</span>
              <bdi>{title}</bdi>
            </span>
          </h2>
        </div>
        <div ref={setUnderTitle} />
      </div>
      <div role="status">
        {status === 'loading' && <LoadingSpinner>{`Loading ticket #${id}…`}</LoadingSpinner>}
        {status === 'missing' && (
          <State drawing="search" heading={`There is no ticket #${id}. The link may be wrong.`}>
            <Action onClick={onBack}>Back to the list</Action>
          </State>
        )}
        {status === 'failed' && (
          <State drawing="broken" heading={`Ticket #${id} could not be loaded. ${linked.sentence}`}>
            <Action onClick={onReload}>Try again</Action>
          </State>
        )}
      </div>
      {ticket && (
        <Opened key={id} {...props} ticket={ticket} underTitle={underTitle} onLeave={() => heading.current?.focus({ preventScroll: true })} />
      )}
    </div>
  );
}

/** @param {boolean} isShown  @param {() => void} onShown called once it is so */
function useShown(isShown, onShown) {
  const shown = useEffectEvent(onShown);
  useEffect(() => {
    if (isShown) shown();
  }, [isShown]);
}

/**
 * @param {PageProps & { ticket: Ticket, underTitle: HTMLElement | null, onLeave: () => void }} props underTitle: the place of
 *   the properties where there is no room beside the conversation; onLeave: the keyboard goes back to the page
 */
function Opened({ ticket, turn, underTitle, onShown, onChange, onReload, onTicket, onList, onLeave }) {
  const { session, may } = useKnownSession();
  const now = useNow();
  const { id } = ticket;
  const account = session?.account;
  const username = account?.username ?? '';
  const conversation = useConversation(id, turn);
  const { messages, older, fresh, add } = conversation;
  const history = useHistory(ticket, MOST_HISTORY);
  const { known: duplicates, isSettled } = useDuplicates(id, turn);
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
  const foot = useRef(/** @type {HTMLDivElement | null} */ (null));
  useFootHeight(foot, useMedia(OVER_FOOT));
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
  useShortcuts(may.change ? { r: () => write('reply'), m: () => write('note') } : {});

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

  // All at once: what comes between the messages would move them.
  const isRead = conversation.status === 'ready' && history.isKnown;
  useShown(isRead || conversation.status === 'failed', onShown);
  const isWhole = isRead && !older;
  const { others, isSettled: areOthersSettled } = useOtherTickets(ticket, isRead || conversation.status === 'failed');
  const isKnown = isSettled && areOthersSettled;
  const first = descriptionOf(ticket);
  const items = timeline(isWhole ? [first, ...messages] : messages, history.changes.map((change) => asFieldChange(change, ticket)), isWhole);
  const newest = messages.at(-1);
  // The newest messages are read first, and a description alone from its beginning.
  const isLong = isRead && messages.length + own.length > 0;
  const { end, isBelow, showEnd } = useEndInSight({
    // The changes come after the messages, and between them.
    last: isLong ? `${items.at(-1)?.key} ${history.changes.length} ${own.length}` : '',
    newest: newest?.id ?? 0,
    sent: sends,
    isOpenedAtEnd: true,
  });
  const properties = (
    <>
      <Properties
        ticket={ticket}
        duplicates={duplicates?.tickets ?? []}
        others={others}
        isWhole={isKnown}
        me={me}
        later={later}
        mayChange={may.change}
        now={now}
        onChange={(changes) => onChange(ticket, changes)}
        onTicket={onTicket}
        onList={onList}
      />
      {isKnown && (
        <PossiblySame
          ticket={ticket}
          isOriginal={Boolean(duplicates?.tickets.length)}
          mayChange={may.change}
          onChange={(changes) => onChange(ticket, changes)}
          onReload={onReload}
          onTicket={onTicket}
        />
      )}
    </>
  );
  return (
    <div ref={columns} className="mt-3 grid grow grid-cols-[minmax(0,1fr)] gap-x-6 @3xl:grid-cols-[minmax(0,1fr)_17rem]">
      {!isNarrow && (
        <div className="min-w-0 pb-4 @3xl:order-2">
          <div className="sticky top-[calc(var(--top)+3.75rem)] max-h-[calc(100dvh-var(--top)-4.75rem)] overflow-y-auto rounded-lg border border-line bg-panel p-3 [scrollbar-width:thin] print:max-h-none">
            {properties}
          </div>
        </div>
      )}
      {isNarrow &&
        underTitle &&
        createPortal(
          <FoldedProperties ticket={ticket} later={later}>
            {properties}
          </FoldedProperties>,
          underTitle,
        )}
      <div className="flex min-w-0 flex-col @3xl:order-1">
        {!isWhole && <Conversation label="Description" items={timeline([first], [], true)} reader="agent" now={now} />}
        <OlderMessages conversation={conversation} isLoading={conversation.status !== 'failed' && !isRead} />
        {isRead && <Conversation items={items} reader="agent" now={now} fresh={fresh} />}
        <div className="mt-3 mb-4">
          <WaitingMessages messages={own} text={({ message }) => message.body} onEdit={edit} />
        </div>
        {may.change && account && (
          // At its place from the beginning, whatever loads above it.
          <div ref={foot} className="relative bottom-0 mt-auto border-t border-line bg-page pt-2 pb-3 print:hidden roomy:sticky">
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
              isRead={conversation.status === 'ready'}
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
