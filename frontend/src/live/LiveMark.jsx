/** @import { LiveStatus } from './useLiveUpdates.js' */

/** @type {Record<LiveStatus, { word: string, hint: string, dot: string }>} */
const LIVE = {
  live: { word: 'Live', hint: 'Changes by others appear here as they happen.', dot: 'bg-green' },
  connecting: { word: 'Connecting', hint: 'Waiting for the live connection.', dot: 'border-2 border-line-strong breathing' },
  reconnecting: {
    word: 'Reconnecting',
    hint: 'The live connection broke. We are opening it again.',
    dot: 'border-2 border-line-strong breathing',
  },
  off: {
    word: 'Not live',
    hint: 'Changes by others appear when you reload. We keep trying to connect.',
    dot: 'border-2 border-line-strong',
  },
  over: { word: 'Signed out', hint: 'Sign in again to see changes by others.', dot: 'border-2 border-line-strong' },
};

/**
 * How live the page is: a word beside a dot, where there is room for it.
 *
 * @param {{ live: LiveStatus, isSmall?: boolean }} props isSmall: the word is for screen readers alone
 */
export function LiveMark({ live, isSmall }) {
  const { word, hint, dot } = LIVE[live];
  return (
    // A word without room goes to a second line, which is out of sight.
    <p
      role="status"
      className="flex h-[1lh] min-w-2 shrink-[99] flex-wrap gap-x-1.5 overflow-hidden text-small whitespace-nowrap text-ink-soft"
      title={hint}
    >
      <span className="grid h-[1lh] items-center" aria-hidden="true">
        <span className={`size-2 rounded-full ${dot}`} />
      </span>
      <span className={isSmall ? 'sr-only' : undefined}>{word}</span>
    </p>
  );
}
