import { useRef } from 'react';
import { useInView } from '../../browser/useInView.js';
import { State } from '../../ui/State.jsx';

/**
 * @import { ApiError } from '../../api/client.js'
 * @import { TicketsInView } from './useTickets.js'
 */

/** @param {{ count: number, onShow: () => void }} props */
export function FreshTickets({ count, onShow }) {
  return (
    // It takes no space, so that nothing below moves when it appears.
    <div role="status" className="sticky top-[var(--bars)] z-10 flex h-0 justify-center overflow-visible">
      <button
        type="button"
        className="mt-2 h-11 shrink-0 rounded-full bg-accent px-4 text-small font-semibold text-on-accent shadow-lg hover:bg-accent-hover lg:h-8"
        onClick={onShow}
      >
        {count === 1 ? '1 new ticket' : `${count} new tickets`}
      </button>
    </div>
  );
}

/**
 * In the place of a list that could not be loaded.
 *
 * @param {object} props
 * @param {ApiError | null} props.error
 * @param {boolean} props.isFiltered whether there are filters to clear
 * @param {() => void} props.onClear
 * @param {() => void} props.onRetry
 */
export function FailedList({ error, isFiltered, onClear, onRetry }) {
  // Filters that were refused would be refused again.
  const isRefused = error?.status === 400 && isFiltered;
  return (
    <State isError drawing="broken" heading={error?.sentence || 'The tickets could not be loaded.'}>
      <Action onClick={isRefused ? onClear : onRetry}>{isRefused ? 'Clear filters' : 'Try again'}</Action>
    </State>
  );
}

/**
 * Loads the next page when the button is near the window; it can be pressed as well. A page can be empty without being
 * the last: a search for one or two letters reads older tickets step by step.
 *
 * @param {object} props
 * @param {TicketsInView['status']} props.status
 * @param {ApiError | null} props.error
 * @param {boolean} props.isFirst whether nothing was found so far
 * @param {string} props.from the address of the next page
 * @param {() => void} props.onMore
 * @param {(button: HTMLElement, isPressed: boolean) => void} props.onReach the button has the focus, or was pressed (useNextRow)
 */
export function More({ status, error, isFirst, from, onMore, onReach }) {
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useInView(button, () => status === 'ready' && onMore(), from);
  return (
    <Message>
      {isFirst && status !== 'failed-more' && <p role="status">Searching older tickets…</p>}
      {status === 'failed-more' && <p role="alert">{`The next tickets could not be loaded. ${error?.sentence ?? ''}`.trim()}</p>}
      <Action
        ref={button}
        onFocus={(event) => onReach(event.currentTarget, false)}
        onClick={(event) => {
          onReach(event.currentTarget, true);
          onMore();
        }}
      >
        {status === 'loading-more' ? 'Loading…' : status === 'failed-more' ? 'Try again' : 'Load more'}
      </Action>
    </Message>
  );
}

/** @param {{ children: import('react').ReactNode }} props */
function Message({ children }) {
  return <div className="flex flex-col items-center gap-2 px-4 py-12 text-center text-ink-soft">{children}</div>;
}

/**
 * @param {object} props
 * @param {import('react').ReactNode} props.children
 * @param {(event: import('react').MouseEvent<HTMLButtonElement>) => void} props.onClick
 * @param {(event: import('react').FocusEvent<HTMLButtonElement>) => void} [props.onFocus]
 * @param {import('react').Ref<HTMLButtonElement>} [props.ref]
 */
export function Action({ children, onClick, onFocus, ref }) {
  return (
    <button
      ref={ref}
      type="button"
      className="min-h-11 rounded-md border border-line bg-panel px-3 font-medium text-accent hover:border-accent lg:min-h-8"
      onFocus={onFocus}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
