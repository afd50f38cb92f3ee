import { useCallback, useState } from 'react';
import { changePerson, invite, inviteAgain, listPeople } from '../../api/settings.js';
import { useDebounced } from '../../browser/useDebounced.js';
import { exactly } from '../../browser/time.js';
import { AccountField, AccountForm } from '../account/AccountForm.jsx';
import { useAccountForm } from '../account/useAccountForm.js';
import { Select } from '../../ui/fields/Select.jsx';
import { SettledSelect } from '../../ui/fields/SettledSelect.jsx';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { Question } from '../../ui/Question.jsx';
import { focusFirstField } from './focusFirstField.js';
import { Outcome } from './Outcome.jsx';
import { Secret } from './Secret.jsx';
import { useTable } from './useTable.js';

/**
 * @import { Invitation, Person, Role } from '../../api/settings.js'
 * @import { Rules } from '../account/useAccountForm.js'
 */

/** @type {[Role, string][]} */
const ROLES = [
  ['viewer', 'Viewer: reads'],
  ['agent', 'Agent: answers'],
  ['admin', 'Admin: manages too'],
];
/** @type {Record<Person['state'], string>} */
const STATES = {
  invited: 'Invited',
  password: 'Signs in with a password',
  provider: 'Signs in through your provider',
  off: 'Switched off',
};

/** Who has an account: invite, give a role, switch off and on. */
export function PeopleSettings() {
  const [search, setSearch] = useState('');
  const wanted = useDebounced(search.trim(), 250);
  const load = useCallback((/** @type {AbortSignal} */ signal) => listPeople(wanted, signal), [wanted]);
  const { rows, notice, problem, isBusy, act, reload } = useTable(load);
  const [invitation, setInvitation] = useState(/** @type {Invitation | null} */ (null));
  const [isInviting, setIsInviting] = useState(false);

  const again = (/** @type {Person} */ person) => act(async () => setInvitation(await inviteAgain(person.id)), '');
  const change = (/** @type {Person} */ person, /** @type {Parameters<typeof changePerson>[1]} */ body, /** @type {string} */ done) =>
    act(() => changePerson(person.id, body), done);

  return (
    <>
      <div className="flex flex-wrap gap-2">
        <input
          type="search"
          className="field max-w-64"
          aria-label="Find a person"
          placeholder="Find a person"
          maxLength={200}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {!isInviting && (
          <button type="button" className="quiet-button border border-line-strong" onClick={() => setIsInviting(true)}>
            Invite a person
          </button>
        )}
      </div>
      {isInviting && (
        <InviteForm
          onDone={(made) => {
            setInvitation(made);
            setIsInviting(false);
            reload();
          }}
          onCancel={() => setIsInviting(false)}
        />
      )}
      {invitation && (
        <Secret
          key={invitation.invitation}
          caption={`Invitation for ${invitation.person.name || invitation.person.username}`}
          text={`${window.location.origin}/join#${encodeURIComponent(invitation.invitation)}`}
          note={`Send this link to the person. It works once, until ${exactly(invitation.expires_at)}. They sign in as ${invitation.person.username}.`}
          onDone={() => setInvitation(null)}
        />
      )}
      <Outcome notice={notice} problem={problem} />
      {!rows && !problem && <LoadingSpinner>Loading the people…</LoadingSpinner>}
      {rows && (
        <ul className="divide-y divide-line border-y border-line" aria-busy={isBusy}>
          {rows.results.map((person) => (
            <PersonRow key={person.id} person={person} onInvite={() => void again(person)} onChange={(body, done) => void change(person, body, done)} />
          ))}
        </ul>
      )}
      {rows?.results.length === 0 && <p className="text-ink-soft">No person matches. Search for less.</p>}
      {rows?.more && <p className="text-small text-ink-soft">There are more people. Search for a name to find them.</p>}
    </>
  );
}

/**
 * @param {object} props
 * @param {Person} props.person
 * @param {() => void} props.onInvite
 * @param {(body: Parameters<typeof changePerson>[1], done: string) => void} props.onChange
 */
function PersonRow({ person, onInvite, onChange }) {
  const [isAsking, setIsAsking] = useState(false);
  const name = person.name || person.username;
  const again = person.state === 'invited' ? 'New link' : 'Reset password';
  const turn = person.active ? 'Switch off' : 'Switch on';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <div className={`min-w-48 grow basis-48 ${person.active ? '' : 'text-ink-soft'}`}>
        <bdi className="block font-medium wrap-anywhere" translate="no">
          {name}
        </bdi>
        <span className="block text-small wrap-anywhere text-ink-soft">
          <bdi translate="no">{[person.username, person.email].filter(Boolean).join(' · ')}</bdi>
          <span>{` · ${STATES[person.state]}`}</span>
        </span>
      </div>
      <SettledSelect
        className={person.changeable ? '' : 'opacity-60'}
        aria-label={`Role of ${name}`}
        value={person.role ?? ''}
        disabled={!person.changeable}
        onChange={(value) => {
          const role = /** @type {Role} */ (value);
          onChange({ role }, `${name} is now ${role === 'agent' || role === 'admin' ? 'an' : 'a'} ${role}.`);
        }}
      >
        {person.role === null && <option value="">No role</option>}
        {ROLES.map(([role, caption]) => (
          <option key={role} value={role}>
            {caption}
          </option>
        ))}
      </SettledSelect>
      <div className="flex sm:w-60 sm:justify-end">
        {person.changeable && (
          <>
            {person.active && person.state !== 'provider' && (
              <button type="button" className="quiet-button" aria-label={`${again} for ${name}`} onClick={onInvite}>
                <span key={again}>{again}</span>
              </button>
            )}
            <button
              type="button"
              className="quiet-button"
              aria-label={`${turn} ${name}`}
              aria-expanded={person.active ? isAsking : undefined}
              onClick={() => (person.active ? setIsAsking(true) : onChange({ active: true }, `${name} is switched on again.`))}
            >
              <span key={turn}>{turn}</span>
            </button>
          </>
        )}
      </div>
      {person.active && isAsking && (
        <Question
          className="basis-full"
          words={`${name} is signed out at once, and their unfinished tickets have no assignee any more.`}
          yes="Switch it off"
          onYes={() => {
            setIsAsking(false);
            onChange({ active: false }, `${name} is switched off and signed out.`);
          }}
          onNo={() => setIsAsking(false)}
        />
      )}
    </li>
  );
}

/** @param {{ onDone: (made: Invitation) => void, onCancel: () => void }} props */
function InviteForm({ onDone, onCancel }) {
  const [role, setRole] = useState(/** @type {Role} */ ('agent'));
  const [made] = useState(() => ({ current: /** @type {Invitation | null} */ (null) }));
  /** @type {Rules<'name' | 'username' | 'email'>} */
  const rules = {
    missing: { name: 'Enter the name', username: 'Choose a username', email: '' },
    send: async ({ name, username, email }) => {
      made.current = await invite({ name: name.trim(), username: username.trim(), email: email.trim(), role });
    },
    words: (error) => error.sentence || 'The person could not be invited. Try again.',
    mended: 'username',
  };
  const state = useAccountForm(useKept(rules), () => made.current && onDone(made.current));
  return (
    <div ref={focusFirstField} className="max-w-[22rem] rounded-lg border border-line bg-panel p-4">
      <AccountForm caption="Make the invitation" busy="Making it…" state={state}>
        <AccountField name="name" caption="Name" type="text" autoComplete="off" error={state.errors.name} />
        <AccountField name="username" caption="Username" type="text" autoComplete="off" hint="The person signs in with it." error={state.errors.username} />
        <AccountField name="email" caption="Email address, if you like" type="email" autoComplete="off" required={false} error={state.errors.email} />
        <div>
          <label htmlFor="role" className="mb-1.5 block font-medium">
            Role
          </label>
          <Select id="role" value={role} onChange={(event) => setRole(/** @type {Role} */ (event.target.value))}>
            {ROLES.map(([value, caption]) => (
              <option key={value} value={value}>
                {caption}
              </option>
            ))}
          </Select>
        </div>
      </AccountForm>
      <button type="button" className="quiet-button mt-2" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

/**
 * The same object with the newest functions: useAccountForm moves the focus when its rules are others.
 *
 * @template {object} T
 * @param {T} rules
 * @returns {T}
 */
function useKept(rules) {
  const [kept] = useState(() => ({ ...rules }));
  return Object.assign(kept, rules);
}
