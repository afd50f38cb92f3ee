import ShortcutsDialog from '../../../ui/ShortcutsDialog.jsx';
import ActionMenu from './ActionMenu.jsx';
import FilterMenu from './FilterMenu.jsx';
import Palette from './Palette.jsx';
import { SHORTCUTS } from './shortcuts.js';
import ViewDialog from './ViewDialog.jsx';

/**
 * @import { Agent } from '../../../api/people.js'
 * @import { Filters } from '../../../api/tickets.js'
 * @import { SavedView } from '../../../api/views.js'
 * @import { Assignee, Ticket } from '../../../api/ticket.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
 * @import { Command } from './Palette.jsx'
 * @import { Action } from '../list/SelectionBar.jsx'
 */

/**
 * @typedef {{ kind: 'action', action: Action, tickets: Ticket[] } | { kind: 'palette' } | { kind: 'filter' }
 *   | { kind: 'help' } | { kind: 'view', view: SavedView | null }} Menu what is open over the page; view null: a new one
 */

/**
 * What opens over the workplace, loaded after it.
 *
 * @param {object} props
 * @param {Menu} props.menu
 * @param {Filters} props.filters
 * @param {string} props.query of the list, for a new view
 * @param {Agent[]} props.agents
 * @param {Assignee | null} props.me
 * @param {Command[]} props.commands
 * @param {(tickets: Ticket[], changes: Changes) => void} props.onChange
 * @param {(filters: Filters) => void} props.onFilters
 * @param {(view: SavedView) => void} props.onSaved
 * @param {(id: number) => void} props.onDeleted
 * @param {(id: number) => void} props.onTicket
 * @param {() => void} props.onClose
 */
export default function Menus({ menu, filters, query, agents, me, commands, onChange, onFilters, onSaved, onDeleted, onTicket, onClose }) {
  if (menu.kind === 'help') return <ShortcutsDialog shortcuts={SHORTCUTS} onClose={onClose} />;
  if (menu.kind === 'palette') return <Palette commands={commands} onTicket={onTicket} onClose={onClose} />;
  if (menu.kind === 'filter') return <FilterMenu filters={filters} agents={agents} onChange={onFilters} onClose={onClose} />;
  if (menu.kind === 'view') {
    const { view } = menu;
    return <ViewDialog view={view} query={query} onSaved={onSaved} onDeleted={() => view && onDeleted(view.id)} onClose={onClose} />;
  }
  return (
    <ActionMenu
      action={menu.action}
      tickets={menu.tickets}
      me={me}
      agents={agents}
      onChange={(changes, tickets = menu.tickets) => onChange(tickets, changes)}
      onClose={onClose}
    />
  );
}
