import { Icon, ICONS } from './icons.jsx';

/**
 * @import { Breaker } from '../hooks/useBreaker.js'
 * @import { LiveStatus } from '../hooks/useLiveUpdates.js'
 * @import { Theme } from '../hooks/useTheme.js'
 */

/** @type {Record<LiveStatus, { word: string, hint: string, dot: string }>} */
const LIVE = {
  live: { word: 'Live', hint: 'Changes by others appear by themselves.', dot: 'bg-green' },
  connecting: { word: 'Connecting', hint: 'Waiting for the live connection.', dot: 'border-2 border-line-strong breathing' },
  off: {
    word: 'Not live',
    hint: 'Changes by others appear when you reload. We keep trying to connect.',
    dot: 'border-2 border-line-strong',
  },
};

/**
 * @param {object} props
 * @param {LiveStatus} props.live
 * @param {Breaker} props.breaker
 * @param {Theme} props.theme
 * @param {() => void} props.onTheme
 * @param {() => void} props.onHelp
 */
export function TopBar({ live, breaker, theme, onTheme, onHelp }) {
  return (
    <header className="border-b border-line bg-panel lg:sticky lg:top-0 lg:z-30">
      <div className="mx-auto flex h-12 max-w-[1600px] items-center gap-4 px-4 lg:h-11 lg:px-6">
        <h1 className="font-semibold whitespace-nowrap">Support tickets</h1>
        <p role="status" className="flex items-center gap-1.5 text-small whitespace-nowrap text-ink-soft" title={LIVE[live].hint}>
          <span className={`size-2 rounded-full ${LIVE[live].dot}`} aria-hidden="true" />
          {LIVE[live].word}
        </p>
        {breaker !== 'unknown' && (
          <p className="flex items-center gap-1.5 text-small whitespace-nowrap text-ink-soft max-sm:hidden">
            <Icon path={ICONS.spark} className={`size-3 ${breaker !== 'open' ? 'fill-accent text-accent' : ''}`} />
            {breaker !== 'open' ? 'Suggestions on' : 'Suggestions unavailable'}
          </p>
        )}
        <div className="-mr-2 ml-auto flex">
          <button
            type="button"
            className="quiet-button"
            onClick={onTheme}
            aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
          >
            <Icon path={theme === 'dark' ? ICONS.sun : ICONS.moon} />
          </button>
          <button type="button" className="quiet-button font-semibold" onClick={onHelp} aria-label="Keyboard shortcuts">
            ?
          </button>
        </div>
      </div>
    </header>
  );
}
