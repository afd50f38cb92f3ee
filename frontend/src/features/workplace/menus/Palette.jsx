import { useState } from 'react';
import { label } from '../../../api/ticket.js';
import { fold, ticketNumber } from '../../../ui/folding.js';
import { Icon, ICONS } from '../../../ui/icons.jsx';
import { StatusDot } from '../../../ui/StatusDot.jsx';
import { Finder } from './Finder.jsx';
import { useFoundTickets } from './useFoundTickets.js';

/** @import { Ticket } from '../../../api/ticket.js' */

/** @typedef {{ words: string, keys?: string, group: string, run: () => void }} Command */

/**
 * Opens a ticket by its number, finds tickets by words, and runs what the workplace can do.
 *
 * @param {{ commands: Command[], onTicket: (id: number) => void, onClose: () => void }} props
 */
export default function Palette({ commands, onTicket, onClose }) {
  const [text, setText] = useState('');
  const { tickets, isBusy } = useFoundTickets(text);
  const wanted = fold(text.trim());
  const number = ticketNumber(text);
  const jump = number && {
    key: 'jump',
    group: 'Ticket',
    words: `Open #${number}`,
    sign: <Icon path={ICONS.search} className="size-4 text-ink-soft" />,
    hint: tickets.find(({ id }) => id === number)?.title.slice(0, 60),
    run: () => onTicket(number),
  };
  const matching = commands
    .filter(({ words }) => fold(words).includes(wanted))
    .map(({ words, keys, group, run }) => ({ key: `${group} ${words}`, group, words, hint: keys, run }));
  const found = tickets.filter(({ id }) => id !== number).map((ticket) => asItem(ticket, onTicket));
  return (
    <Finder
      label="Find a ticket or an action"
      placeholder="A number, words of a ticket, or an action"
      text={text}
      onText={setText}
      items={[...(jump ? [jump] : []), ...matching, ...found]}
      empty={isBusy ? 'Searching…' : 'Nothing is found.'}
      onClose={onClose}
    />
  );
}

/** @param {Ticket} ticket  @param {(id: number) => void} onChoose  @returns {import('./Finder.jsx').Item} */
export const asItem = ({ id, title, status }, onChoose) => ({
  key: `ticket ${id}`,
  group: 'Tickets',
  words: title,
  sign: <StatusDot status={status} />,
  hint: `#${id} · ${label(status)}`,
  run: () => onChoose(id),
});
