import { useHasRole } from '../account/useSession.js';
import { ticketAddress } from './filters.js';

/**
 * Leads to one ticket without loading the page anew: to its page, or above the list for readers without a role.
 *
 * @param {object} props
 * @param {number} props.id
 * @param {string} [props.className]
 * @param {string} [props.title]
 * @param {boolean} [props.isRow] whether it opens its row (rowFocus.js)
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').ReactNode} props.children
 */
export function TicketLink({ id, className, title, isRow, onTicket, children }) {
  const hasRole = useHasRole();
  return (
    <a
      href={ticketAddress(id, hasRole)}
      className={className}
      title={title}
      data-page={isRow ? '' : undefined}
      onClick={(event) => {
        // With a key held down the browser opens it elsewhere.
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onTicket(id);
      }}
    >
      {children}
    </a>
  );
}
