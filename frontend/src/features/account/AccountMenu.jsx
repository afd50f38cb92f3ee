import { useId, useState } from 'react';
import { signOut } from '../../api/session.js';
import { useKnownSession } from './useSession.js';
import { leaveFor, PASSWORD, SETTINGS } from '../../browser/places.js';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { useUnfolded } from '../../ui/focus/useUnfolded.js';

/** @import { Account } from '../../api/session.js' */

const ENTRY = 'flex min-h-11 items-center rounded px-2 hover:bg-hover focus-visible:-outline-offset-2 lg:min-h-8';
const ROLES = { viewer: 'Viewer', agent: 'Agent', admin: 'Admin' };

/**
 * Who is signed in, and the way out. A button that unfolds what belongs to the account.
 *
 * @param {object} props
 * @param {Account} props.account
 * @param {boolean} [props.isAtFoot] the menu opens above the button
 * @param {boolean} [props.isSmall] the button is an icon
 */
export default function AccountMenu({ account, isAtFoot = false, isSmall = false }) {
  const { isOpen, setIsOpen, area, button, onKeyDown } = useUnfolded();
  const panel = useId();

  return (
    // Escape is for whichever of its controls has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={area}
      className="relative min-w-0"
      onKeyDown={onKeyDown}
    >
      <button
        ref={button}
        type="button"
        className="quiet-button max-w-full"
        aria-label={`Account: ${account.name}`}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panel : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon path={ICONS.account} />
        {!isSmall && (
          <>
            <bdi className={`truncate ${isAtFoot ? '' : 'max-sm:hidden'}`} translate="no">{account.name}</bdi>
            <Icon path={ICONS.chevron} className={`size-3 ${isAtFoot ? 'rotate-180' : 'max-sm:hidden'}`} />
          </>
        )}
      </button>
      {isOpen && <Panel id={panel} account={account} place={isAtFoot ? 'bottom-full left-0 mb-1' : 'top-full right-0 mt-1'} />}
    </div>
  );
}

/** @param {{ id: string, account: Account, place: string }} props */
function Panel({ id, account, place }) {
  const { may } = useKnownSession();
  const [step, setStep] = useState(/** @type {'idle' | 'leaving' | 'failed'} */ ('idle'));
  const leave = async () => {
    setStep('leaving');
    try {
      await signOut();
      leaveFor('/');
    } catch {
      setStep('failed');
    }
  };
  return (
    <div
      id={id}
      className={`floating absolute ${place} z-40 w-60 p-1`}
    >
      <p className="px-2 py-1.5 wrap-anywhere">
        <bdi className="block font-medium" translate="no">{account.name}</bdi>
        <span className="text-small text-ink-soft">
          <bdi translate="no">{account.username}</bdi>
          <span>{` · ${account.role ? ROLES[account.role] : 'No role yet; ask an admin for one'}`}</span>
        </span>
      </p>
      {(may.administer || account.role === 'agent') && (
        <a href={SETTINGS} className={ENTRY}>
          Settings
        </a>
      )}
      {(may.administer || account.role === 'agent') && (
        <a href="/admin/" className={ENTRY}>
          Administration
        </a>
      )}
      {account.has_password && (
        <a href={PASSWORD} className={ENTRY}>
          Change password
        </a>
      )}
      <button
        type="button"
        className={`${ENTRY} w-full text-left`}
        aria-disabled={step === 'leaving'}
        onClick={() => step !== 'leaving' && void leave()}
      >
        {step === 'leaving' ? 'Signing out…' : 'Sign out'}
      </button>
      <p role="alert" className="px-2 text-small text-red">
        {step === 'failed' && 'You are still signed in: we could not reach the server. Try again.'}
      </p>
    </div>
  );
}
