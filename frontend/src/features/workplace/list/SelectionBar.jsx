import { BULK_MAX } from '../../../api/tickets.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';

/** @typedef {'status' | 'priority' | 'category' | 'assignee' | 'duplicate'} Action */

/** @type {[Action, string, string][]} */
const ACTIONS = [
  ['status', 'Status', 's'],
  ['priority', 'Priority', 'p'],
  ['category', 'Category', 'c'],
  ['assignee', 'Assign', 'a'],
  ['duplicate', 'Duplicate of…', 'd'],
];

/**
 * What can be done to the tickets that are selected.
 *
 * @param {{ count: number, onAction: (action: Action) => void, onClear: () => void }} props
 */
export function SelectionBar({ count, onAction, onClear }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-4 z-20 flex justify-center px-2">
      <div
        role="toolbar"
        aria-label="Selected tickets"
        className="rising floating pointer-events-auto grid max-w-full grid-cols-[1fr_auto] items-center gap-x-0.5 py-1 pr-1 pl-1.5 sm:flex sm:pl-3"
      >
        <p role="status" className="mr-1 font-medium whitespace-nowrap tabular-nums max-sm:pl-2">
          <span>{`${count} selected`}</span>
          {count === BULK_MAX && <span className="font-normal text-ink-soft">, the most at once</span>}
        </p>
        {/* On a phone below the others, and as wide as the bar. */}
        <div className="max-sm:order-last max-sm:col-span-2 max-sm:flex max-sm:overflow-x-auto sm:contents">
          {ACTIONS.map(([action, word, key]) => (
            <button
              key={action}
              type="button"
              className="quiet-button grow whitespace-nowrap focus-visible:-outline-offset-2"
              aria-keyshortcuts={key}
              title={`${word} (${key})`}
              onClick={() => onAction(action)}
            >
              {word}
            </button>
          ))}
        </div>
        <button type="button" className="quiet-button" aria-label="Clear the selection" title="Clear the selection (Esc)" onClick={onClear}>
          <Icon path={ICONS.close} />
        </button>
      </div>
    </div>
  );
}
