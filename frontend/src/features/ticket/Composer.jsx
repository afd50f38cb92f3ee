import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { MessageField } from '../conversation/MessageField.jsx';
import { TicketLink } from '../tickets/TicketLink.jsx';
import { MacroMenu } from './MacroMenu.jsx';
import { PlaceholderHint } from './PlaceholderHint.jsx';
import { useComposer } from './useComposer.js';

/**
 * @import { Message, NewMessage } from '../../api/messages.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Duplicates } from '../../api/tickets.js'
 * @import { MessageDrafts } from './outgoing.js'
 */

/**
 * Where an agent writes to the requester, or a note for the team.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {{ id?: number, username: string, name: string }} props.account
 * @param {NewMessage['kind']} props.kind
 * @param {MessageDrafts} props.drafts of this kind
 * @param {Message[]} props.messages
 * @param {boolean} props.isRead whether the messages are known
 * @param {Duplicates | null} props.duplicates of this ticket; null: not known yet
 * @param {string} props.outcome what became of the last message
 * @param {(messages: Message[]) => void} props.onMessages
 * @param {(message: Message) => void} props.onSent
 * @param {() => void} props.onWaiting the server cannot be reached, and the message waits for it
 * @param {() => void} props.onLeave the keyboard goes back to the page
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').RefObject<HTMLTextAreaElement | null>} props.fieldRef
 */
export function Composer(props) {
  const { ticket, account, kind, drafts, messages, isRead, duplicates, outcome, onMessages, onSent, onWaiting, onLeave, onTicket, fieldRef } = props;
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  // The button that was pressed may be gone: "Send and resolve" of a ticket that is resolved.
  const goOn = () => void (form.current?.contains(document.activeElement) && fieldRef.current?.focus({ preventScroll: true }));
  const { body, toDuplicates, resolves, change, changeToDuplicates, submit, unread, isSending, error } = useComposer({
    drafts,
    account,
    ticketId: ticket.id,
    kind,
    messages,
    isRead,
    onMessages,
    onSent: (message) => {
      goOn();
      onSent(message);
    },
    onWaiting: () => {
      goOn();
      onWaiting();
    },
  });
  // What opened the prepared answers, which goes into the text when none is chosen.
  const [opener, setOpener] = useState(/** @type {'' | '/' | null} */ (null));
  const isChoosing = opener !== null;
  const caret = useRef(0);
  const isNote = kind === 'note';
  const number = duplicates?.tickets.length;
  // What was chosen before stays until the duplicates are known.
  const hasDuplicates = !isNote && (number === undefined ? toDuplicates : number > 0);
  const isCounted = number !== undefined && duplicates?.isWhole;
  const isToAll = hasDuplicates && toDuplicates;
  // A phone's window is left to the conversation until somebody writes. It stays then: a button that moves while it
  // is pressed is missed.
  const [isBegun, setIsBegun] = useState(false);
  const rest = isBegun || body || toDuplicates ? 'flex' : 'flex max-lg:hidden';
  const isFinished = ticket.status === 'resolved' || ticket.status === 'closed';
  const mayResolve = !isNote && !isFinished;
  const anyway = unread.length > 0 ? ' anyway' : '';
  const all = isCounted ? `all ${number + 1}` : 'all';
  const words = isNote && !anyway ? 'Add note' : `Send${anyway}${isToAll ? ` to ${all}` : ''}`;
  const resolvingWords = `Send${anyway} and resolve${isToAll ? ` ${all}` : ''}`;
  // A ticket that is resolved stays so. With the status the message is the try that may have been stored.
  const isResolving = resolves && !isNote && ticket.status !== 'closed';
  const send = (/** @type {boolean} */ isToResolve) => submit({ isToAll, resolves: isToResolve });

  /** @param {'' | '/'} by */
  const openMacros = (by) => {
    caret.current = fieldRef.current?.selectionStart ?? body.length;
    setOpener(by);
  };
  /** @param {string} text */
  const insert = (text) => {
    const at = caret.current;
    flushSync(() => {
      setOpener(null);
      if (text) change(body.slice(0, at) + text + body.slice(at));
    });
    fieldRef.current?.focus();
    fieldRef.current?.setSelectionRange(at + text.length, at + text.length);
  };

  return (
    <form
      ref={form}
      aria-label={isNote ? 'Note' : 'Reply'}
      className={`grid grid-cols-[minmax(0,1fr)] gap-2 ${isChoosing ? '[anchor-name:--composer]' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send(isResolving);
      }}
    >
      {opener !== null && <MacroMenu onChoose={(macro) => insert(macro.body)} onCancel={() => insert(opener)} onLeave={() => setOpener(null)} />}
      <div role="status" className="empty:hidden">
        {unread.length > 0 && (
          <p className="flex items-start gap-2 rounded-md border border-note-line bg-note px-3 py-1.5 text-small">
            <Icon path={ICONS.warning} className="mt-0.5 size-3.5 text-amber" />
            <span>{`${writers(unread)} wrote while you were writing. Read it above, then send yours or change it.`}</span>
          </p>
        )}
      </div>
      {!isNote && ticket.duplicate_of && (
        <p className="text-small text-ink-soft">
          <span>A reply here goes to this requester alone. </span>
          <TicketLink id={ticket.duplicate_of} className="text-accent underline underline-offset-2" onTicket={onTicket}>
            {`Answer #${ticket.duplicate_of}`}
          </TicketLink>
          <span> to reach all who have the problem.</span>
        </p>
      )}
      <MessageField
        ref={fieldRef}
        id={`${kind}-body`}
        caption={isNote ? 'Note for your team' : 'Reply to the requester'}
        placeholder={isNote ? 'Only your team sees this note.' : 'Write a reply. Type / for prepared answers.'}
        isNote={isNote}
        value={body}
        isLocked={isSending}
        error={error}
        onFocus={() => setIsBegun(true)}
        onChange={change}
        onSubmit={(isShifted) => send((isShifted && mayResolve) || isResolving)}
        onKeyDown={(event) => {
          const { selectionStart: at, value } = event.currentTarget;
          if (event.key === '/' && !isNote && !isSending && (at === 0 || value[at - 1] === '\n')) {
            event.preventDefault();
            openMacros('/');
          } else if (event.key === 'Escape') {
            // The page itself would be closed by it.
            event.preventDefault();
            onLeave();
          }
        }}
      />
      {!isNote && <PlaceholderHint body={body} requester={ticket.requester ?? null} isToAll={isToAll} />}
      <div className="flex flex-wrap items-center gap-2">
        <button
          type="submit"
          aria-disabled={isSending}
          className="min-h-11 rounded-md bg-accent px-4 font-semibold text-on-accent hover:bg-accent-hover aria-disabled:opacity-70 lg:min-h-8.5"
        >
          {isSending ? 'Sending…' : isResolving && mayResolve ? resolvingWords : words}
        </button>
        {mayResolve && (
          <button
            type="button"
            aria-disabled={isSending}
            title={isResolving ? undefined : 'Ctrl + Shift + Enter'}
            className="min-h-11 rounded-md border border-line-strong bg-panel px-3 font-medium hover:bg-hover aria-disabled:opacity-70 lg:min-h-8.5"
            onClick={() => send(!isResolving)}
          >
            {isResolving ? words : resolvingWords}
          </button>
        )}
        {!isNote && (
          <button type="button" className={`quiet-button ${rest}`} aria-haspopup="listbox" aria-expanded={isChoosing} onClick={() => openMacros('')}>
            Prepared answers
          </button>
        )}
        {hasDuplicates && (
          <label className={`min-h-11 items-center gap-2 text-small lg:min-h-8 ${rest}`}>
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={toDuplicates}
              onChange={(event) => changeToDuplicates(event.target.checked)}
            />
            <span>{number === 1 ? 'To the duplicate too' : isCounted ? `To the ${number} duplicates too` : 'To all duplicates too'}</span>
          </label>
        )}
        <p role="status" className="text-small text-green empty:hidden">
          {outcome && !body && <span>{outcome}</span>}
        </p>
        <span className="ml-auto text-small text-ink-soft max-lg:hidden">Ctrl + Enter sends</span>
      </div>
    </form>
  );
}

/** @param {Message[]} messages */
function writers(messages) {
  const names = messages.map(({ author }) => author.name || (author.role === 'agent' ? 'Another agent' : 'The requester'));
  return [...new Set(names)].join(' and ');
}
