import { ago, exactly } from '../browser/time.js';

/**
 * "3 min. ago", with the exact time on hover and for screen readers.
 *
 * @param {{ time: string, now: number }} props
 */
export function Ago({ time, now }) {
  return (
    <time dateTime={time} title={exactly(time)}>
      <span>{ago(time, now)}</span>
      <span className="sr-only">{`, ${exactly(time)}`}</span>
    </time>
  );
}
