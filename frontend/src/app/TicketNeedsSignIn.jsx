import { Icon, ICONS } from '../ui/icons.jsx';
import { useSentLinks } from '../features/request/useSentLinks.js';
import { signInAddress } from '../browser/places.js';

/**
 * Says why the ticket of the address is not shown, and what to do.
 *
 * @param {{ id: number, hasAccount: boolean }} props hasAccount: somebody has signed in, without a role
 */
export default function TicketNeedsSignIn({ id, hasAccount }) {
  const own = useSentLinks().find((sent) => sent.id === id && !sent.isGone);
  return (
    <section aria-labelledby="needs-sign-in" className="mb-6 rounded-lg border border-line bg-panel px-4 py-3">
      <h2 id="needs-sign-in" className="flex items-center gap-2 font-semibold">
        <Icon path={ICONS.account} className="size-4 text-ink-soft" />
        <span>{hasAccount ? `You may not see ticket #${id}` : `Sign in to see ticket #${id}`}</span>
      </h2>
      <p className="mt-1 text-ink-soft">
        {hasAccount
          ? 'Your account has no role yet. Ask an admin for one, then reload this page.'
          : 'Only the people who answer tickets see them here. If you sent this ticket, use the private link you got for it.'}
      </p>
      <p className="-ml-2 mt-1 flex flex-wrap gap-x-1">
        {!hasAccount && (
          <a href={signInAddress()} className="quiet-button font-medium text-accent!">
            {`Sign in and open #${id}`}
          </a>
        )}
        {own && (
          <a href={own.link} className="quiet-button font-medium text-accent!">
            Follow it as its sender
          </a>
        )}
      </p>
    </section>
  );
}
