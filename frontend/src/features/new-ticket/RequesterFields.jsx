import { TextField } from '../../ui/fields/TextField.jsx';
import { EMAIL_MAX, NAME_MAX } from '../../api/ticket.js';

/**
 * @import { FieldErrors } from './sending.js'
 * @import { RequesterDraft } from './useRequester.js'
 */

/**
 * Who has the problem; both fields may stay empty.
 *
 * @param {object} props
 * @param {RequesterDraft} props.requester
 * @param {boolean} props.hasAccount whether an account sends the ticket, for somebody else
 * @param {FieldErrors} props.errors
 * @param {boolean} props.isLocked
 * @param {(part: Partial<RequesterDraft>) => void} props.onChange
 */
export function RequesterFields({ requester, hasAccount, errors, isLocked, onChange }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 flex flex-wrap items-baseline gap-x-1.5 font-medium">
        <span>{hasAccount ? 'Requester' : 'Who you are'}</span>
        <span className="text-small font-normal text-ink-soft">
          {hasAccount ? 'optional' : 'optional, so that we can answer you'}
        </span>
      </legend>
      <div className="grid gap-2 min-[420px]:grid-cols-2">
        <TextField
          name="name"
          caption="Name"
          autoComplete={hasAccount ? 'off' : 'name'}
          value={requester.name}
          onChange={(name) => onChange({ name })}
          max={NAME_MAX}
          error={errors.name}
          isSmall
          isLocked={isLocked}
        />
        <TextField
          name="email"
          type="email"
          caption="Email address"
          autoComplete={hasAccount ? 'off' : 'email'}
          value={requester.email}
          onChange={(email) => onChange({ email })}
          max={EMAIL_MAX}
          error={errors.email}
          isSmall
          isLocked={isLocked}
        />
      </div>
    </fieldset>
  );
}
