import { useId } from 'react';
import { isPlainClick } from '../../tickets/TicketLink.jsx';
import { TicketLine } from './TicketLine.jsx';

/** @import { OtherTickets as Others } from './useOtherTickets.js' */

/**
 * What else the requester has sent.
 *
 * @param {{ others: Others, onTicket: (id: number) => void, onList: (query: string) => void }} props
 */
export function OtherTickets({ others: { requester, tickets, isMore }, onTicket, onList }) {
  const heading = useId();
  const query = `?view=all&requester=${requester}`;
  return (
    <section aria-labelledby={heading} className="print:hidden">
      <h4 id={heading} className="text-ink-soft">
        {tickets.length > 0 ? 'Their other tickets' : 'No other tickets'}
      </h4>
      <ul>
        {tickets.map((each) => (
          <TicketLine key={each.id} ticket={each} onTicket={onTicket} />
        ))}
      </ul>
      {isMore && (
        <a
          href={`/${query}`}
          className="inline-flex min-h-11 items-center text-accent underline underline-offset-2 lg:min-h-7"
          onClick={(event) => {
            if (!isPlainClick(event)) return;
            event.preventDefault();
            onList(query);
          }}
        >
          All their tickets
        </a>
      )}
    </section>
  );
}
