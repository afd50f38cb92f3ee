/**
 * Tickets that wait for the server (features/sending/outbox.js).
 *
 * @import { NewTicket, SentTicket } from '../../api/tickets.js'
 * @import { Outbox, Waiting } from '../sending/outbox.js'
 */
import { createTicket } from '../../api/tickets.js';
import { refusedFields, refusedWords } from './sending.js';
import { outbox } from '../sending/outbox.js';

/** @typedef {Waiting<NewTicket>} WaitingTicket */

/** @type {Outbox<NewTicket, SentTicket>} */
export const waitingTickets = outbox({
  prefix: 'waiting:',
  send: ({ key, body }) => createTicket(body, key),
  refusal: (error) => Object.values(refusedFields(error)).join('. ') || refusedWords(error),
});
