import { useRef, useState } from 'react';
import { useKnownSession } from '../../account/useSession.js';
import { label } from '../../../api/ticket.js';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import { TicketStatusModal } from './TicketStatusModal.jsx';

/** @import { Status, Ticket } from '../../../api/ticket.js' */

/** Its column in the row of the list. */
const PLACE = 'max-sm:mt-1 max-sm:justify-self-end sm:-mt-1 sm:w-32';

/**
 * The status as a pill, and the popover behind it; the word alone for those who may not change it.
 *
 * @param {object} props
 * @param {Ticket} props.ticket
 * @param {string} [props.className] of its place in the row
 * @param {string} [props.wordClass] of the word: a narrow row has the dot alone
 * @param {boolean} [props.isReached] whether the Tab key reaches it
 * @param {(status: Status) => void} props.onStatus
 */
export function StatusControl({ ticket, className = PLACE, wordClass, isReached = true, onStatus }) {
  const { may } = useKnownSession();
  // The row may show another ticket by now (useRowKeys).
  const [openOf, setOpenOf] = useState(/** @type {number | null} */ (null));
  const isOpen = openOf === ticket.id;
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const close = () => {
    setOpenOf(null);
    button.current?.focus();
  };
  if (!may.change) {
    return (
      <p className={`${className} inline-flex h-7 items-center gap-1.5 px-2.5 text-small whitespace-nowrap`}>
        <span className="sr-only">Status: </span>
        <StatusDot status={ticket.status} />
        <span className={wordClass}>{label(ticket.status)}</span>
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
        title={wordClass && label(ticket.status)}
        // Fingers get 44 pixels, though the pill is not that tall.
        className={`relative z-10 inline-flex h-7 items-center gap-1.5 rounded-md border border-transparent text-small whitespace-nowrap hover:border-line-strong hover:bg-panel pointer-coarse:before:absolute pointer-coarse:before:-inset-x-1 pointer-coarse:before:-inset-y-2 ${wordClass ? 'px-1.5 @2xl:pr-7 @2xl:pl-2.5 @2xl:[&:is(:hover,:focus-visible)]:after:small-chevron' : 'pr-7 pl-2.5 [&:is(:hover,:focus-visible)]:after:small-chevron pointer-coarse:after:small-chevron'} ${isOpen ? 'border-line-strong bg-panel [anchor-name:--status]' : ''}`}
        onClick={() => setOpenOf(isOpen ? null : ticket.id)}
      >
        <StatusDot status={ticket.status} />
        <span className={wordClass}>{label(ticket.status)}</span>
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
