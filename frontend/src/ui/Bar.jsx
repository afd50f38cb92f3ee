import { useAppearance } from '../browser/useAppearance.js';
import { useTheme } from './useTheme.js';
import { Icon, ICONS } from './icons.jsx';
import { Mark } from './Mark.jsx';

/**
 * The bar at the top of every page; index.html has its picture for the first paint.
 *
 * @param {object} props
 * @param {import('react').ReactNode} [props.children] beside the name
 * @param {import('react').ReactNode} [props.account] loaded later, at a place where it moves nothing
 * @param {import('react').ReactNode} [props.end] at the other end, after the theme
 */
export function Bar({ children, account, end }) {
  const { theme, toggle } = useTheme();
  const { name } = useAppearance();
  return (
    <header className="border-b border-line bg-panel lg:sticky lg:top-0 lg:z-30">
      <div className="mx-auto flex h-12 max-w-[1600px] items-center gap-2 px-4 sm:gap-4 lg:h-11 lg:px-6">
        <div className="flex max-w-[60%] shrink-0 items-center gap-2.5">
          <Mark />
          <h1 className="min-w-0 truncate font-semibold">
            <bdi>{name}</bdi>
          </h1>
        </div>
        {children}
        {/* A box of its width alone: what comes here grows no other one. */}
        <div className="-mr-2 ml-auto flex min-w-0 sm:-mr-4">{account}</div>
        <div className="-mr-2 flex shrink-0">
          <button
            type="button"
            className="quiet-button"
            onClick={toggle}
            aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
          >
            <Icon path={theme === 'dark' ? ICONS.sun : ICONS.moon} />
          </button>
          {end}
        </div>
      </div>
    </header>
  );
}
