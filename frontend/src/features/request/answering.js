/**
 * Answers of a requester on their way: a draft for each ticket and tab, and the queue of what the server could not
 * be reached for. Neither has the token of the private link, so a page sends what belongs to its link alone.
 *
 * @import { Message } from '../../api/messages.js'
 * @import { Outbox } from '../sending/outbox.js'
 * @import { TabDrafts } from '../sending/tabDrafts.js'
 */
import { postRequest } from '../../api/privateLink.js';
import { refusedMessage } from '../conversation/messageErrors.js';
import { outbox } from '../sending/outbox.js';
import { tabDrafts } from '../sending/tabDrafts.js';

/** @typedef {{ ticketId: number, text: string }} Answer */

/** @type {{ body: string }} */
const EMPTY = Object.freeze({ body: '' });

/**
 * @param {number} ticketId
 * @returns {TabDrafts<{ body: string }, Answer>}
 */
export const answerDrafts = (ticketId) => tabDrafts(`answer:${ticketId}:`, EMPTY);

/**
 * @param {string} token of the private link
 * @returns {Outbox<Answer, Message>}
 */
export const waitingAnswers = (token) =>
  outbox({
    prefix: 'waiting-answer:',
    send: ({ key, body }) => postRequest(token, body.text, key),
    refusal: refusedMessage,
    passing: [408, 425, 429],
  });
