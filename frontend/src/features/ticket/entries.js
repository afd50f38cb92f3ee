/**
 * What the ticket itself adds to its conversation.
 *
 * @import { Message } from '../../api/messages.js'
 * @import { TicketChange } from '../../api/tickets.js'
 * @import { Ticket } from '../../api/ticket.js'
 * @import { FieldChange } from '../conversation/timeline.js'
 */

/** @param {Message} message  @returns {string} which duplicates were sent it too, '' without any */
export function sentTo({ sent_to: ids = [] }) {
  const named = ids.slice(0, 5).map((each) => `#${each}`);
  if (ids.length > named.length) named.push(`${ids.length - named.length} more`);
  const last = named.pop();
  return last ? `Sent to ${[named.join(', '), last].filter(Boolean).join(' and ')} too.` : '';
}

/** @param {Ticket} ticket  @returns {Message} the description, as the first message of the conversation */
export const descriptionOf = ({ description, created_at: at, requester }) => ({
  id: 0,
  kind: 'request',
  author: { name: requester?.name ?? '', role: 'requester' },
  body: description,
  created_at: at,
});

/**
 * @param {Ticket} ticket
 * @param {Message[]} messages oldest first
 * @returns {number} the number of the requester's newest message that no reply follows; 0: none, or nothing is left to do
 */
export function unansweredOf({ status }, messages) {
  if (status === 'resolved' || status === 'closed') return 0;
  const last = messages.findLast(({ kind }) => kind !== 'note');
  return last?.kind === 'request' ? last.id : 0;
}

/** @param {TicketChange & { by_requester?: boolean }} change  @param {Ticket} ticket  @returns {FieldChange} */
export function asFieldChange(change, { requester }) {
  const { id, changed_at: at, account, field, old_value: from, new_value: to } = change;
  const actor = account ?? (change.by_requester ? requester?.name || 'The requester' : '');
  // An account without a full name is named by its number where it is the assignee.
  const isActor = field === 'assignee' && account && to === `Agent ${change.account_id}`;
  return { key: `${id}`, at, actor, field, from, to: isActor ? actor : to };
}
