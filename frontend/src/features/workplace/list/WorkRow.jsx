import { memo } from 'react';
import { label } from '../../../api/ticket.js';
import { age, exactly } from '../../../browser/time.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { excerpt, Marked } from '../../../ui/Marked.jsx';
import { PriorityBars } from '../../../ui/PriorityMark.jsx';
import { StatusControl } from '../../tickets/card/StatusControl.jsx';
import { ticketAddress } from '../../tickets/filters.js';
import { isPlainClick } from '../../tickets/TicketLink.jsx';
import { AssigneeMark } from './AssigneeMark.jsx';

/**
 * @import { Ticket } from '../../../api/ticket.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
 */

/**
 * @typedef {object} RowProps
 * @property {Ticket} ticket
 * @property {string[]} words the searched words
 * @property {number} now milliseconds
 * @property {'created_at' | 'updated_at' | 'waiting_since'} timeOf which time the last column shows
 * @property {boolean} isCurrent whether its page is open
 * @property {boolean} isSelected
 * @property {boolean} isSelecting whether any row is selected
 * @property {boolean} isStop whether the Tab key reaches it
 * @property {boolean} mayChange
 * @property {(id: number, isRange: boolean) => void} onSelect
 * @property {(id: number) => void} onOpen
 * @property {(ticket: Ticket, changes: Changes) => void} onChange
 */

/**
 * One ticket of the list: a link to its page, on one line or on two. Memoised, because scrolling adds and removes rows
 * around it.
 */
export const WorkRow = memo(Row);

/** @param {RowProps & { isTall: boolean }} props */
function Row({ isTall, ...props }) {
  const { ticket, isCurrent, isSelected, mayChange } = props;
  return (
    <article
      aria-label={`Ticket #${ticket.id}`}
      data-ticket={ticket.id}
      className={`group/row flex h-full items-center border-b border-line pr-4 ${isTall ? 'gap-2.5' : 'gap-2 pl-1 @2xl:gap-2.5'} ${isCurrent || isSelected ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      {mayChange ? <Select {...props} /> : <span className="w-1.5" />}
      {isTall ? <TwoLines {...props} /> : <OneLine {...props} />}
    </article>
  );
}

/**
 * Priority, number, title, the beginning of the text, category, status, assignee, age. Beside an open ticket the row
 * leaves out what that page shows too, and the title has their room.
 *
 * @param {RowProps} props
 */
function OneLine(props) {
  const { ticket, isStop, onChange } = props;
  return (
    <>
      <PriorityBars priority={ticket.priority} title={`${label(ticket.priority)} priority`} />
      <Number id={ticket.id} />
      <Title className="grow @2xl:grow-0" {...props} />
      <Excerpt className="hidden min-w-0 flex-[1_1_0%] @2xl:block" {...props} />
      <Icon path={ICONS[ticket.category]} title={label(ticket.category)} className="hidden size-4 text-ink-soft @2xl:block" />
      <StatusControl
        ticket={ticket}
        className="-mx-1 shrink-0 @2xl:mx-0 @2xl:w-29"
        wordClass="hidden @2xl:inline"
        isReached={isStop}
        onStatus={(status) => onChange(ticket, { status })}
      />
      <AssigneeMark assignee={ticket.assignee ?? null} className="hidden @2xl:grid" />
      <Age className="w-14 @2xl:w-15" {...props} />
    </>
  );
}

/** @param {RowProps} props */
function TwoLines(props) {
  const { ticket, isStop, onChange } = props;
  return (
    <>
      <span className="self-start pt-2.5">
        <PriorityBars priority={ticket.priority} title={`${label(ticket.priority)} priority`} />
      </span>
      <div className="grid min-w-0 grow grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex items-baseline gap-2.5">
          <Title {...props} />
          <span className="ml-auto flex shrink-0 items-baseline gap-2.5">
            <Number id={ticket.id} />
            <Age className="min-w-8" {...props} />
          </span>
        </div>
        <div className="flex items-center gap-2">
          <Excerpt className="min-w-0 grow" {...props} />
          <Icon path={ICONS[ticket.category]} title={label(ticket.category)} className="hidden size-4 text-ink-soft @2xl:block" />
          <StatusControl ticket={ticket} className="-my-1 -mr-1.5 shrink-0" isReached={isStop} onStatus={(status) => onChange(ticket, { status })} />
          <AssigneeMark assignee={ticket.assignee ?? null} />
        </div>
      </div>
    </>
  );
}

/** Seen where the pointer or the focus is, and on every row once one is selected. @param {RowProps} props */
function Select({ ticket: { id }, isSelected, isSelecting, isStop, onSelect }) {
  return (
    <label
      className={`z-10 -mr-2.5 grid w-7 shrink-0 place-items-center self-stretch pl-1 group-hover/row:opacity-100 focus-within:opacity-100 ${isSelecting ? '' : 'opacity-0 pointer-coarse:-mr-4 pointer-coarse:w-4 pointer-coarse:invisible'}`}
    >
      <input
        type="checkbox"
        tabIndex={isStop ? undefined : -1}
        aria-label={`Select #${id}`}
        className="size-3.5 accent-accent"
        checked={isSelected}
        onChange={(event) => onSelect(id, /** @type {MouseEvent} */ (event.nativeEvent).shiftKey)}
      />
    </label>
  );
}

/** @param {{ id: number }} props */
function Number({ id }) {
  return (
    <span translate="no" className="min-w-(--digits) shrink-0 text-right text-small text-ink-soft tabular-nums">{`#${id}`}</span>
  );
}

/** @param {RowProps & { className?: string }} props */
function Title({ ticket, words, isCurrent, isStop, onOpen, className = 'flex-[0_1_auto]' }) {
  const isDone = ticket.status === 'resolved' || ticket.status === 'closed';
  // Titles of tickets that wait for an answer are stronger.
  const look = isDone ? 'text-ink-soft' : ticket.waiting_since ? 'font-medium' : '';
  return (
    <h3 className={`min-w-0 truncate ${className}`}>
      <a
        href={ticketAddress(ticket.id, true)}
        data-row
        tabIndex={isStop ? undefined : -1}
        aria-current={isCurrent ? 'true' : undefined}
        // The link covers the row, so a click anywhere opens the ticket; the Tab key reaches the link alone.
        className={`after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent ${look}`}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          onOpen(ticket.id);
        }}
      >
        <bdi>{marked(ticket.title, words)}</bdi>
      </a>
    </h3>
  );
}

/** @param {Pick<RowProps, 'ticket' | 'words'> & { className: string }} props */
function Excerpt({ ticket, words, className }) {
  return (
    <p className={`truncate text-small text-ink-soft ${className}`}>
      <bdi>{marked(excerpt(ticket.description, words), words)}</bdi>
    </p>
  );
}

/** The text alone needs no element around it. @param {string} text  @param {string[]} words */
const marked = (text, words) => (words.length > 0 ? <Marked text={text} words={words} /> : text);

/** @type {Record<RowProps['timeOf'], string>} */
const SINCE = { created_at: 'Sent', updated_at: 'Changed', waiting_since: 'Waiting since' };

/** @param {Pick<RowProps, 'ticket' | 'now' | 'timeOf'> & { className: string }} props */
function Age({ ticket, now, timeOf, className }) {
  const time = ticket[timeOf] ?? ticket.created_at;
  const words = `${SINCE[ticket[timeOf] ? timeOf : 'created_at']} ${exactly(time)}`;
  return (
    <time dateTime={time} title={words} className={`${className} shrink-0 text-right text-small whitespace-nowrap text-ink-soft tabular-nums`}>
      <span aria-hidden="true">{age(time, now)}</span>
      <span className="sr-only">{words}</span>
    </time>
  );
}
