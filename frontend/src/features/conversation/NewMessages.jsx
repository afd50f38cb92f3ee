import { Icon, ICONS } from '../../ui/icons.jsx';

/** @import { Message } from '../../api/messages.js' */

/**
 * Announces a new message to screen readers, and offers the way to it while it is out of sight. The region is always
 * in the page, so that screen readers announce what fills it.
 *
 * @param {object} props
 * @param {Message | undefined} props.newest the last message that has arrived while the page is open
 * @param {boolean} props.isOwn whether the reader wrote it
 * @param {boolean} props.isBelow whether it is out of sight
 * @param {() => void} props.onShow
 */
export function NewMessages({ newest, isOwn, isBelow, onShow }) {
  return (
    <>
      <p role="status" className="sr-only">
        {newest && <span key={newest.id}>{arrival(newest, isOwn)}</span>}
      </p>
      {isBelow && (
        <button
          type="button"
          className="inline-flex h-11 items-center gap-1.5 rounded-full bg-accent px-4 text-small font-semibold text-on-accent shadow-lg hover:bg-accent-hover lg:h-8"
          onClick={onShow}
        >
          <span>{newest?.kind === 'note' ? 'New note' : 'New message'}</span>
          <Icon path={ICONS.chevron} className="size-3.5" />
        </button>
      )}
    </>
  );
}

/**
 * @param {Message} message
 * @param {boolean} isOwn
 */
function arrival({ kind, author }, isOwn) {
  if (isOwn) return kind === 'note' ? 'Your note is added.' : 'Your message is sent.';
  const name = author.name || (author.role === 'agent' ? 'an agent' : 'the requester');
  return `${kind === 'note' ? 'New note' : 'New message'} from ${name}.`;
}
