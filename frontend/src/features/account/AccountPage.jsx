import { useEffect } from 'react';
import { unlisted } from '../../browser/places.js';
import { useTitle } from '../../browser/useAppearance.js';
import { Bar } from '../../ui/Bar.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';

/**
 * The frame of a page about one's account: its title, and a narrow column below the bar.
 *
 * @param {object} props
 * @param {string} props.title of the window
 * @param {string} [props.heading] as the title unless given
 * @param {import('react').ReactNode} [props.intro] below the heading
 * @param {string} [props.loading] what the page waits for; '' or nothing: it waits for nothing
 * @param {boolean} [props.isLost] the server did not answer
 * @param {boolean} [props.isUnlisted] search engines leave the page out
 * @param {import('react').ReactNode} props.children
 */
export function AccountPage({ title, heading = title, intro, loading = '', isLost = false, isUnlisted = false, children }) {
  useTitle(title);
  useEffect(() => (isUnlisted ? unlisted() : undefined), [isUnlisted]);
  return (
    <div className="min-h-dvh">
      <Bar />
      <main className="mx-auto grid max-w-[22rem] gap-5 px-4 py-8 lg:pt-16">
        <div>
          <h2 className="text-figure font-semibold">{heading}</h2>
          {intro && <p className="mt-1 text-ink-soft">{intro}</p>}
        </div>
        <div role="status" className="empty:hidden">
          {loading && !isLost && <LoadingSpinner>{loading}</LoadingSpinner>}
          {isLost && <span>We could not reach the server. Reload this page in a moment.</span>}
        </div>
        {children}
      </main>
    </div>
  );
}
