import { label } from '../../../api/ticket.js';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import { TicketLink } from '../../tickets/TicketLink.jsx';

/** @import { Ticket } from '../../../api/ticket.js' */

/**
 * Another ticket in a list beside a conversation.
 *
 * @param {{ ticket: Ticket, onTicket: (id: number) => void }} props
 */
export function TicketLine({ ticket: { id, title, status }, onTicket }) {
  return (
    <li>
      <TicketLink id={id} className="flex min-h-11 items-center gap-2 hover:underline lg:min-h-7" title={title} onTicket={onTicket}>
        <span className="shrink-0 text-ink-soft tabular-nums" translate="no">{`#${id} `}</span>
        <bdi className="min-w-0 grow truncate">{title}</bdi>
        <span className="flex shrink-0 items-center gap-1 text-ink-soft">
          <StatusDot status={status} />
          <span>{label(status)}</span>
        </span>
      </TicketLink>
    </li>
  );
}
