import { useEffect, useId, useRef, useState } from 'react';
import { Icon, ICONS } from '../../../ui/icons.jsx';

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {string} words
 * @property {string} [group] the heading above the first of several
 * @property {import('react').ReactNode} [sign] before the words
 * @property {string} [hint] after the words: keys, or what is known of a ticket
 * @property {boolean} [isChosen] for a list of which several can be chosen
 * @property {() => void} run
 */

/**
 * A field and the list of what it finds, over the page. Arrow keys move, Enter chooses, Escape closes.
 *
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.placeholder
 * @param {string} props.text
 * @param {(text: string) => void} props.onText
 * @param {Item[]} props.items
 * @param {string} props.empty what is said without an item
 * @param {boolean} [props.isMulti] several can be chosen, so it stays open
 * @param {string} [props.className] where it is and how wide
 * @param {() => void} props.onClose
 * @param {import('react').ReactNode} [props.children] below the list
 */
export function Finder({ label, placeholder, text, onText, items, empty, isMulti = false, className = 'mx-auto mt-[12vh] w-lg', onClose, children }) {
  const id = useId();
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [at, setAt] = useState(0);
  const active = Math.min(at, items.length - 1);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector('input')?.focus();
  }, []);
  useEffect(() => {
    dialog.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  /** @param {Item} item */
  const choose = (item) => {
    if (isMulti) return item.run();
    // The focus returns to where it was before something else takes it.
    dialog.current?.close();
    return item.run();
  };
  /** @param {import('react').KeyboardEvent} event */
  const press = (event) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(active + 1 < items.length ? active + 1 : 0);
    else if (event.key === 'ArrowUp') setAt(active > 0 ? active - 1 : items.length - 1);
    else if (event.key === 'Enter' && items[active]) choose(items[active]);
    else return;
    event.preventDefault();
  };

  return (
    // A press beside it is one on the dialog itself; the keyboard has Escape.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-label={label}
      className={`floating max-w-[calc(100vw-1.5rem)] overflow-hidden p-0 backdrop:bg-transparent ${className}`}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <input
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={items.length > 0 ? `${id}-${active}` : undefined}
        className="w-full border-b border-line bg-transparent px-3.5 py-2.5 text-field outline-none lg:text-read"
        placeholder={placeholder}
        autoComplete="off"
        spellCheck="false"
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label={label} aria-multiselectable={isMulti || undefined} className="max-h-[min(24rem,50dvh)] overflow-y-auto overscroll-contain p-1">
        {items.map((item, index) => (
          <Option
            key={item.key}
            id={`${id}-${index}`}
            item={item}
            isFirst={item.group !== undefined && item.group !== items[index - 1]?.group}
            isActive={index === active}
            isMulti={isMulti}
            onPoint={() => setAt(index)}
            onChoose={() => choose(item)}
          />
        ))}
      </div>
      <p role="status" className="px-3.5 pb-3 text-small text-ink-soft empty:hidden">
        {items.length === 0 && <span>{empty}</span>}
      </p>
      {children}
    </dialog>
  );
}

/**
 * @param {object} props
 * @param {string} props.id
 * @param {Item} props.item
 * @param {boolean} props.isFirst of its group
 * @param {boolean} props.isActive
 * @param {boolean} props.isMulti
 * @param {() => void} props.onPoint
 * @param {() => void} props.onChoose
 */
function Option({ id, item, isFirst, isActive, isMulti, onPoint, onChoose }) {
  return (
    <>
      {isFirst && (
        <div role="presentation" className="px-2.5 pt-2 pb-1 text-small text-ink-soft">
          {item.group}
        </div>
      )}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above takes the keys */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isMulti ? Boolean(item.isChosen) : isActive}
        data-active={isActive ? '' : undefined}
        className="flex min-h-11 cursor-pointer items-center gap-2.5 rounded-md px-2.5 data-active:bg-hover lg:min-h-8"
        onMouseMove={onPoint}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onChoose}
      >
        {isMulti && <Box isChecked={Boolean(item.isChosen)} />}
        {item.sign}
        <bdi className="min-w-0 grow truncate">{item.words}</bdi>
        {item.hint && <span className="shrink-0 text-small text-ink-soft">{item.hint}</span>}
      </div>
    </>
  );
}

/** What a check box looks like. @param {{ isChecked: boolean }} props */
export function Box({ isChecked }) {
  return (
    <span
      aria-hidden="true"
      data-chosen={isChecked ? '' : undefined}
      className={`grid size-4 shrink-0 place-items-center rounded border ${isChecked ? 'border-accent bg-accent text-on-accent' : 'border-line-strong bg-panel'}`}
    >
      {isChecked && <Icon path={ICONS.check} className="size-3" />}
    </span>
  );
}
