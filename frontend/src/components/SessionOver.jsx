import { signInAddress } from '../places.js';
import { Icon, ICONS } from './icons.jsx';

/** Says that the session has ended, while the page stays as it is, with what was being written. */
export default function SessionOver() {
  return (
    <div role="alert" className="sticky top-0 z-20 border-b border-line bg-accent-soft lg:top-11">
      <div className="mx-auto flex max-w-[1600px] flex-wrap items-center gap-x-3 px-4 py-1 lg:px-6">
        <Icon path={ICONS.warning} className="size-4 text-amber" />
        <p className="grow basis-60 py-1.5">
          You have been signed out. What you see is not kept up to date any more, and what you were writing is kept here.
        </p>
        <a href={signInAddress()} className="quiet-button font-medium text-accent!">
          Sign in again
        </a>
      </div>
    </div>
  );
}
