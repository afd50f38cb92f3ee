import { useKnownSession } from '../../account/useSession.js';

/** @import { Assignee } from '../../../api/ticket.js' */

/**
 * Who owns a ticket, in a row: initials, or a dashed ring without an owner.
 *
 * @param {{ assignee: Assignee | null, className?: string }} props
 */
export function AssigneeMark({ assignee, className = 'grid' }) {
  const isMe = useKnownSession().session?.account?.id === assignee?.id;
  const words = assignee ? `Assigned to ${assignee.name}` : 'Unassigned';
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      translate="no"
      className={`${className} size-5.5 shrink-0 place-items-center rounded-full border text-[0.625rem] leading-none font-semibold ${!assignee ? 'border-dashed border-line-strong' : isMe ? 'border-transparent bg-accent-soft text-accent' : 'border-transparent bg-line text-ink-soft'}`}
    >
      {assignee && initials(assignee.name)}
    </span>
  );
}

/** @param {string} name  @returns {string} of the first and the last part of the name */
function initials(name) {
  const parts = name.split(/\s+/).filter(Boolean);
  const shown = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : parts;
  return shown.map((part) => ([...part][0] ?? '').toLocaleUpperCase()).join('');
}
