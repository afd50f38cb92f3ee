import { label } from '../../api/ticket.js';
import { Icon, ICONS } from '../icons.jsx';

/**
 * One of four, as radio buttons: one tap on a phone, arrow keys on a keyboard, all choices in sight.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.legend
 * @param {readonly string[]} props.values
 * @param {string} props.value '' when nothing is chosen or proposed
 * @param {'chosen' | 'suggested' | 'default' | 'unsure'} props.origin who says so; all but 'chosen' are dashed, 'unsure' proposes none
 * @param {(value: string) => import('react').ReactNode} [props.sign]
 * @param {(value: string) => void} props.onChoose
 * @param {string} [props.describedBy]
 * @param {string} [props.error]
 */
export function ChoiceField({ name, legend, values, value, origin, sign, onChoose, describedBy, error }) {
  const errorId = `${name}-error`;
  return (
    <fieldset className="min-w-0" aria-describedby={[error && errorId, describedBy].filter(Boolean).join(' ') || undefined}>
      <legend className="mb-1.5 flex items-center gap-1.5 font-medium">
        <span>{legend}</span>
        {value && origin !== 'chosen' && (
          <span className="font-normal text-small text-ink-soft">{origin === 'default' ? 'default' : 'suggested'}</span>
        )}
        {origin === 'unsure' && <span className="font-normal text-small text-ink-soft">not sure, please choose</span>}
      </legend>
      <div className="grid grid-cols-2 gap-1.5 min-[420px]:flex">
        {values.map((each) => (
          <label
            key={each}
            data-chosen={each === value && origin === 'chosen' ? '' : undefined}
            data-proposed={each === value && origin !== 'chosen' ? '' : undefined}
            className={`relative flex min-h-11 grow items-center justify-center gap-1 rounded-md border px-1 text-small transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent lg:min-h-8.5 ${looks(each === value, origin, Boolean(error))}`}
          >
            <input
              type="radio"
              className="absolute inset-0 cursor-pointer opacity-0"
              name={name}
              value={each}
              checked={each === value}
              onChange={() => onChoose(each)}
              // Pressing the suggested choice accepts it; that is no change to the radio button.
              onClick={() => onChoose(each)}
              aria-invalid={error ? true : undefined}
            />
            {sign?.(each)}
            <span>{label(each)}</span>
            {each === value && origin === 'suggested' && (
              <Icon path={ICONS.spark} className="absolute -top-1.5 -right-1.5 size-3.5 rounded-full bg-panel fill-accent" />
            )}
          </label>
        ))}
      </div>
      {error && (
        <p id={errorId} className="mt-1.5 text-small text-red">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/**
 * @param {boolean} isSelected
 * @param {'chosen' | 'suggested' | 'default' | 'unsure'} origin
 * @param {boolean} hasError
 */
function looks(isSelected, origin, hasError) {
  if (!isSelected) return `${hasError ? 'border-red' : 'border-line'} bg-panel text-ink-soft hover:border-line-strong hover:text-ink`;
  if (origin === 'suggested') return 'suggested bg-panel font-medium';
  if (origin === 'default') return 'border-dashed border-line-strong bg-panel text-ink';
  return 'border-accent bg-accent-soft font-medium text-accent';
}
