/**
 * Drafts of one kind of thing that is sent: one for each tab, kept until it is sent. A new tab takes up the
 * draft of a tab that is gone.
 */
import { recall, recallAll, remember } from '../../browser/storage.js';
import { claim, openTabs, randomKey, release, thisTab } from '../../browser/tab.js';

/**
 * One try to send, kept with its key: after a lost answer or a reload the same body goes out under the same
 * key, and the server stores it once.
 *
 * @template Body
 * @typedef {{ key: string, body: Body }} Attempt
 */
/**
 * @template Draft, Body
 * @typedef {Draft & { attempt?: Attempt<Body> | null, at: number }} StoredDraft `at`: milliseconds since 1970
 */
/**
 * @template Draft, Body
 * @typedef {object} TabDrafts
 * @property {Draft} empty
 * @property {() => string} place where this tab's draft is stored
 * @property {(draft: Draft) => boolean} isEmpty
 * @property {() => Draft} load
 * @property {(draft: Draft) => void} save
 * @property {() => Attempt<Body> | null} loadAttempt the last try to send this tab's draft
 * @property {(attempt: Attempt<Body> | null) => void} saveAttempt
 * @property {(draft: StoredDraft<Draft, Body>) => void} leave keeps a draft for the next new tab
 * @property {() => void} forget
 * @property {() => Promise<StoredDraft<Draft, Body> | null>} adopt the draft of a tab that is gone, stored nowhere any more
 */

const CLAIM_MS = 5_000;
/** Drafts that no tab took up; older ones make room. */
const MOST = 20;

/**
 * @template {Record<string, unknown>} Draft
 * @template Body
 * @param {string} prefix of the keys in the browser's storage
 * @param {Draft} empty
 * @returns {TabDrafts<Draft, Body>}
 */
export function tabDrafts(prefix, empty) {
  const place = () => prefix + thisTab().id;
  const fields = Object.keys(empty);
  const stored = () => recall(place(), /** @type {StoredDraft<Draft, Body> | null} */ (null));
  const isEmpty = (/** @type {Draft} */ draft) => fields.every((field) => draft[field] === empty[field]);

  /**
   * A new tab takes the newest draft, and a tab that continues after a crash takes its former one. A tab that
   * was duplicated finds that its original is still open.
   */
  const adopt = async () => {
    const { former, isNew } = thisTab();
    if (!isNew && !former) return null;
    const candidates = /** @type {[string, StoredDraft<Draft, Body>][]} */ (recallAll(prefix))
      .filter(([key]) => (former ? key === prefix + former : key !== place()))
      .sort(([, one], [, other]) => other.at - one.at);
    if (candidates.length === 0) return null;
    const open = await openTabs();
    const orphans = candidates.filter(([key]) => !open.has(key.slice(prefix.length)));
    orphans.slice(MOST).forEach(([key]) => remember(key, undefined));
    for (const [key] of orphans) {
      if (!(await claim(key, CLAIM_MS))) continue;
      const draft = recall(key, /** @type {StoredDraft<Draft, Body> | null} */ (null));
      remember(key, undefined);
      release(key);
      if (draft) return draft;
    }
    return null;
  };

  return {
    empty,
    place,
    isEmpty,
    load: () => {
      const draft = { ...empty, ...stored() };
      return /** @type {Draft} */ (Object.fromEntries(fields.map((field) => [field, draft[field]])));
    },
    save: (draft) =>
      void remember(place(), isEmpty(draft) ? undefined : { ...draft, attempt: stored()?.attempt, at: Date.now() }),
    loadAttempt: () => stored()?.attempt ?? null,
    saveAttempt: (attempt) => {
      const draft = stored();
      if (draft) remember(place(), { ...draft, attempt });
    },
    leave: (draft) => void remember(prefix + randomKey(), draft),
    forget: () => void remember(place(), undefined),
    adopt,
  };
}
