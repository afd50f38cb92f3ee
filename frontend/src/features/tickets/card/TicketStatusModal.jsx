import { useEffect, useEffectEvent, useRef } from 'react';
import { label, STATUSES } from '../../../api/ticket.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import { walkMenu } from '../../../ui/focus/walkMenu.js';

/** @import { Status } from '../../../api/ticket.js' */

/**
 * The popover that changes a ticket's status. Arrow keys move, Enter chooses, Escape leaves. The browser
 * draws it over everything else, so no bar covers it.
 *
 * @param {object} props
 * @param {number} props.id of the ticket
 * @param {Status} props.status
 * @param {(status: Status) => void} props.onChoose
 * @param {() => void} props.onClose
 */
export function TicketStatusModal({ id, status, onChoose, onClose }) {
  const menu = useRef(/** @type {HTMLDivElement | null} */ (null));
  const leave = useEffectEvent((/** @type {PointerEvent} */ event) => {
    // The button that opened this closes it without a script.
    if (!menu.current?.parentElement?.contains(/** @type {Node} */ (event.target))) onClose();
  });

  useEffect(() => {
    const element = /** @type {HTMLDivElement} */ (menu.current);
    element.showPopover();
    /** @type {HTMLElement | null} */ (element.querySelector('[aria-checked="true"]'))?.focus({ preventScroll: true });
    const listen = (/** @type {PointerEvent} */ event) => leave(event);
    document.addEventListener('pointerdown', listen);
    return () => {
      document.removeEventListener('pointerdown', listen);
      element.hidePopover();
    };
  }, []);

  return (
    <div
      ref={menu}
      popover="manual"
      role="menu"
      tabIndex={-1}
      aria-label={`Status of #${id}`}
      className="floating below-its-button w-44 p-1 text-read [position-anchor:--status]"
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Tab') {
          if (event.key === 'Escape') event.preventDefault();
          onClose();
        } else walkMenu(event);
      }}
    >
      {STATUSES.map((each) => (
        <button
          key={each}
          type="button"
          role="menuitemradio"
          aria-checked={each === status}
          tabIndex={-1}
          className="flex min-h-11 w-full items-center gap-2 rounded px-2 text-left hover:bg-hover focus-visible:bg-hover focus-visible:-outline-offset-2 lg:min-h-8"
          onClick={() => onChoose(each)}
        >
          <StatusDot status={each} />
          <span className="grow">{label(each)}</span>
          {each === status && <Icon path={ICONS.check} className="size-3.5 text-ink-soft" />}
        </button>
      ))}
    </div>
  );
}
