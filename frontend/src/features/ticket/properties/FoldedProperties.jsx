import { useId } from 'react';
import { label } from '../../../api/ticket.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import { useUnfolded } from '../../../ui/focus/useUnfolded.js';
import { looksNow } from './LaterSuggestion.jsx';

/**
 * @import { LaterSuggestion } from '../../../api/messages.js'
 * @import { Ticket } from '../../../api/ticket.js'
 */

/**
 * The state of a ticket in one line under its title, which stays in view, and the properties that the line unfolds
 * over the conversation.
 *
 * @param {{ ticket: Ticket, later: LaterSuggestion | null, children: import('react').ReactNode }} props
 */
export function FoldedProperties({ ticket, later, children }) {
  const { isOpen, setIsOpen, area, button, onKeyDown } = useUnfolded();
  const panel = useId();
  const priority = label(ticket.priority);
  const words = [
    label(ticket.status),
    later ? `${priority} (${looksNow(later).toLowerCase()})` : priority,
    ticket.assignee?.name ?? 'Unassigned',
  ];
  return (
    // Escape is for whichever of its controls has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={area} className="relative" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panel : undefined}
        className="-mx-1 flex min-h-11 w-[calc(100%+0.5rem)] items-center gap-2 rounded-md px-1 text-left text-small hover:bg-hover focus-visible:-outline-offset-2 lg:min-h-8"
        onClick={() => setIsOpen(!isOpen)}
      >
        <StatusDot status={ticket.status} />
        <span className="min-w-0 grow truncate">{words.join(' · ')}</span>
        <Icon path={ICONS.chevron} className={`size-3.5 text-ink-soft ${isOpen ? 'rotate-180' : ''}`} />
        <span className="sr-only">Properties</span>
      </button>
      {isOpen && (
        <div
          id={panel}
          className="floating -mx-1 mb-2 p-3 roomy:absolute roomy:inset-x-0 roomy:top-full roomy:max-h-[calc(100dvh-var(--bars)-0.75rem)] roomy:overflow-y-auto roomy:overscroll-contain"
        >
          {children}
        </div>
      )}
    </div>
  );
}
