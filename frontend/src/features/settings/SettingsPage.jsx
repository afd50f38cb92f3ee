import { useEffect, useState } from 'react';
import { leaveFor, signInAddress } from '../../browser/places.js';
import { useTitle } from '../../browser/useAppearance.js';
import { Bar } from '../../ui/Bar.jsx';
import { useKeptFocus } from '../../ui/focus/useKeptFocus.js';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { AppearanceSettings } from './AppearanceSettings.jsx';
import { MacroSettings } from './MacroSettings.jsx';
import { PeopleSettings } from './PeopleSettings.jsx';
import { TokenSettings } from './TokenSettings.jsx';
import { askSession } from '../account/askSession.js';

/** @import { Session } from '../../api/session.js' */

const SECTIONS = [
  { id: 'people', caption: 'People', Content: PeopleSettings },
  { id: 'tokens', caption: 'API tokens', Content: TokenSettings },
  { id: 'macros', caption: 'Prepared answers', Content: MacroSettings },
  { id: 'appearance', caption: 'Name and mark', Content: AppearanceSettings },
];

/** People, API tokens, prepared answers, and the name of the portal, for admins; agents write prepared answers. */
export default function SettingsPage() {
  const [session, setSession] = useState(/** @type {Session | null} */ (null));
  const [isLost, setIsLost] = useState(false);
  useTitle('Settings');
  useKeptFocus();
  useEffect(() => {
    const controller = new AbortController();
    askSession(controller.signal)
      .then((known) => (known.account ? setSession(known) : leaveFor(signInAddress())))
      .catch(() => !controller.signal.aborted && setIsLost(true));
    return () => controller.abort();
  }, []);
  const isAdmin = Boolean(session?.may.administer);
  const isAgent = isAdmin || session?.account?.role === 'agent';
  const shown = SECTIONS.filter(({ id }) => isAdmin || (id === 'macros' && isAgent));

  return (
    <div className="min-h-dvh">
      <Bar>
        <a href="/" className="text-ink-soft hover:text-ink">
          Tickets
        </a>
      </Bar>
      <main className="mx-auto grid max-w-[60rem] gap-10 px-4 py-6 lg:px-6 lg:py-10">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
          <h2 className="text-figure font-semibold">Settings</h2>
          {shown.length > 1 && (
            <nav aria-label="Settings" className="flex flex-wrap gap-x-4">
              {shown.map(({ id, caption }) => (
                <a key={id} href={`#${id}`} className="inline-flex min-h-11 items-center text-accent underline-offset-2 hover:underline lg:min-h-8">
                  {caption}
                </a>
              ))}
            </nav>
          )}
        </div>
        <div role="status" className="empty:hidden">
          {!session && !isLost && <LoadingSpinner>Loading the settings…</LoadingSpinner>}
          {isLost && <span>We could not reach the server. Reload this page in a moment.</span>}
        </div>
        {session && shown.length === 0 && <p>Your account changes no settings. Ask an admin.</p>}
        {shown.map(({ id, caption, Content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-caption`} className="grid scroll-mt-16 gap-4">
            <h3 id={`${id}-caption`} className="text-read font-semibold">
              {caption}
            </h3>
            <Content />
          </section>
        ))}
        {isAdmin && (
          <p className="text-small text-ink-soft">
            <span>Groups and what else is rare: </span>
            <a href="/admin/" className="text-accent underline underline-offset-2">
              Django’s administration
            </a>
          </p>
        )}
      </main>
    </div>
  );
}
