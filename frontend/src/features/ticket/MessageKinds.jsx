import { Icon, ICONS } from '../../ui/icons.jsx';

/** @import { NewMessage } from '../../api/messages.js' */

/** @type {[NewMessage['kind'], string, string][]} */
const KINDS = [
  ['reply', 'Reply', 'r'],
  ['note', 'Note', 'm'],
];

/**
 * Whether an agent writes to the requester or to the team.
 *
 * @param {{ kind: NewMessage['kind'], onKind: (kind: NewMessage['kind']) => void }} props
 */
export function MessageKinds({ kind, onKind }) {
  return (
    <div role="group" aria-label="What to write" className="mb-1.5 flex gap-1">
      {KINDS.map(([name, word, key]) => (
        <button
          key={name}
          type="button"
          aria-pressed={kind === name}
          aria-keyshortcuts={key}
          className={`quiet-button gap-1.5 text-small ${kind === name ? `font-semibold text-ink! ${name === 'note' ? 'bg-note!' : 'bg-accent-soft!'}` : ''}`}
          onClick={() => onKind(name)}
        >
          {name === 'note' && <Icon path={ICONS.lock} className="size-3.5" />}
          <span>{word}</span>
        </button>
      ))}
    </div>
  );
}
