/**
 * What the workplace can do, for the palette and the keys.
 *
 * @import { Session } from '../../../api/session.js'
 * @import { Command } from './Palette.jsx'
 * @import { useActions } from '../useActions.js'
 * @import { usePlaces } from '../usePlaces.js'
 * @import { Selection } from '../list/useSelection.js'
 * @import { View } from '../views.js'
 */
import { runShortcut } from '../../../browser/useShortcuts.js';
import { VIEWS, writePlace } from '../views.js';

/** @typedef {Command & { shortcut?: string }} KeyedCommand shortcut: as useShortcuts names it */

/** @type {[import('../list/SelectionBar.jsx').Action, string, string][]} */
const ON_TICKETS = [
  ['assignee', 'Assign…', 'a'],
  ['status', 'Change the status…', 's'],
  ['priority', 'Change the priority…', 'p'],
  ['category', 'Change the category…', 'c'],
  ['duplicate', 'Mark as a duplicate…', 'd'],
];

/**
 * @param {object} options
 * @param {Session['may']} options.may
 * @param {View[]} options.views that agents have saved
 * @param {ReturnType<typeof useActions>} options.actions
 * @param {Selection} options.selection
 * @param {ReturnType<typeof usePlaces>} options.places
 * @param {() => void} options.openHelp
 * @param {(() => void) | null} options.saveView
 * @returns {KeyedCommand[]}
 */
export function commandsOf({ may, views, actions, selection, places, openHelp, saveView }) {
  const { isPage, isReports, openForm, openView, openReports, openSearch } = places;
  /** @type {[string, string, string, () => void][]} */
  const changing = [
    ['Take the ticket', 'i', 'i', () => void actions.take()],
    ...ON_TICKETS.map(([action, words, key]) => /** @type {[string, string, string, () => void]} */ ([words, key, key, () => actions.act(action)])),
    ['Undo the last change', 'z', 'z', actions.undo],
    ['Select all that is shown', 'Shift + A', 'Shift+a', selection.all],
    ['Write a new ticket', 'n', 'n', openForm],
  ];
  /** @type {[string, string, string, () => void][]} */
  const anyone = [
    ['Copy the link to the ticket', '.', '.', () => void actions.copyLink()],
    ['Search the list', '/', '/', openSearch],
    ['Keyboard shortcuts', '?', '?', openHelp],
  ];
  // What other parts of the page have keys for, while they are there.
  /** @type {[string, string][]} */
  const elsewhere = [
    ...(isPage && may.change ? /** @type {[string, string][]} */ ([['Reply to the requester', 'r'], ['Write a note for the team', 'm']]) : []),
    ...(isReports ? [] : /** @type {[string, string][]} */ ([['Filter the list', 'f']])),
  ];
  return [
    ...(may.change ? changing : []).concat(anyone).map(([words, keys, shortcut, run]) => ({ group: 'Actions', words, keys, shortcut, run })),
    ...elsewhere.map(([words, keys]) => ({ group: 'Actions', words, keys, run: () => void runShortcut(keys) })),
    ...(saveView && !isReports ? [{ group: 'Actions', words: 'Save the list as a view…', run: saveView }] : []),
    ...VIEWS.map((view) => ({ group: 'Views', words: view.label, keys: `g ${view.key}`, shortcut: `g ${view.key}`, run: () => openView(writePlace(view)) })),
    ...views.map((view) => ({ group: 'Views', words: view.label, run: () => openView(writePlace(view)) })),
    { group: 'Places', words: 'Reports', run: openReports },
    ...(may.administer ? [{ group: 'Places', words: 'Settings', run: () => window.location.assign('/settings') }] : []),
  ];
}
