import { useState } from 'react';
import { ApiError } from '../../api/client.js';
import { renewLink, revokeLinks } from '../../api/tickets.js';
import PrivateLink from './PrivateLink.jsx';

/**
 * @typedef {{ status: 'idle' | 'asking' | 'working' | 'revoked' }
 *   | { status: 'made', path: string }
 *   | { status: 'failed', error: ApiError }} Step
 */

/**
 * The private link of the person who sent a ticket, in the hands of an agent: a new one for somebody who
 * lost theirs, and the end of all that are about.
 *
 * @param {{ ticketId: number }} props
 */
export default function RequesterLink({ ticketId }) {
  const [step, setStep] = useState(/** @type {Step} */ ({ status: 'idle' }));
  const run = async (/** @type {() => Promise<Step>} */ work) => {
    setStep({ status: 'working' });
    try {
      setStep(await work());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setStep({ status: 'failed', error });
    }
  };
  const make = () => run(async () => ({ status: 'made', path: await renewLink(ticketId) }));
  const revoke = () => run(() => revokeLinks(ticketId).then(() => ({ status: 'revoked' })));
  const isWorking = step.status === 'working';

  return (
    <div role="group" aria-label="Requester’s link" className="mt-3 max-w-[36rem] text-small text-ink-soft">
      {step.status === 'asking' ? (
        <div className="flex flex-wrap items-center gap-x-1">
          <span>Every link to this ticket stops working. Revoke them?</span>
          <Press onClick={() => void revoke()}>Revoke</Press>
          <Press onClick={() => setStep({ status: 'idle' })}>Keep them</Press>
        </div>
      ) : (
        <div className="-ml-2 flex flex-wrap gap-x-1" aria-busy={isWorking}>
          <Press onClick={() => isWorking || void make()}>Make a new requester’s link</Press>
          <Press onClick={() => isWorking || setStep({ status: 'asking' })}>Revoke all links</Press>
        </div>
      )}
      {step.status === 'made' && <PrivateLink path={step.path} caption="A new link for the person who sent it" />}
      <p role="status">{step.status === 'revoked' && 'The links made until now no longer work.'}</p>
      <p role="alert" className="text-red">
        {step.status === 'failed' && refusalWords(step.error)}
      </p>
    </div>
  );
}

/** @param {{ onClick: () => void, children: import('react').ReactNode }} props */
function Press({ onClick, children }) {
  return (
    <button type="button" className="quiet-button text-accent!" onClick={onClick}>
      {children}
    </button>
  );
}

/** @param {ApiError} error */
function refusalWords(error) {
  if (error.isSignedOut) return 'You have been signed out. Sign in, then try again.';
  if (error.code === 'csrf_failed') return 'This page is out of date. Reload it, then try again.';
  if (error.status === 403) return 'Your account may not do this. Ask an admin for the role that may.';
  if (error.isUnreachable) return 'We could not reach the server. Try again in a moment.';
  return error.sentence || 'That did not work. Try again in a moment.';
}
