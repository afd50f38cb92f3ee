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
      <div role="toolbar" aria-label="Selected tickets" className="rising pointer-events-auto flex max-w-full flex-wrap items-center gap-x-0.5 rounded-lg border border-line bg-panel py-1 pr-1 pl-3 shadow-lg">
        <p role="status" className="mr-1 font-medium whitespace-nowrap tabular-nums">
          <span>{`${count} selected`}</span>
          {count === BULK_MAX && <span className="font-normal text-ink-soft">, the most at once</span>}
        </p>
        {ACTIONS.map(([action, word, key]) => (
          <button key={action} type="button" className="quiet-button whitespace-nowrap" aria-keyshortcuts={key} title={`${word} (${key})`} onClick={() => onAction(action)}>
            {word}
          </button>
        ))}
        <button type="button" className="quiet-button" aria-label="Clear the selection" title="Clear the selection (Esc)" onClick={onClear}>
          <Icon path={ICONS.close} />
        </button>
      </div>
    </div>
  );
}
