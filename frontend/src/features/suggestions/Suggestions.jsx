import { lazy, Suspense } from 'react';
import { useRemembered } from '../../browser/useRemembered.js';
import { Disclosure } from '../../ui/Disclosure.jsx';
import { ErrorBoundary } from '../../ui/ErrorBoundary.jsx';

/** @import { Breaker } from '../dashboard/useBreaker.js' */

const SuggestionsPanel = lazy(() => import('./SuggestionsPanel.jsx'));

/**
 * The section of the dashboard about the suggestions, folded at first.
 *
 * @param {object} props
 * @param {Breaker} props.breaker
 * @param {unknown} props.turn another one asks again
 * @param {(id: number) => void} props.onTicket
 */
export function Suggestions({ breaker, turn, onTicket }) {
  const [isOpen, setIsOpen] = useRemembered('suggestions-open', false);
  return (
    <section aria-labelledby="suggestions-quality" className="-mx-4 border-t border-line px-4 lg:-mx-6 lg:px-6">
      <h3 id="suggestions-quality">
        <Disclosure isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
          <span>How good are the suggestions?</span>
        </Disclosure>
      </h3>
      {isOpen && (
        <ErrorBoundary instead={<p className="pb-4 text-ink-soft">This part could not be loaded. Reload the page.</p>}>
          <Suspense fallback={<div className="h-64" />}>
            <SuggestionsPanel breaker={breaker} turn={turn} onTicket={onTicket} />
          </Suspense>
        </ErrorBoundary>
      )}
    </section>
  );
}
