import { share } from './ledger.js';
import { label } from '../../api/ticket.js';
import { TicketLink } from '../tickets/TicketLink.jsx';

/** @import { WrongSuggestion } from '../../api/tickets.js' */

/**
 * Suggestions that were sure and wrong, to learn from, each with its ticket.
 *
 * @param {{ wrong: WrongSuggestion[], onTicket: (id: number) => void }} props newest first
 */
export function WrongSuggestions({ wrong, onTicket }) {
  return (
    <div className="min-w-0">
      <h4 className="mb-1.5 text-small text-ink-soft">Sure and wrong</h4>
      {wrong.length === 0 && <p className="text-ink-soft">None. Whenever it was sure, it was right.</p>}
      <ul aria-label="Sure and wrong">
        {wrong.map((one) => (
          <li key={one.ticket_id} className="relative min-w-0 pb-1.5">
            {/* The whole entry can be pressed. */}
            <TicketLink
              id={one.ticket_id}
              className="block truncate font-medium text-accent after:absolute after:inset-0 hover:underline"
              onTicket={onTicket}
            >
              <bdi>{one.title}</bdi>
            </TicketLink>
            <p className="text-small text-ink-soft">
              {`${mistakes(one)} · ${share(one.confidence, 1)} sure`}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * @param {WrongSuggestion} one
 * @returns {string} "Suggested Billing, is Technical"
 */
function mistakes(one) {
  const pairs = /** @type {const} */ ([
    [one.suggested_category, one.final_category],
    [one.suggested_priority, one.final_priority],
  ]).filter(([suggested, final]) => suggested !== final);
  const words = (/** @type {0 | 1} */ at) => pairs.map((pair) => label(pair[at]).toLowerCase()).join(' and ');
  return `Suggested ${words(0)}, is ${words(1)}`;
}
