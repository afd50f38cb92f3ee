import { useHasRole } from '../account/useSession.js';
import { ticketAddress } from './filters.js';

/**
 * @param {import('react').MouseEvent} event
 * @returns {boolean} whether the link opens here; with a key held down the browser opens it elsewhere
 */
export const isPlainClick = (event) => !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

/**
 * Leads to one ticket without loading the page anew: to its page, or above the list for readers without a role.
 *
 * @param {object} props
 * @param {number} props.id
 * @param {string} [props.className]
 * @param {string} [props.title]
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').ReactNode} props.children
 */
export function TicketLink({ id, className, title, onTicket, children }) {
  const hasRole = useHasRole();
  return (
    <a
      href={ticketAddress(id, hasRole)}
      className={className}
      title={title}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        onTicket(id);
      }}
    >
      {children}
    </a>
  );
}
