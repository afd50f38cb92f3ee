import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { isFiltered, NO_FILTERS, valuesOf } from './filters.js';
import { useBarsHeight } from '../../ui/useBarsHeight.js';
import { useDebounced } from '../../browser/useDebounced.js';
import { CATEGORIES, label, PRIORITIES, STATUSES } from '../../api/ticket.js';
import { Icon, ICONS } from '../../ui/icons.jsx';
import { ticketNumber } from '../../ui/folding.js';
import { Select } from '../../ui/fields/Select.jsx';

/**
 * @import { Filters } from '../../api/tickets.js'
 * @import { Category, Priority, Status } from '../../api/ticket.js'
 */

export const SEARCH_PAUSE_MS = 250;

/**
 * @param {object} props
 * @param {Filters} props.filters
 * @param {(filters: Filters) => void} props.onChange
 * @param {import('react').Ref<HTMLInputElement>} props.searchRef
 */
export function FilterBar({ filters, onChange, searchRef }) {
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  useBarsHeight(bar);
  return (
    <div
      ref={bar}
      role="search"
      aria-label="Filter tickets"
      className="top-0 z-10 flex flex-wrap items-center gap-2 border-b border-line bg-page px-3 py-2.5 lg:top-11 lg:px-4 roomy:sticky"
    >
      <SearchField
        search={filters.search}
        onSearch={(search) => onChange({ ...filters, search })}
        inputRef={searchRef}
      />
      <div className="grid w-full grid-cols-[1.15fr_1fr_1fr] gap-2 sm:flex sm:w-auto">
        <Dropdown
          caption="Category"
          values={CATEGORIES}
          value={filters.category}
          onChange={(category) => onChange({ ...filters, category })}
        />
        <Dropdown
          caption="Priority"
          values={PRIORITIES}
          value={filters.priority}
          onChange={(priority) => onChange({ ...filters, priority })}
        />
        <Dropdown
          caption="Status"
          values={STATUSES}
          value={filters.status}
          onChange={(status) => onChange({ ...filters, status })}
        />
      </div>
      {isFiltered(filters) && (
        <button type="button" className="quiet-button text-accent" onClick={() => onChange(NO_FILTERS)}>
          Clear
        </button>
      )}
    </div>
  );
}

/**
 * The text changes at once; the search follows when the typing pauses.
 *
 * @param {object} props
 * @param {string} props.search
 * @param {(search: string) => void} props.onSearch
 * @param {import('react').Ref<HTMLInputElement>} props.inputRef
 * @param {(isFound: boolean, number: number | null) => void} [props.onLeave] leaves the field for the rows; isFound: they
 *   are those of the text; number: of the ticket that the text names, on Enter
 * @param {string} [props.className] how wide it is
 */
export function SearchField({ search, onSearch, inputRef, onLeave, className = 'min-w-40 grow basis-48' }) {
  const [text, setText] = useState(search);
  const [known, setKnown] = useState(search);
  if (known !== search) {
    // The address changed without typing (Back, "Clear").
    setKnown(search);
    if (text.trim() !== search) setText(search);
  }
  const settled = useDebounced(text, SEARCH_PAUSE_MS);
  const settle = useEffectEvent((/** @type {string} */ typed) => {
    if (typed === text && typed.trim() !== search) onSearch(typed.trim());
  });
  useEffect(() => settle(settled), [settled]);

  return (
    <div className={`relative ${className}`}>
      <Icon path={ICONS.search} className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-soft" />
      <input
        ref={inputRef}
        type="search"
        aria-label="Search tickets"
        placeholder="Search title and description"
        dir="auto"
        className="field min-h-11 pl-8! lg:min-h-8 lg:py-1!"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape' && !text) {
            event.currentTarget.blur();
            onLeave?.(true, null);
          }
          if (!onLeave || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return;
          // The row that takes the focus would be opened by the same key.
          event.preventDefault();
          const isFound = text.trim() === search;
          if (!isFound) onSearch(text.trim());
          onLeave(isFound, event.key === 'Enter' ? ticketNumber(text) : null);
        }}
      />
    </div>
  );
}

/**
 * One choice; an address can have several values, which stay until another one is chosen.
 *
 * @param {object} props
 * @param {string} props.caption
 * @param {(Category | Priority | Status)[]} props.values
 * @param {string} props.value '' is any
 * @param {(value: string) => void} props.onChange
 */
function Dropdown({ caption, values, value, onChange }) {
  return (
    <Select
      aria-label={caption}
      isSet={value !== ''}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{caption}</option>
      {value.includes(',') && <option value={value}>{`${valuesOf(value).length} of ${values.length}`}</option>}
      {values.map((each) => (
        <option key={each} value={each}>
          {label(each)}
        </option>
      ))}
    </Select>
  );
}
