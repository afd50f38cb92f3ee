import { Icon, ICONS } from './icons.jsx';

/**
 * One short message at the foot of the page. The regions are always there, so that screen readers
 * hear what fills them.
 *
 * @param {object} props
 * @param {import('./useNotice.js').Notice | null} props.notice
 * @param {string} [props.className] where it is
 * @param {() => void} props.onDismiss
 * @param {import('react').ReactNode} [props.children] what has to be said besides, until it is no longer so
 */
export function Notice({ notice, className = 'inset-x-4 bottom-20 lg:bottom-6', onDismiss, children }) {
  const box = notice && (
    <div className="floating pointer-events-auto flex max-w-lg items-center gap-3 py-1 pr-1 pl-4">
      <Icon
        path={notice.kind === 'error' ? ICONS.warning : ICONS.check}
        className={`size-4 ${notice.kind === 'error' ? 'text-red' : 'text-green'}`}
      />
      <p className="grow py-1">{notice.text}</p>
      {notice.action && (
        <button
          type="button"
          className="quiet-button font-medium text-accent!"
          onClick={() => {
            onDismiss();
            notice.action?.run();
          }}
        >
          {notice.action.word}
        </button>
      )}
      <button type="button" className="quiet-button" aria-label="Dismiss" onClick={onDismiss}>
        <Icon path={ICONS.close} />
      </button>
    </div>
  );
  return (
    <div
      className={`pointer-events-none fixed z-40 flex flex-col items-center ${className}`}
    >
      {children}
      <div role="status">{notice?.kind === 'status' && box}</div>
      <div role="alert">{notice?.kind === 'error' && box}</div>
    </div>
  );
}
