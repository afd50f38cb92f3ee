import { useCallback, useRef } from 'react';
import { ApiError } from '../../api/client.js';
import { getTicket, listChanges, updateTickets } from '../../api/tickets.js';
import { asSent, fieldsOf, refusal, told, undone } from '../tickets/ticketWords.js';
import { useTicketChange } from '../tickets/useTicketChange.js';

/**
 * @import { BulkResult } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { Say } from '../../ui/useNotice.js'
 * @import { Changes, Done } from '../tickets/useTicketChange.js'
 */

/** Whose changes were in the way is looked up for so many tickets. */
const MOST_NAMES = 5;

/**
 * Changes one ticket or many, and takes a change back. A ticket that somebody else has changed since is left
 * alone, and the outcome names them.
 *
 * @param {(ticket: Ticket) => void} show puts this state of the ticket on the page
 * @param {Say} say
 * @returns {{
 *   change: (ticket: Ticket, changes: Changes) => Promise<boolean>,
 *   changeMany: (tickets: Ticket[], changes: Changes) => Promise<unknown>,
 *   undo: () => void,
 * }} undo: takes the last change of this page back that was not yet taken back
 */
export function useChanges(show, say) {
  /** The changes of this page, the last at the end, each of one ticket or of many. */
  const past = useRef(/** @type {Done[][]} */ ([]));

  const takeBack = useCallback(
    async (/** @type {Done[]} */ done) => {
      past.current = past.current.filter((each) => each !== done);
      const items = done.flatMap(({ before, changes, after }) => {
        const back = undone(before, changes);
        return back ? [{ ticket: after, changes: back }] : [];
      });
      try {
        const { refused } = await send(items, show);
        const isOne = done.length === 1 && refused.length === 0;
        const [{ before, changes }] = done;
        const count = items.length - refused.length;
        const words = isOne ? `#${before.id} ${told(before, fieldsOf(changes), 'now')}` : `${tickets(count)} as before`;
        say(refused.length > 0 ? 'error' : 'status', [count > 0 ? `Undone: ${words}.` : 'Nothing was undone.', ...(await explained(refused))].join(' '));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        past.current.push(done);
        say('error', `The change was not undone. ${error.sentence || 'Try again in a moment.'}`);
      }
    },
    [show, say],
  );
  const offer = useCallback(
    (/** @type {Done[]} */ done) => {
      const [first] = done;
      if (!first || !undone(first.before, first.changes)) return undefined;
      past.current.push(done);
      return { word: 'Undo', run: () => void takeBack(done) };
    },
    [takeBack],
  );
  const offerOne = useCallback((/** @type {Done} */ done) => offer([done]), [offer]);
  const change = useTicketChange(show, say, offerOne);

  const changeMany = useCallback(
    async (/** @type {Ticket[]} */ many, /** @type {Changes} */ changes) => {
      if (many.length === 1) return change(many[0], changes);
      for (const ticket of many) show({ ...ticket, ...changes });
      try {
        const { done, refused } = await send(many.map((ticket) => ({ ticket, changes })), show);
        const words = done.length > 0 ? `${tickets(done.length)} ${plural(told({ ...many[0], ...changes }, fieldsOf(changes), 'now'))}.` : 'Nothing was changed.';
        const action = offer(done);
        say(refused.length > 0 ? 'error' : 'status', [words, ...(await explained(refused))].join(' '), action);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        for (const ticket of many) show(ticket);
        const [first] = many;
        const words = refusal(first, changes, error);
        say(
          'error',
          words
            .replace(`#${first.id} ${told(first, fieldsOf(changes), 'still')}`, `${tickets(many.length)} are as before`)
            .replace(`#${first.id} was not marked as a duplicate`, `${tickets(many.length)} were not marked as duplicates`),
        );
      }
      return undefined;
    },
    [change, offer, show, say],
  );

  const undo = useCallback(() => {
    const last = past.current.at(-1);
    if (last) void takeBack(last);
    else say('status', 'There is nothing to undo.');
  }, [takeBack, say]);
  return { change, changeMany, undo };
}

/** @typedef {{ ticket: Ticket, result: BulkResult }} Refused */

/**
 * @param {{ ticket: Ticket, changes: Changes }[]} items each with the ticket as the page had it
 * @param {(ticket: Ticket) => void} show
 * @returns {Promise<{ done: Done[], refused: Refused[] }>}
 */
async function send(items, show) {
  const results = await updateTickets(
    items.map(({ ticket, changes }) => ({ id: ticket.id, changes: asSent(changes), if_updated_at: ticket.updated_at })),
  );
  /** @type {Done[]} */
  const done = [];
  /** @type {Refused[]} */
  const refused = [];
  results.forEach((result, index) => {
    const { ticket, changes } = items[index];
    if (result.ticket) {
      show(result.ticket);
      done.push({ before: ticket, changes, after: result.ticket });
    } else {
      show(ticket);
      refused.push({ ticket, result });
      // What somebody else made of it.
      if (result.status === 412) void getTicket(ticket.id).then((latest) => show(latest.ticket), () => {});
    }
  });
  return { done, refused };
}

/** @param {Refused[]} refused  @returns {Promise<string[]>} why each was not changed, in sentences */
async function explained(refused) {
  const changed = refused.filter(({ result }) => result.status === 412);
  const gone = refused.filter(({ result }) => result.status === 404).length;
  const names = await Promise.all(changed.slice(0, MOST_NAMES).map(({ ticket }) => lastWriter(ticket.id)));
  const known = [...new Set(names.filter(Boolean))];
  const by = known.length > 0 && changed.length <= MOST_NAMES ? known.join(' and ') : 'somebody else';
  const others = refused.filter(({ result }) => result.status === 400);
  return [
    ...(changed.length > 0 ? [`${changed.length} ${changed.length === 1 ? 'was' : 'were'} changed by ${by} meanwhile.`] : []),
    ...(gone > 0 ? [`${gone} no longer ${gone === 1 ? 'exists' : 'exist'}.`] : []),
    ...others.slice(0, MOST_NAMES).map(({ ticket, result }) => `#${ticket.id}: ${sentenceOf(result)}`),
  ];
}

/** @param {BulkResult} result */
const sentenceOf = ({ status, error }) =>
  new ApiError('refused', { status, details: /** @type {any} */ (error?.details ?? {}) }).sentence || 'It was not changed.';

/** @param {number} id  @returns {Promise<string>} who changed the ticket last, '' when that is not known */
async function lastWriter(id) {
  try {
    const { changes, next } = await listChanges(id);
    return next ? '' : (changes.at(-1)?.account ?? '');
  } catch {
    return '';
  }
}

/** @param {number} count */
const tickets = (count) => `${count.toLocaleString()} ${count === 1 ? 'ticket' : 'tickets'}`;

/** @param {string} words about one ticket  @returns {string} the same about several */
const plural = (words) => words.replaceAll(/\bis now\b/g, 'are now').replaceAll(/\bnow has\b/g, 'now have').replace('a duplicate of', 'duplicates of');
