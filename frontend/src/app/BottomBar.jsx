import { Icon, ICONS } from '../ui/icons.jsx';

/** @typedef {'new' | 'tickets' | 'dashboard'} Place */

/** @type {[Place, string, string][]} */
const PLACES = [
  ['new', 'New', ICONS.plus],
  ['tickets', 'Tickets', ICONS.list],
  ['dashboard', 'Dashboard', ICONS.chart],
];

/**
 * The three places of a narrow page, within a thumb's reach.
 *
 * @param {{ place: Place, fresh: number, onPlace: (place: Place) => void }} props
 */
export function BottomBar({ place, fresh, onPlace }) {
  return (
    <nav
      aria-label="Places"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-3 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PLACES.map(([name, word, icon]) => (
        <button
          key={name}
          type="button"
          aria-current={place === name ? 'page' : undefined}
          className={`flex min-h-14 flex-col items-center justify-center gap-0.5 text-small focus-visible:-outline-offset-4 ${place === name ? 'font-medium text-accent' : 'text-ink-soft'}`}
          onClick={() => onPlace(name)}
        >
          <Icon path={icon} className="size-5" />
          <span>
            <span>{word}</span>
            {name === 'tickets' && fresh > 0 && <span className="ml-1 text-accent">{`(${fresh} new)`}</span>}
          </span>
        </button>
      ))}
    </nav>
  );
}
