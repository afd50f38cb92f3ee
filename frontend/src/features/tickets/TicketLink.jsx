import { ticketAddress } from './filters.js';

/**
 * Leads to one ticket without loading the page anew.
 *
 * @param {object} props
 * @param {number} props.id
 * @param {string} [props.className]
 * @param {string} [props.title]
 * @param {(id: number) => void} props.onTicket
 * @param {import('react').ReactNode} props.children
 */
export function TicketLink({ id, className, title, onTicket, children }) {
  return (
    <a
      href={ticketAddress(id)}
      className={className}
      title={title}
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
