import { ticketAddress } from '../filters.js';
import { useNow } from '../hooks/useNow.js';
import { share } from '../ledger.js';
import { label } from '../ticket.js';
import { Ago } from './Ago.jsx';

/** @import { WrongSuggestion } from '../api/tickets.js' */

/**
 * Suggestions that were sure and wrong, to learn from, each with its ticket.
 *
 * @param {{ wrong: WrongSuggestion[], onTicket: (id: number) => void }} props newest first
 */
export function WrongSuggestions({ wrong, onTicket }) {
  const now = useNow();
  return (
    <div className="min-w-0">
      <h4 className="mb-1.5 text-small text-ink-soft">Sure and wrong</h4>
      {wrong.length === 0 && <p className="text-ink-soft">None. Whenever it was sure, it was right.</p>}
      <ul className="grid gap-y-1.5" aria-label="Sure and wrong">
        {wrong.map((one) => (
          <li key={one.ticket_id} className="min-w-0">
            <a
              href={ticketAddress(one.ticket_id)}
              className="flex min-w-0 items-center font-medium text-accent hover:underline max-lg:min-h-11"
              onClick={(event) => {
                // With a key held down the browser opens it elsewhere.
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
                event.preventDefault();
                onTicket(one.ticket_id);
              }}
            >
              <bdi className="truncate">{one.title}</bdi>
            </a>
            <p className="text-small text-ink-soft">
              {mistakes(one)} · {share(one.confidence, 1)} sure · <Ago time={one.created_at} now={now} />
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
  const words = (/** @type {0 | 1} */ at) => pairs.map((pair) => label(pair[at]).toLowerCase()).join(', ');
  return `Suggested ${words(0)}, is ${words(1)}`;
}
