import { useEffect, useEffectEvent, useState } from 'react';
import { newerMessages } from '../../api/messages.js';
import { bodyError, refusedMessage } from '../conversation/messageErrors.js';
import { useDraft } from '../sending/useDraft.js';
import { useSending } from '../sending/useSending.js';
import { isSameMessage, isWrittenBy, post, tryAgain, waitingMessages } from './outgoing.js';

/**
 * @import { Message, NewMessage } from '../../api/messages.js'
 * @import { MessageDrafts } from './outgoing.js'
 */

/**
 * One message that is being written: its draft and its way to the server.
 *
 * What others write after the draft was begun is not answered unseen: the server refuses the message with what
 * is newer, and the next try says that it was seen.
 *
 * @param {object} options
 * @param {MessageDrafts} options.drafts
 * @param {{ id?: number, username: string, name: string }} options.account
 * @param {number} options.ticketId
 * @param {NewMessage['kind']} options.kind
 * @param {Message[]} options.messages what the page shows, oldest first
 * @param {boolean} options.isRead whether the messages are known
 * @param {(messages: Message[]) => void} options.onMessages new ones, to be shown
 * @param {(message: Message) => void} options.onSent
 * @param {() => void} options.onWaiting the server cannot be reached, and the message waits for it
 */
export function useComposer({ drafts, account, ticketId, kind, messages, isRead, onMessages, onSent, onWaiting }) {
  const { draft, change: changeDraft, clear } = useDraft(drafts);
  const [complaint, setComplaint] = useState('');
  const last = messages.at(-1)?.id ?? 0;
  const isOwn = isWrittenBy(account);
  const seen = draft.seen;
  const unread = seen === null ? [] : messages.filter((message) => message.id > seen && !isOwn(message));

  const { sending, send, show } = useSending({
    drafts,
    outbox: waitingMessages,
    post,
    isSame: isSameMessage,
    again: tryAgain,
    isFree: (error) => error.status === 409,
    onSent: (message) => {
      clear();
      show({ status: 'idle' });
      onMessages([message]);
      onSent(message);
    },
    onWaiting: () => {
      clear();
      onWaiting();
    },
    onRefused: (error) => onMessages(newerMessages(error) ?? []),
  });

  const change = (/** @type {string} */ body) => {
    if (sending.status === 'sending') return;
    setComplaint('');
    if (sending.status !== 'idle') show({ status: 'idle' });
    changeDraft({ body, seen: body ? (seen ?? (isRead ? last : null)) : null, resolves: body !== '' && draft.resolves });
  };

  // A reader may begin before the messages are there; they were not written meanwhile.
  const startFromHere = useEffectEvent(() => {
    if (isRead && draft.body && seen === null) changeDraft({ seen: last });
  });
  useEffect(() => startFromHere(), [isRead]);

  const changeToDuplicates = (/** @type {boolean} */ toDuplicates) => {
    if (sending.status !== 'sending') changeDraft({ toDuplicates });
  };

  const submit = (/** @type {{ isToAll: boolean, resolves: boolean }} */ { isToAll, resolves }) => {
    if (sending.status === 'sending') return;
    const body = draft.body.trim();
    const error = bodyError(body);
    setComplaint(error);
    if (error) return;
    changeDraft({ resolves });
    /** @type {NewMessage} */
    const message = { kind, body, seen: unread.length > 0 ? last : (seen ?? last) };
    if (isToAll) message.to_duplicates = true;
    if (resolves) message.status = 'resolved';
    void send({ account: account.username, ticketId, message });
  };

  const isRefused = sending.status === 'failed' && newerMessages(sending.error) === null;
  return {
    body: draft.body,
    toDuplicates: draft.toDuplicates,
    resolves: draft.resolves,
    change,
    changeToDuplicates,
    submit,
    unread,
    isSending: sending.status === 'sending',
    error: complaint || (isRefused ? refusedMessage(sending.error) : ''),
  };
}
