/**
 * The drafts of new tickets (features/sending/tabDrafts.js).
 *
 * @import { NewTicket } from '../../api/tickets.js'
 * @import { FormField } from '../../api/ticket.js'
 * @import { Attempt, TabDrafts } from '../sending/tabDrafts.js'
 */
import { byFormField } from '../../api/ticket.js';
import { recall, remember } from '../../browser/storage.js';
import { tabDrafts } from '../sending/tabDrafts.js';

/**
 * What a person has typed and not yet sent. Empty choices are open to a suggestion.
 *
 * @typedef {{ [Name in FormField]: NonNullable<NewTicket[Name]> | '' }} Draft
 */

const PREFIX = 'draft:';
/** Older versions had one draft and one attempt for all tabs. */
const OLD = Object.freeze({ draft: 'draft', attempt: 'attempt' });

/** @type {Draft} */
export const EMPTY = Object.freeze(byFormField(() => /** @type {const} */ ('')));

/** @type {TabDrafts<Draft, NewTicket>} */
const drafts = tabDrafts(PREFIX, EMPTY);

/** @type {TabDrafts<Draft, NewTicket>} */
export const ticketDrafts = {
  ...drafts,
  load: () => {
    migrate();
    return drafts.load();
  },
};

/** The one draft of an older version becomes this tab's, or waits for a new tab. */
function migrate() {
  const draft = recall(OLD.draft, /** @type {Draft | null} */ (null));
  if (!draft) return;
  const attempt = recall(OLD.attempt, /** @type {Attempt<NewTicket> | null} */ (null));
  const isFree = recall(drafts.place(), null) === null;
  if (!drafts.isEmpty(draft)) {
    remember(isFree ? drafts.place() : `${PREFIX}old`, { ...EMPTY, ...draft, attempt, at: Date.now() });
  }
  remember(OLD.draft, undefined);
  remember(OLD.attempt, undefined);
}
