import { useCallback, useState } from 'react';
import { createToken, listPeople, listTokens, revokeToken } from '../../api/settings.js';
import { exactly } from '../../browser/time.js';
import { LoadingSpinner } from '../../ui/LoadingSpinner.jsx';
import { Question } from '../../ui/Question.jsx';
import { Select } from '../../ui/fields/Select.jsx';
import { SubmitButton } from '../../ui/fields/SubmitButton.jsx';
import { focusFirstField } from './focusFirstField.js';
import { Outcome } from './Outcome.jsx';
import { Secret } from './Secret.jsx';
import { useTable } from './useTable.js';

/** @import { NewToken, Token } from '../../api/settings.js' */

const DAYS = [30, 90, 365];

/** The keys of programs: make one, see when it was last used, revoke it. */
export function TokenSettings() {
  const { rows, notice, problem, isBusy, act } = useTable(useCallback((/** @type {AbortSignal} */ signal) => listTokens(signal), []));
  const [isMaking, setIsMaking] = useState(false);
  const [asking, setAsking] = useState('');
  const [made, setMade] = useState(/** @type {NewToken | null} */ (null));
  return (
    <>
      {!isMaking && (
        <div>
          <button type="button" className="quiet-button border border-line-strong" onClick={() => setIsMaking(true)}>
            Make a token
          </button>
        </div>
      )}
      {isMaking && (
        <TokenForm
          isBusy={isBusy}
          onCancel={() => setIsMaking(false)}
          onSend={async (body) => {
            if (await act(async () => setMade(await createToken(body)), '')) setIsMaking(false);
          }}
        />
      )}
      {made && (
        <Secret
          key={made.token.id}
          caption={`Token ${made.token.name}`}
          text={made.secret}
          note="Copy it now: it is not shown again. A program sends it as Authorization: Bearer."
          onDone={() => setMade(null)}
        />
      )}
      <Outcome notice={notice} problem={problem} />
      {!rows && !problem && <LoadingSpinner>Loading the tokens…</LoadingSpinner>}
      {rows?.length === 0 && <p className="text-ink-soft">There are no tokens. Programs need one to use the API.</p>}
      {rows && rows.length > 0 && (
        <ul className="divide-y divide-line border-y border-line" aria-busy={isBusy}>
          {rows.map((token) => (
            <li key={token.id} className={`flex flex-wrap items-center gap-x-4 gap-y-1 py-2 ${isOver(token) ? 'text-ink-soft' : ''}`}>
              <div className="min-w-48 grow basis-48">
                <bdi className="block font-medium wrap-anywhere">{token.name}</bdi>
                <span className="block text-small wrap-anywhere text-ink-soft">
                  <bdi translate="no">{token.account.username}</bdi>
                  <span>{` · ${token.scopes.join(' and ')} · ${stateOf(token)} · ${token.last_used_at ? `last used ${exactly(token.last_used_at)}` : 'not used yet'}`}</span>
                </span>
              </div>
              {!isOver(token) && (
                <button
                  type="button"
                  className="quiet-button"
                  aria-label={`Revoke ${token.name}`}
                  aria-expanded={asking === token.id}
                  onClick={() => setAsking(token.id)}
                >
                  Revoke
                </button>
              )}
              {!isOver(token) && asking === token.id && (
                <Question
                  className="basis-full"
                  words="Programs that use it are refused from now on. It cannot be brought back."
                  yes="Revoke it"
                  onYes={() => {
                    setAsking('');
                    void act(() => revokeToken(token.id), `${token.name} is revoked. Requests with it are refused.`);
                  }}
                  onNo={() => setAsking('')}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** @param {Token} token */
const isOver = (token) => token.revoked_at !== null || (token.expires_at !== null && new Date(token.expires_at) <= new Date());

/** @param {Token} token */
function stateOf(token) {
  if (token.revoked_at) return `revoked ${exactly(token.revoked_at)}`;
  if (!token.expires_at) return 'without an end';
  return `${isOver(token) ? 'expired' : 'until'} ${exactly(token.expires_at)}`;
}

/**
 * @param {object} props
 * @param {boolean} props.isBusy
 * @param {(body: Parameters<typeof createToken>[0]) => Promise<void>} props.onSend
 * @param {() => void} props.onCancel
 */
function TokenForm({ isBusy, onSend, onCancel }) {
  // A repeated request with this id makes no second token.
  const [id] = useState(() => Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join(''));
  const { rows } = useTable(useCallback((/** @type {AbortSignal} */ signal) => listPeople('', signal), []));
  const accounts = (rows?.results ?? []).filter((person) => person.active && person.role);
  return (
    <form
      ref={focusFirstField}
      aria-label="Make a token"
      className="grid max-w-[22rem] gap-4 rounded-lg border border-line bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const data = new FormData(event.currentTarget);
        const days = Number(data.get('days'));
        /** @type {('read' | 'write')[]} */
        const scopes = data.get('write') ? ['read', 'write'] : ['read'];
        void onSend({ id, name: `${data.get('name')}`.trim(), account: Number(data.get('account')), scopes, days: days || null });
      }}
    >
      <div>
        <label htmlFor="token-name" className="mb-1.5 block font-medium">
          Its purpose
        </label>
        <input id="token-name" name="name" className="field" required maxLength={100} placeholder="Nightly export" autoComplete="off" />
      </div>
      <div>
        <label htmlFor="token-account" className="mb-1.5 block font-medium">
          It acts for
        </label>
        <Select id="token-account" name="account" required>
          {accounts.map((person) => (
            <option key={person.id} value={person.id}>
              {person.name ? `${person.name} (${person.username})` : person.username}
            </option>
          ))}
        </Select>
      </div>
      <label className="flex min-h-11 items-center gap-2 lg:min-h-8">
        <input type="checkbox" name="write" />
        <span>It may change tickets too</span>
      </label>
      <div>
        <label htmlFor="token-days" className="mb-1.5 block font-medium">
          Valid for
        </label>
        <Select id="token-days" name="days" defaultValue="365">
          {DAYS.map((days) => (
            <option key={days} value={days}>
              {`${days} days`}
            </option>
          ))}
          <option value="0">Until it is revoked</option>
        </Select>
      </div>
      <SubmitButton isBusy={isBusy} busy="Making it…">
        Make the token
      </SubmitButton>
      <button type="button" className="quiet-button" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
