import { memo } from 'react';
import { label } from '../../../api/ticket.js';
import { age, exactly } from '../../../browser/time.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { excerpt, Marked } from '../../../ui/Marked.jsx';
import { PriorityBars } from '../../../ui/PriorityMark.jsx';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import { StatusControl } from '../../tickets/StatusControl.jsx';
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
 * One ticket of the list: a link to its page, on one line or on two. It is drawn again only when something in it
 * changes: others come and go around it while the list is scrolled.
 */
export const WorkRow = memo(Row);

/** @param {RowProps & { isTall: boolean }} props */
function Row({ isTall, ...props }) {
  const { ticket, isCurrent, isSelected, mayChange } = props;
  return (
    <article
      aria-label={`Ticket #${ticket.id}`}
      data-ticket={ticket.id}
      className={`group/row relative isolate flex h-full items-center gap-2.5 border-b border-line pr-4 ${isTall ? '' : 'pl-1'} ${isCurrent || isSelected ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      {mayChange ? <Select {...props} /> : <span className="w-1.5" />}
      {isTall ? <TwoLines {...props} /> : <OneLine {...props} />}
    </article>
  );
}

/** @param {RowProps} props */
function OneLine(props) {
  const { ticket, words, isStop, onChange } = props;
  return (
    <>
      <Priority ticket={ticket} />
      <Number id={ticket.id} />
      <span className="flex min-w-0 grow items-baseline gap-2.5">
        <Title {...props} />
        <Excerpt ticket={ticket} words={words} className="hidden min-w-0 flex-[1_1_0%] @2xl:block" />
      </span>
      <Category ticket={ticket} className="hidden @2xl:inline-flex" />
      <span className="hidden w-29 shrink-0 @2xl:block">
        <StatusControl ticket={ticket} className="" isReached={isStop} onStatus={(status) => onChange(ticket, { status })} />
      </span>
      <span role="img" aria-label={label(ticket.status)} title={label(ticket.status)} className="shrink-0 @2xl:hidden">
        <StatusDot status={ticket.status} />
      </span>
      <AssigneeMark assignee={ticket.assignee ?? null} />
      <Age className="w-11 @2xl:w-15" {...props} />
    </>
  );
}

/** @param {RowProps} props */
function TwoLines(props) {
  const { ticket, words, isStop, onChange } = props;
  return (
    <>
      <span className="self-start pt-2.5">
        <Priority ticket={ticket} />
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
          <Excerpt ticket={ticket} words={words} className="min-w-0 grow" />
          <Category ticket={ticket} className="hidden @2xl:inline-flex" />
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
      className={`z-10 -mr-2.5 grid w-7 shrink-0 place-items-center self-stretch pl-1 has-focus-visible:opacity-100 group-hover/row:opacity-100 ${isSelecting ? '' : 'opacity-0 pointer-coarse:-mr-4 pointer-coarse:w-4 pointer-coarse:invisible'}`}
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

/** @param {{ ticket: Ticket }} props */
function Priority({ ticket: { priority } }) {
  return (
    <span title={`${label(priority)} priority`} className="shrink-0">
      <span className="sr-only">{`${label(priority)} priority`}</span>
      <PriorityBars priority={priority} />
    </span>
  );
}

/** @param {{ id: number }} props */
function Number({ id }) {
  return (
    <span translate="no" className="min-w-(--digits) shrink-0 text-right text-small text-ink-soft tabular-nums">{`#${id}`}</span>
  );
}

/** @param {RowProps} props */
function Title({ ticket, words, isCurrent, isStop, onOpen }) {
  const isDone = ticket.status === 'resolved' || ticket.status === 'closed';
  // What waits for an answer is read first.
  const look = isDone ? 'text-ink-soft' : ticket.waiting_since ? 'font-medium' : '';
  return (
    <h3 className="min-w-0 flex-[0_1_auto] truncate">
      <a
        href={ticketAddress(ticket.id, true)}
        data-row
        tabIndex={isStop ? undefined : -1}
        aria-current={isCurrent ? 'true' : undefined}
        // The whole row can be pressed, and the link alone is what keyboards reach.
        className={`after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent ${look}`}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          onOpen(ticket.id);
        }}
      >
        <bdi>
          <Marked text={ticket.title} words={words} />
        </bdi>
      </a>
    </h3>
  );
}

/** @param {{ ticket: Ticket, words: string[], className: string }} props */
function Excerpt({ ticket, words, className }) {
  return (
    <p className={`truncate text-small text-ink-soft ${className}`}>
      <bdi>
        <Marked text={excerpt(ticket.description, words)} words={words} />
      </bdi>
    </p>
  );
}

/** @param {{ ticket: Ticket, className: string }} props */
function Category({ ticket: { category }, className }) {
  return (
    <span title={label(category)} className={`shrink-0 text-ink-soft ${className}`}>
      <span className="sr-only">{label(category)}</span>
      <Icon path={ICONS[category]} className="size-4" />
    </span>
  );
}

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
