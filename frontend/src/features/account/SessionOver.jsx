import { signInAddress } from '../../browser/places.js';
import { Icon, ICONS } from '../../ui/icons.jsx';

/** Says that the session has ended, while the page stays as it is, with what was being written. */
export function SessionOver() {
  return (
    <div
      role="alert"
      className="floating pointer-events-auto mb-2 flex max-w-lg flex-wrap items-center gap-x-3 py-1 pr-1 pl-4"
    >
      <Icon path={ICONS.warning} className="size-4 text-amber" />
      <p className="grow basis-52 py-1.5">
        You have been signed out. What you see is not kept up to date any more, and what you were writing is kept here.
      </p>
      <a href={signInAddress()} className="quiet-button font-medium text-accent!">
        Sign in again
      </a>
    </div>
  );
}
