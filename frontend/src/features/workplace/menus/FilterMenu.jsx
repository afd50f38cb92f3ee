import { useState } from 'react';
import { fold } from '../../../ui/folding.js';
import { Finder } from './Finder.jsx';
import { filterOptions, withZone } from './filterOptions.js';

/**
 * @import { Agent } from '../../../api/people.js'
 * @import { Filters } from '../../../api/tickets.js'
 */

/**
 * One list of everything that the tickets can be filtered by, found by a few letters, and two days.
 *
 * @param {object} props
 * @param {Filters} props.filters
 * @param {Agent[]} props.agents
 * @param {(filters: Filters) => void} props.onChange
 * @param {() => void} props.onClose
 */
export default function FilterMenu({ filters, agents, onChange, onClose }) {
  const [text, setText] = useState('');
  const wanted = fold(text.trim());
  const items = filterOptions(filters, agents)
    .filter(({ group, words, also = '' }) => fold(`${group} ${words} ${group} ${also}`).includes(wanted))
    .map(({ next, ...option }) => ({ ...option, key: `${option.group} ${option.words}`, run: () => onChange(next) }));
  return (
    <Finder
      isMulti
      label="Filter the list"
      placeholder="Filter by status, assignee, day…"
      text={text}
      onText={setText}
      items={items}
      empty="No filter matches."
      className="w-80 max-sm:mx-auto max-sm:mt-[12vh] sm:below-its-button sm:[position-anchor:--filter]"
      onClose={onClose}
    >
      <fieldset className="grid grid-cols-2 gap-x-2 border-t border-line px-3.5 pt-2 pb-3">
        <legend className="sr-only">Sent between two days</legend>
        <Day caption="Sent from" value={filters.created_after} onChange={(day) => onChange(withZone({ ...filters, created_after: day }))} />
        <Day caption="until" value={filters.created_before} onChange={(day) => onChange(withZone({ ...filters, created_before: day }))} />
      </fieldset>
    </Finder>
  );
}

/** @param {{ caption: string, value: string, onChange: (day: string) => void }} props */
function Day({ caption, value, onChange }) {
  return (
    <label className="grid gap-1 text-small text-ink-soft">
      <span>{caption}</span>
      <input
        type="date"
        className="field min-w-0 px-2! py-1!"
        value={/^\d{4}-\d\d-\d\d$/.test(value) ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
