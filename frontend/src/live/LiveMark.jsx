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

/** @param {{ live: LiveStatus, isSmall?: boolean }} props isSmall: the word is for screen readers alone, as on the narrowest phones */
export function LiveMark({ live, isSmall }) {
  const { word, hint, dot } = LIVE[live];
  return (
    <p role="status" className="flex min-w-0 items-center gap-1.5 text-small text-ink-soft" title={hint}>
      <span className={`size-2 shrink-0 rounded-full ${dot}`} aria-hidden="true" />
      <span className={isSmall ? 'sr-only' : 'truncate max-[22rem]:sr-only'}>{word}</span>
    </p>
  );
}
