import { useState } from 'react';
import { FIELDS, label } from '../../../api/ticket.js';
import { fold, ticketNumber } from '../../../ui/folding.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { PriorityBars } from '../../../ui/PriorityMark.jsx';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import ChoiceMenu from './ChoiceMenu.jsx';
import { Finder } from './Finder.jsx';
import { asItem } from './Palette.jsx';
import { useFoundTickets } from './useFoundTickets.js';

/**
 * @import { Assignee, Ticket } from '../../../api/ticket.js'
 * @import { Changes } from '../../tickets/useTicketChange.js'
 * @import { Action } from '../list/SelectionBar.jsx'
 */

/**
 * @typedef {object} MenuProps
 * @property {Ticket[]} tickets that are changed, at least one
 * @property {(changes: Changes, tickets?: Ticket[]) => void} onChange
 * @property {() => void} onClose
 */

/**
 * What is chosen for one ticket or for many.
 *
 * @param {MenuProps & { action: Action, me: Assignee | null, agents: Assignee[] }} props
 */
export default function ActionMenu({ action, me, agents, ...props }) {
  if (action === 'assignee') return <AssigneeMenu me={me} agents={agents} {...props} />;
  if (action === 'duplicate') return <DuplicateMenu {...props} />;
  return <PropertyMenu name={action} {...props} />;
}

/** @type {Record<'status' | 'priority' | 'category', (value: any) => import('react').ReactNode>} */
const SIGNS = {
  status: (value) => <StatusDot status={value} />,
  priority: (value) => <PriorityBars priority={value} />,
  category: (/** @type {keyof typeof ICONS} */ value) => <Icon path={ICONS[value]} className="size-4 text-ink-soft" />,
};

/** @param {MenuProps & { name: 'status' | 'priority' | 'category' }} props */
function PropertyMenu({ name, tickets, onChange, onClose }) {
  const { label: caption, values = [] } = FIELDS[name];
  const [first] = tickets;
  const isOne = tickets.every((ticket) => ticket[name] === first[name]);
  return (
    <ChoiceMenu
      label={`${caption} of ${whatIs(tickets)}`}
      choices={values.map((value) => ({ value, words: label(value), sign: SIGNS[name](value) }))}
      current={isOne ? first[name] : null}
      onChoose={(value) => onChange(/** @type {Changes} */ ({ [name]: value }))}
      onClose={onClose}
    />
  );
}

/** @param {MenuProps & { me: Assignee | null, agents: Assignee[] }} props */
function AssigneeMenu({ me, agents, tickets, onChange, onClose }) {
  const [text, setText] = useState('');
  const others = agents.filter(({ id }) => id !== me?.id);
  /** @type {[string, Assignee | null][]} */
  const choices = [...(me ? [/** @type {[string, Assignee]} */ ([`${me.name} (me)`, me])] : []), ['Unassigned', null], ...others.map((one) => /** @type {[string, Assignee]} */ ([one.name, one]))];
  const wanted = fold(text.trim());
  return (
    <Finder
      label={`Assign ${whatIs(tickets)}`}
      placeholder={`Assign ${whatIs(tickets)} to…`}
      text={text}
      onText={setText}
      items={choices
        .filter(([words]) => fold(words).includes(wanted))
        .map(([words, assignee]) => ({
          key: `${assignee?.id ?? 'none'}`,
          words,
          hint: tickets.every((ticket) => (ticket.assignee?.id ?? null) === (assignee?.id ?? null)) ? 'now' : undefined,
          run: () => onChange({ assignee }),
        }))}
      empty="No agent has this name."
      className="mx-auto mt-[12vh] w-80"
      onClose={onClose}
    />
  );
}

/** @param {MenuProps} props */
function DuplicateMenu({ tickets, onChange, onClose }) {
  const [text, setText] = useState('');
  const { tickets: found, isBusy } = useFoundTickets(text);
  const number = ticketNumber(text);
  /** @param {number} id */
  const mark = (id) => onChange({ duplicate_of: id, status: 'closed' }, tickets.filter((ticket) => ticket.id !== id));
  const isOther = (/** @type {number} */ id) => tickets.some((ticket) => ticket.id !== id);
  const items = found.filter(({ id }) => id !== number && isOther(id)).map((ticket) => asItem(ticket, mark));
  const byNumber = number && isOther(number) && { key: 'number', group: 'Tickets', words: `#${number}`, hint: found.find(({ id }) => id === number)?.title.slice(0, 60), run: () => mark(number) };
  return (
    <Finder
      label={`Mark ${whatIs(tickets)} as a duplicate`}
      placeholder={`The original of ${whatIs(tickets)}: its number or words`}
      text={text}
      onText={setText}
      items={byNumber ? [byNumber, ...items] : items}
      empty={isBusy ? 'Searching…' : text.trim() ? 'Nothing is found.' : 'Enter the number of the other ticket, or words of it.'}
      onClose={onClose}
    />
  );
}

/** @param {Ticket[]} tickets */
const whatIs = (tickets) => (tickets.length === 1 ? `#${tickets[0].id}` : `${tickets.length} tickets`);
