import { characters } from '../../api/ticket.js';

/**
 * A labelled field for text, with its error and, near the limit, its count.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.caption
 * @param {string} props.value
 * @param {(value: string) => void} props.onChange
 * @param {number} props.max characters
 * @param {boolean} [props.isSmall] one of several fields under one caption
 * @param {string} [props.type] of a field of one line
 * @param {string} [props.autoComplete]
 * @param {number} [props.rows] more than one makes it a text area
 * @param {string} [props.placeholder]
 * @param {string} [props.error]
 * @param {boolean} [props.isSuggested] whether the value is a suggestion that the person has not made their own
 * @param {boolean} props.isLocked
 * @param {import('react').Ref<any>} [props.ref]
 */
export function TextField({ name, caption, value, onChange, max, isSmall, type, autoComplete = 'off', rows = 1, placeholder, error, isSuggested, isLocked, ref }) {
  const Control = rows > 1 ? 'textarea' : 'input';
  // Blanks around the text are not sent.
  const count = characters(value.trim());
  const describedBy = [error && `${name}-error`, isSuggested && `${name}-origin`, count > max * 0.8 && `${name}-count`].filter(Boolean).join(' ');
  return (
    <div>
      <div className={`flex items-baseline gap-1.5 ${isSmall ? 'mb-1' : 'mb-1.5'}`}>
        <label htmlFor={name} className={isSmall ? 'text-small text-ink-soft' : 'font-medium'}>
          {caption}
        </label>
        {isSuggested && (
          <span id={`${name}-origin`} className="text-small text-ink-soft">
            suggested
          </span>
        )}
        {count > max * 0.8 && (
          <span id={`${name}-count`} className={`ml-auto text-small tabular-nums ${count > max ? 'text-red' : 'text-ink-soft'}`}>
            {`${count.toLocaleString()} of ${max.toLocaleString()}`}
          </span>
        )}
      </div>
      <Control
        ref={ref}
        id={name}
        name={name}
        dir="auto"
        data-proposed={isSuggested ? '' : undefined}
        className={`field ${rows > 1 ? 'block resize-y' : ''} ${isSuggested ? 'suggested' : ''}`}
        rows={rows > 1 ? rows : undefined}
        type={type}
        value={value}
        placeholder={placeholder}
        readOnly={isLocked}
        autoComplete={autoComplete}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy || undefined}
        onChange={(/** @type {{ target: { value: string } }} */ event) => onChange(event.target.value)}
        onKeyDown={(/** @type {import('react').KeyboardEvent<any>} */ event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form.requestSubmit();
        }}
      />
      {error && (
        <p id={`${name}-error`} className="mt-1.5 text-small text-red">
          {error}
        </p>
      )}
    </div>
  );
}
