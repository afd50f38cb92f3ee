import { Icon, ICONS } from '../icons.jsx';

/**
 * A native select whose arrow takes no more room than it needs.
 *
 * @param {Omit<import('react').ComponentProps<'select'>, 'className'> & { className?: string, isSet?: boolean }} props
 *   `isSet`: it narrows the list, and shows it
 */
export function Select({ className = '', isSet = false, children, ...rest }) {
  return (
    <span className={`relative inline-flex min-w-0 ${className}`}>
      <select
        {...rest}
        data-chosen={isSet ? '' : undefined}
        className={`field min-h-11 min-w-0 choices pr-5! pl-2! sm:pr-6! sm:pl-2.5! lg:min-h-8 lg:py-1! ${isSet ? 'border-accent! font-medium text-accent' : 'text-ink'}`}
      >
        {children}
      </select>
      <Icon path={ICONS.chevron} className="pointer-events-none absolute top-1/2 right-1.5 size-3 sm:right-2 -translate-y-1/2 text-ink-soft" />
    </span>
  );
}
