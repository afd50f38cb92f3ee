/**
 * The drafts of new tickets: one for each tab, kept until it is sent. The draft of a tab that is gone is
 * taken up by the next new tab.
 *
 * @import { NewTicket } from '../../api/tickets.js'
 * @import { Category, Priority } from '../../api/ticket.js'
 */
import { recall, recallAll, remember } from '../../browser/storage.js';
import { claim, openTabs, randomKey, release, thisTab } from '../../browser/tab.js';

/**
 * What a person has typed and not yet sent. Empty choices are open to a suggestion.
 *
 * @typedef {{ title: string, description: string, category: Category | '', priority: Priority | '' }} Draft
 */
/**
 * One try to send, kept with its key: after a lost answer or a reload the same body goes out under the same
 * key, and the server makes no second ticket of it.
 *
 * @typedef {{ key: string, body: NewTicket }} Attempt
 */
/** @typedef {Draft & { attempt?: Attempt | null, at: number }} StoredDraft `at`: milliseconds since 1970 */

export const DRAFT = 'draft:';
/** Older versions had one draft and one attempt for all tabs. */
const OLD = Object.freeze({ draft: 'draft', attempt: 'attempt' });
const CLAIM_MS = 5_000;
/** Drafts that no tab took up; older ones make room. */
const MOST = 20;

/** @type {Draft} */
export const EMPTY = Object.freeze({ title: '', description: '', category: '', priority: '' });

export const ownDraft = () => DRAFT + thisTab().id;

/** @param {Draft} draft */
export const isEmpty = ({ title, description, category, priority }) => !title && !description && !category && !priority;

/** @returns {Draft} the draft of this tab */
export function loadDraft() {
  migrate();
  const { title, description, category, priority } = { ...EMPTY, ...recall(ownDraft(), EMPTY) };
  return { title, description, category, priority };
}

/** @param {Draft} draft */
export function saveDraft(draft) {
  const { attempt } = recall(ownDraft(), /** @type {Partial<StoredDraft>} */ ({}));
  remember(ownDraft(), isEmpty(draft) ? undefined : { ...draft, attempt, at: Date.now() });
}

/** @returns {Attempt | null} the last try to send this tab's draft */
export const loadAttempt = () => recall(ownDraft(), /** @type {Partial<StoredDraft>} */ ({})).attempt ?? null;

/** @param {Attempt | null} attempt */
export function saveAttempt(attempt) {
  const stored = recall(ownDraft(), /** @type {StoredDraft | null} */ (null));
  if (stored) remember(ownDraft(), { ...stored, attempt });
}

/** Leaves a draft for the next new tab. @param {StoredDraft} draft */
export const leaveDraft = (draft) => remember(DRAFT + randomKey(), draft);

export const forgetDraft = () => remember(ownDraft(), undefined);

/**
 * Takes up the draft of a tab that is gone: a new tab takes the newest one, and a tab that continues after a
 * crash takes its former one. A tab that was duplicated finds that its original is still open.
 *
 * @returns {Promise<StoredDraft | null>} the draft, stored nowhere any more
 */
export async function adoptDraft() {
  const { former, isNew } = thisTab();
  if (!isNew && !former) return null;
  const candidates = /** @type {[string, StoredDraft][]} */ (recallAll(DRAFT))
    .filter(([key]) => (former ? key === DRAFT + former : key !== ownDraft()))
    .sort(([, one], [, other]) => other.at - one.at);
  if (candidates.length === 0) return null;
  const open = await openTabs();
  const orphans = candidates.filter(([key]) => !open.has(key.slice(DRAFT.length)));
  orphans.slice(MOST).forEach(([key]) => remember(key, undefined));
  for (const [key] of orphans) {
    if (!(await claim(key, CLAIM_MS))) continue;
    const draft = recall(key, /** @type {StoredDraft | null} */ (null));
    remember(key, undefined);
    release(key);
    if (draft) return draft;
  }
  return null;
}

/** The one draft of an older version becomes this tab's, or waits for a new tab. */
function migrate() {
  const draft = recall(OLD.draft, /** @type {Draft | null} */ (null));
  if (!draft) return;
  const attempt = recall(OLD.attempt, /** @type {Attempt | null} */ (null));
  const isFree = recall(ownDraft(), null) === null;
  if (!isEmpty(draft)) remember(isFree ? ownDraft() : `${DRAFT}old`, { ...EMPTY, ...draft, attempt, at: Date.now() });
  remember(OLD.draft, undefined);
  remember(OLD.attempt, undefined);
}
