import { useRef, useState } from 'react';
import { postRequest } from '../../api/privateLink.js';
import { bodyError, refusedMessage } from '../conversation/messageErrors.js';
import { MessageField } from '../conversation/MessageField.jsx';
import { WaitingMessages } from '../conversation/WaitingMessages.jsx';
import { useDraft } from '../sending/useDraft.js';
import { useOutbox } from '../sending/useOutbox.js';
import { useSending } from '../sending/useSending.js';
import { answerDrafts, waitingAnswers } from './answering.js';

/**
 * @import { Message } from '../../api/messages.js'
 * @import { FollowedTicket } from '../../api/privateLink.js'
 * @import { Waiting } from '../sending/outbox.js'
 * @import { Answer } from './answering.js'
 */

/**
 * Where the requester writes to the agents.
 *
 * @param {object} props
 * @param {string} props.token
 * @param {FollowedTicket} props.ticket
 * @param {boolean} props.isAnswered whether the last message is an agent's
 * @param {() => void} props.onWaiting the server cannot be reached, and a message waits for it
 * @param {(message: Message) => void} props.onSent
 */
export function AnswerBox({ token, ticket, isAnswered, onWaiting, onSent }) {
  const { id } = ticket;
  const [drafts] = useState(() => answerDrafts(id));
  const [outbox] = useState(() => waitingAnswers(token));
  const { draft, change, clear } = useDraft(drafts);
  const [complaint, setComplaint] = useState('');
  const [isStillWrong, setIsStillWrong] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const isFinished = ticket.status === 'resolved' || ticket.status === 'closed';
  const done = (/** @type {Message} */ message) => {
    setIsSent(true);
    setIsStillWrong(false);
    onSent(message);
  };

  const { sending, send, show } = useSending({
    drafts,
    outbox,
    post: ({ key, body }) => postRequest(token, body.text, key),
    isSame: (one, other) => one.ticketId === other.ticketId && one.text === other.text,
    isFree: (error) => error.status === 409,
    onSent: (message) => {
      clear();
      show({ status: 'idle' });
      done(message);
    },
    onWaiting: () => {
      clear();
      onWaiting();
    },
  });
  const waiting = useOutbox(outbox, done, ({ body }) => body.ticketId === id);
  const isSending = sending.status === 'sending';

  const write = (/** @type {string} */ body) => {
    if (isSending) return;
    setComplaint('');
    setIsSent(false);
    if (sending.status !== 'idle') show({ status: 'idle' });
    change({ body });
  };
  const submit = () => {
    if (isSending) return;
    const text = draft.body.trim();
    const error = bodyError(text);
    setComplaint(error);
    if (!error) void send({ ticketId: id, text });
  };
  const edit = async (/** @type {Waiting<Answer>} */ one) => {
    if (draft.body) return 'Send or clear what you are writing first.';
    if (!(await outbox.takeBack(one))) return 'It is being sent just now.';
    change({ body: one.body.text });
    if (!one.refusal) drafts.saveAttempt({ key: one.key, body: one.body });
    field.current?.focus();
    return '';
  };
  const failed = sending.status === 'failed' ? refusedMessage(sending.error) : '';

  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-3">
      <WaitingMessages messages={waiting} text={({ text }) => text} onEdit={edit} />
      <form
        aria-label="Your answer"
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {isFinished && !isStillWrong && waiting.length === 0 && (
          <button
            type="button"
            className="min-h-11 justify-self-start rounded-md border border-line-strong bg-panel px-4 font-medium hover:bg-hover lg:min-h-9"
            onClick={() => {
              setIsStillWrong(true);
              field.current?.focus();
            }}
          >
            Still not solved
          </button>
        )}
        <MessageField
          ref={field}
          id="answer"
          caption={isFinished ? 'What is still wrong?' : 'Write to us'}
          placeholder={isFinished ? 'What is still wrong? Your message opens the ticket again.' : 'Write a message'}
          value={draft.body}
          isLocked={isSending}
          error={complaint || failed}
          onChange={write}
          onSubmit={submit}
        />
        <div className="flex flex-wrap items-center gap-3">
          <button
            type="submit"
            aria-disabled={isSending}
            className="min-h-11 rounded-md bg-accent px-4 font-semibold text-on-accent hover:bg-accent-hover aria-disabled:opacity-70 lg:min-h-9"
          >
            {isSending ? 'Sending…' : isFinished ? 'Send and open again' : 'Send message'}
          </button>
          <p role="status" className="text-small text-green">
            {isSent && !isAnswered && !draft.body && <span>Your message is sent.</span>}
          </p>
        </div>
      </form>
    </div>
  );
}
