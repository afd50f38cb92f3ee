import { lazy, Suspense } from 'react';
import { REPORTS } from '../../browser/places.js';
import { useAppearance } from '../../browser/useAppearance.js';
import { LiveMark } from '../../live/LiveMark.jsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { Mark } from '../../ui/Mark.jsx';
import { useTheme } from '../../ui/useTheme.js';
import { useKnownSession } from '../account/useSession.js';
import { isPlainClick } from '../tickets/TicketLink.jsx';
import { WORK_ICONS } from './icons.js';
import { VIEWS, writePlace } from './views.js';

/**
 * @import { LiveStatus } from '../../live/useLiveUpdates.js'
 * @import { Counts } from './useCounts.js'
 * @import { View } from './views.js'
 */

const AccountMenu = lazy(() => import('../account/AccountMenu.jsx'));

/**
 * The views with their counts, and what belongs to every place of the workplace.
 *
 * @param {object} props
 * @param {View | null} props.view the one that is shown
 * @param {View[]} props.saved views
 * @param {Counts} props.counts
 * @param {LiveStatus} props.live
 * @param {boolean} props.isFolded icons alone
 * @param {(() => void) | null} props.onFold null: it cannot be folded here
 * @param {boolean} props.isReports whether the figures are shown
 * @param {(query: string) => void} props.onView
 * @param {() => void} props.onReports
 * @param {() => void} props.onNew
 * @param {() => void} props.onFind
 * @param {() => void} props.onHelp
 */
export function Navigation({ view, saved, counts, live, isFolded, isReports, onFold, onView, onReports, onNew, onFind, onHelp }) {
  const { session, may } = useKnownSession();
  const { name } = useAppearance();
  return (
    <nav
      aria-label="Views"
      data-folded={isFolded ? '' : undefined}
      className="group/nav flex h-full flex-col p-2"
    >
      <div className="flex h-9 shrink-0 items-center gap-2.5 px-1.5">
        <Mark />
        <p className="min-w-0 grow truncate font-semibold group-data-folded/nav:sr-only">
          <bdi>{name}</bdi>
        </p>
      </div>
      <div className="my-2 grid gap-0.5">
        {may.change && (
          <Entry icon={ICONS.plus} word="New ticket" hint="n" onClick={onNew} />
        )}
        <Entry icon={ICONS.search} word="Find" hint="Ctrl + K" onClick={onFind} />
      </div>
      <div className="min-h-0 grow overflow-y-auto overscroll-contain">
        <ul className="grid gap-0.5">
          {VIEWS.map((each) => (
            <li key={each.name}>
              <ViewLink
                view={each}
                icon={WORK_ICONS[each.name]}
                hint={`g ${each.key}`}
                count={counts[each.name]}
                isCurrent={view?.name === each.name}
                onView={onView}
              />
            </li>
          ))}
        </ul>
        {saved.length > 0 && (
          <>
            <h2 className="px-2 pt-4 pb-1 text-small text-ink-soft group-data-folded/nav:sr-only">Saved views</h2>
            <ul className="grid gap-0.5 group-data-folded/nav:mt-2 group-data-folded/nav:border-t group-data-folded/nav:border-line group-data-folded/nav:pt-2">
              {saved.map((each) => (
                <li key={each.name}>
                  <ViewLink view={each} icon={each.saved?.shared ? WORK_ICONS.shared : WORK_ICONS.saved} isCurrent={view?.name === each.name} onView={onView} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div className="grid gap-0.5 pt-2">
        <Place href={REPORTS} icon={ICONS.chart} word="Reports" isCurrent={isReports} onOpen={onReports} />
        <div className="px-2 py-1 group-data-folded/nav:px-0">
          <span className="flex group-data-folded/nav:justify-center">
            <LiveMark live={live} isSmall={isFolded} />
          </span>
        </div>
        <div className="flex items-center gap-0.5 group-data-folded/nav:flex-col">
          {/* As high as the button that comes, so that nothing above it moves. */}
          <div className="min-h-11 min-w-0 grow lg:min-h-7.5 group-data-folded/nav:grow-0">
            {session?.account && (
              <ErrorBoundary instead={null}>
                <Suspense fallback={null}>
                  <AccountMenu account={session.account} isAtFoot isSmall={isFolded} />
                </Suspense>
              </ErrorBoundary>
            )}
          </div>
          <ThemeButton />
          <button type="button" className="quiet-button font-semibold" onClick={onHelp} aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)">
            ?
          </button>
          {onFold && (
            <button
              type="button"
              className="quiet-button"
              aria-label={isFolded ? 'Unfold the navigation' : 'Fold the navigation'}
              title={isFolded ? 'Unfold the navigation' : 'Fold the navigation'}
              onClick={onFold}
            >
              <Icon path={WORK_ICONS.side} />
            </button>
          )}
        </div>
      </div>
    </nav>
  );
}

/** What an entry of the navigation looks like, when it is current and when it is not. */
const ENTRY =
  'flex min-h-11 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover lg:min-h-8 group-data-folded/nav:justify-center group-data-folded/nav:px-0 aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent';
const WORD = 'min-w-0 grow truncate group-data-folded/nav:sr-only';

/**
 * @param {{ icon: string, word: string, hint: string, onClick: () => void }} props
 */
function Entry({ icon, word, hint, onClick }) {
  return (
    <button type="button" className={ENTRY} title={`${word} (${hint})`} aria-keyshortcuts={hint.replaceAll(' ', '').replace('Ctrl', 'Control')} aria-label={word} onClick={onClick}>
      <Icon path={icon} className="size-4 text-ink-soft" />
      <span className={WORD}>{word}</span>
      <kbd translate="no" className="font-sans text-small text-ink-soft group-data-folded/nav:hidden max-lg:hidden">
        {hint}
      </kbd>
    </button>
  );
}

/**
 * A link to another place of the workplace.
 *
 * @param {{ href: string, icon: string, word: string, isCurrent: boolean, onOpen: () => void }} props
 */
function Place({ href, icon, word, isCurrent, onOpen }) {
  return (
    <a
      href={href}
      aria-current={isCurrent ? 'page' : undefined}
      title={word}
      className={ENTRY}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        onOpen();
      }}
    >
      <Icon path={icon} className={`size-4 ${isCurrent ? '' : 'text-ink-soft'}`} />
      <span className={WORD}>{word}</span>
    </a>
  );
}

/**
 * @param {object} props
 * @param {View} props.view
 * @param {string} props.icon
 * @param {string} [props.hint] the keys that lead there
 * @param {{ count: number, capped: boolean } | null} [props.count]
 * @param {boolean} props.isCurrent
 * @param {(query: string) => void} props.onView
 */
export function ViewLink({ view, icon, hint, count, isCurrent, onView }) {
  const query = writePlace(view);
  return (
    <a
      href={`/${query}`}
      aria-current={isCurrent ? 'page' : undefined}
      title={hint ? `${view.label} (${hint.replace(' ', ' then ')})` : view.label}
      className={ENTRY}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        onView(query);
      }}
    >
      <Icon path={icon} className={`size-4 ${isCurrent ? '' : 'text-ink-soft'}`} />
      <bdi className={WORD}>{view.label}</bdi>
      {count && (
        <span className="text-small tabular-nums text-ink-soft group-data-folded/nav:sr-only">
          {` ${count.count.toLocaleString()}${count.capped ? '+' : ''}`}
        </span>
      )}
    </a>
  );
}

function ThemeButton() {
  const { theme, toggle } = useTheme();
  const word = theme === 'dark' ? 'Use the light theme' : 'Use the dark theme';
  return (
    <button type="button" className="quiet-button" onClick={toggle} aria-label={word} title={word}>
      <Icon path={theme === 'dark' ? ICONS.sun : ICONS.moon} />
    </button>
  );
}
