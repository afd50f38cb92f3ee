import { useState } from 'react';

/**
 * @template Body
 * @typedef {import('../sending/outbox.js').Waiting<Body>} Waiting
 */

/**
 * Messages that the server could not be reached for. The region stays, so that screen readers hear what fills it.
 *
 * @template Body
 * @param {object} props
 * @param {Waiting<Body>[]} props.messages oldest first
 * @param {(body: Body) => string} props.text
 * @param {(waiting: Waiting<Body>) => Promise<string>} props.onEdit takes one back to be changed; returns why not, or ''
 */
export function WaitingMessages({ messages, text, onEdit }) {
  return (
    <div role="status" className="empty:hidden">
      {messages.length > 0 && (
        <ul aria-label="Waiting to be sent" className="grid gap-2 text-small">
          {messages.map((each) => (
            <Entry key={each.key} refusal={each.refusal} text={text(each.body)} onEdit={() => onEdit(each)} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** @param {{ refusal: string, text: string, onEdit: () => Promise<string> }} props */
function Entry({ refusal, text, onEdit }) {
  const [outcome, setOutcome] = useState('');
  return (
    <li className="rounded-md border border-dashed border-line-strong bg-panel px-3 py-2">
      <p className={refusal ? 'text-red' : ''}>
        {refusal || 'We could not reach the server. Your message is kept here and will be sent when you are back online.'}
      </p>
      <div className="flex items-center gap-2">
        <bdi className="min-w-0 grow truncate font-medium">{text}</bdi>
        <button
          type="button"
          className="quiet-button -mr-2 shrink-0 text-accent!"
          onClick={() => void onEdit().then(setOutcome)}
        >
          Edit
        </button>
      </div>
      {outcome && <p>{outcome}</p>}
    </li>
  );
}
