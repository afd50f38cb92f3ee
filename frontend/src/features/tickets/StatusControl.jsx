import { useRef, useState } from 'react';
import { useKnownSession } from '../account/useSession.js';
import { label } from '../../api/ticket.js';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { StatusDot } from '../../ui/StatusDot.jsx';
import { TicketStatusModal } from './TicketStatusModal.jsx';

/** @import { Status, Ticket } from '../../api/ticket.js' */

/** Its column in the row of the list. */
const PLACE = 'max-sm:mt-1 max-sm:justify-self-end sm:-mt-1 sm:w-32';

/**
 * The status as a pill, and the popover behind it; the word alone for those who may not change it.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {string} [props.className] of its place in the row
 * @param {boolean} [props.isReached] whether the Tab key reaches it
 * @param {(status: Status) => void} props.onStatus
 */
export function StatusControl({ ticket, className = PLACE, isReached = true, onStatus }) {
  const { may } = useKnownSession();
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  if (!may.change) {
    return (
      <p className={`${className} inline-flex h-7 items-center gap-1.5 px-2.5 text-small whitespace-nowrap`}>
        <span className="sr-only">Status: </span>
        <StatusDot status={ticket.status} />
        <span>{label(ticket.status)}</span>
      </p>
    );
  }
  return (
    <div className={className}>
      <button
        ref={button}
        type="button"
        tabIndex={isReached ? undefined : -1}
        aria-haspopup="menu"
        aria-label={`Status: ${label(ticket.status)}`}
        aria-expanded={isOpen}
        // Fingers get 44 pixels, though the pill is not that tall.
        className={`group/status relative z-10 inline-flex h-7 items-center gap-1.5 rounded-md border border-transparent px-2.5 text-small whitespace-nowrap before:absolute before:-inset-x-1 before:-inset-y-2 hover:border-line-strong hover:bg-panel ${isOpen ? 'border-line-strong bg-panel [anchor-name:--status]' : ''}`}
        onClick={() => setIsOpen(!isOpen)}
      >
        <StatusDot status={ticket.status} />
        <span>{label(ticket.status)}</span>
        <Icon path={ICONS.chevron} className="size-3 text-ink-soft opacity-0 group-hover/status:opacity-100 group-focus-visible/status:opacity-100 pointer-coarse:opacity-100" />
      </button>
      {isOpen && (
        <TicketStatusModal
          id={ticket.id}
          status={ticket.status}
          onClose={close}
          onChoose={(status) => {
            close();
            if (status !== ticket.status) onStatus(status);
          }}
        />
      )}
    </div>
  );
}
