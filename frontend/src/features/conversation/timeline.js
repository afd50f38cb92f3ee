/**
 * The order of a conversation: messages, the changes of the ticket between them, and the days.
 *
 * @import { Message } from '../../api/messages.js'
 */
import { readersDay } from '../../browser/time.js';

/**
 * @typedef {object} FieldChange
 * @property {string} key
 * @property {string} at ISO 8601
 * @property {string} actor the name of who changed it, '' where the reader may not know it
 * @property {string} field
 * @property {string} from
 * @property {string} to
 */
/**
 * @typedef {{ kind: 'day', key: string, at: string }
 *   | { kind: 'message', key: string, at: string, message: Message }
 *   | { kind: 'changes', key: string, at: string, actor: string, changes: FieldChange[] }} Item
 */

/** Changes of one person within this time are one line. */
const TOGETHER_MS = 2_000;

/**
 * @param {Message[]} messages oldest first
 * @param {FieldChange[]} changes oldest first
 * @param {boolean} isWhole whether there are no older messages; without them, older changes are left out too
 * @returns {Item[]}
 */
export function timeline(messages, changes, isWhole) {
  const first = messages[0]?.created_at ?? '';
  const shown = isWhole ? changes : changes.filter(({ at }) => at >= first);
  /** @type {Item[]} */
  const items = messages.map((message) => ({ kind: 'message', key: `m${message.id}`, at: message.created_at, message }));
  const merged = [...items, ...together(shown)].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return withDays(begunFirst(merged));
}

/**
 * A reply begins the work on a ticket: that it has begun is read before the reply.
 *
 * @param {Item[]} items
 * @returns {Item[]}
 */
function begunFirst(items) {
  return items.reduce((/** @type {Item[]} */ before, item) => {
    const last = before.at(-1);
    const isBegun = item.kind === 'changes' && item.changes.some(({ field, to }) => field === 'status' && to === 'in_progress');
    const isOne = isBegun && last?.kind === 'message' && last.message.kind === 'reply' && Date.parse(item.at) - Date.parse(last.at) <= TOGETHER_MS;
    return isOne ? [...before.slice(0, -1), item, last] : [...before, item];
  }, []);
}

/** @param {FieldChange[]} changes  @returns {Item[]} */
function together(changes) {
  /** @type {Extract<Item, { kind: 'changes' }>[]} */
  const lines = [];
  for (const change of changes) {
    const last = lines.at(-1);
    const isOne = last && last.actor === change.actor && Date.parse(change.at) - Date.parse(last.at) <= TOGETHER_MS;
    if (isOne && last.changes.every(({ field }) => field !== change.field)) last.changes.push(change);
    else lines.push({ kind: 'changes', key: `c${change.key}`, at: change.at, actor: change.actor, changes: [change] });
  }
  return lines;
}

/** @param {Item[]} items  @returns {Item[]} */
function withDays(items) {
  let day = '';
  return items.flatMap((item) => {
    const next = readersDay(Date.parse(item.at));
    if (next === day) return [item];
    day = next;
    return [/** @type {Item} */ ({ kind: 'day', key: `d${next}`, at: item.at }), item];
  });
}
