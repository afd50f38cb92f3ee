import { Icon, ICONS } from './icons.jsx';

/**
 * The button that folds a section.
 *
 * @param {{ isOpen: boolean, onToggle: () => void, children: import('react').ReactNode }} props
 */
export function Disclosure({ isOpen, onToggle, children }) {
  return (
    <button
      type="button"
      className="-ml-1 flex min-h-11 items-center gap-1.5 rounded px-1 font-semibold lg:min-h-9"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <Icon path={ICONS.chevron} className={`size-3.5 text-ink-soft transition-transform ${isOpen ? '' : '-rotate-90'}`} />
      {children}
    </button>
  );
}
