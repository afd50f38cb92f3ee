import { MESSAGE_MAX } from '../../api/messages.js';
import { characters } from '../../api/ticket.js';

/**
 * Where a message is written: grows with the text, and shows its count near the limit.
 *
 * @param {object} props
 * @param {string} props.id
 * @param {string} props.caption
 * @param {string} props.value
 * @param {string} props.placeholder
 * @param {boolean} props.isLocked
 * @param {boolean} [props.isNote]
 * @param {string} [props.error]
 * @param {() => void} [props.onFocus]
 * @param {(value: string) => void} props.onChange
 * @param {(isShifted: boolean) => void} props.onSubmit Ctrl + Enter, with Shift or without
 * @param {(event: import('react').KeyboardEvent<HTMLTextAreaElement>) => void} [props.onKeyDown]
 * @param {import('react').Ref<HTMLTextAreaElement>} [props.ref]
 */
export function MessageField({ id, caption, value, placeholder, isLocked, isNote, error, onFocus, onChange, onSubmit, onKeyDown, ref }) {
  const count = characters(value.trim());
  const isLong = count > MESSAGE_MAX * 0.8;
  const describedBy = [error && `${id}-error`, isLong && `${id}-count`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="sr-only">
        {caption}
      </label>
      <textarea
        ref={ref}
        id={id}
        rows={1}
        dir="auto"
        className={`field field-sizing-content max-h-[40vh] min-h-11 resize-none lg:min-h-19 ${isNote ? 'border-note-line! bg-note!' : ''}`}
        value={value}
        placeholder={placeholder}
        readOnly={isLocked}
        autoComplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy || undefined}
        onFocus={onFocus}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            onSubmit(event.shiftKey);
          } else onKeyDown?.(event);
        }}
      />
      {isLong && (
        <p id={`${id}-count`} className={`text-small tabular-nums ${count > MESSAGE_MAX ? 'text-red' : 'text-ink-soft'}`}>
          {`${count.toLocaleString()} of ${MESSAGE_MAX.toLocaleString()}`}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-small text-red">
          {error}
        </p>
      )}
    </div>
  );
}
