import { Icon, ICONS } from '../../ui/icons.jsx';
import { ago, clock, dayHeading, exactly } from '../../browser/time.js';
import { deeds, events } from './changeWords.js';

/**
 * @import { Message } from '../../api/messages.js'
 * @import { Item } from './timeline.js'
 */

/**
 * Messages, what became of the ticket between them, and the days.
 *
 * @param {object} props
 * @param {Item[]} props.items
 * @param {'agent' | 'requester'} props.reader whose messages are at the right
 * @param {number} props.now milliseconds
 * @param {string} [props.label]
 * @param {ReadonlySet<number>} [props.fresh] the numbers of messages that have arrived while the page is open
 */
export function Conversation({ items, reader, now, label = 'Conversation', fresh }) {
  return (
    <ol aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {items.map((item) => (
        <li key={item.key} className="min-w-0">
          {item.kind === 'day' && <Day at={item.at} now={now} />}
          {item.kind === 'changes' && <Line item={item} reader={reader} now={now} />}
          {item.kind === 'message' && (
            <Entry message={item.message} reader={reader} now={now} isFresh={fresh?.has(item.message.id) ?? false} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** @param {{ at: string, now: number }} props */
function Day({ at, now }) {
  return (
    <div className="mt-2 flex items-center gap-3 text-small text-ink-soft before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
      <h3>
        <time dateTime={at} title={exactly(at)}>
          {dayHeading(at, now)}
        </time>
      </h3>
    </div>
  );
}

/** @param {{ item: Extract<Item, { kind: 'changes' }>, reader: 'agent' | 'requester', now: number }} props */
function Line({ item, reader, now }) {
  return (
    <p className="text-center text-small wrap-anywhere text-ink-soft">
      {reader === 'agent' ? (
        <>
          <bdi translate="no" className="font-medium">
            {item.actor || 'Somebody'}
          </bdi>
          <span>{` ${deeds(item.changes)}`}</span>
        </>
      ) : (
        <span>{events(item.changes)}</span>
      )}
      <span aria-hidden="true"> · </span>
      <When at={item.at} now={now} />
    </p>
  );
}

const LOOKS = {
  theirs: 'mr-auto border-line bg-panel',
  ours: 'ml-auto border-transparent bg-accent-soft',
  note: 'ml-auto border-note-line bg-note',
};

/** @param {{ message: Message, reader: 'agent' | 'requester', now: number, isFresh: boolean }} props */
function Entry({ message: { kind, author, body, created_at: at }, reader, now, isFresh }) {
  const isOurs = author.role === reader;
  const look = kind === 'note' ? 'note' : isOurs ? 'ours' : 'theirs';
  return (
    <article
      data-message
      // "New message" moves the focus here.
      tabIndex={-1}
      aria-label={`${WORDS[kind]} by ${author.name || (author.role === 'agent' ? 'an agent' : 'the requester')}`}
      className={`w-fit max-w-[min(72ch,92%)] min-w-40 rounded-lg border px-3.5 py-2.5 outline-none ${LOOKS[look]} ${isFresh ? 'arriving' : ''}`}
    >
      <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-small text-ink-soft">
        <bdi translate="no" className="font-medium wrap-anywhere text-ink">
          {nameOf(author, reader)}
        </bdi>
        <When at={at} now={now} />
      </p>
      <p className="wrap-anywhere whitespace-pre-wrap" dir="auto">
        {body}
      </p>
      {kind === 'note' && (
        <p className="mt-1.5 flex items-center gap-1.5 text-small text-amber">
          <Icon path={ICONS.lock} className="size-3.5" />
          <span>Only your team sees this</span>
        </p>
      )}
    </article>
  );
}

/**
 * @param {Message['author']} author
 * @param {'agent' | 'requester'} reader
 */
function nameOf({ name, role }, reader) {
  if (role === 'requester' && reader === 'requester') return 'You';
  return name || (role === 'agent' ? 'Agent' : 'Requester');
}

const WORDS = { reply: 'Reply', note: 'Note', request: 'Message' };

/**
 * "9:49 PM · 5 min. ago", with the exact time on hover and for screen readers.
 *
 * @param {{ at: string, now: number }} props
 */
function When({ at, now }) {
  return (
    <time dateTime={at} title={exactly(at)} className="tabular-nums">
      <span aria-hidden="true">{`${clock(at)} · ${ago(at, now)}`}</span>
      <span className="sr-only">{exactly(at)}</span>
    </time>
  );
}
