/**
 * What a ticket is, in the words of the public API (contracts/choices.json, contracts/limits.json).
 *
 * @import { components } from './schema.js'
 * @typedef {components['schemas']['TicketOutput']} Ticket times are ISO 8601, UTC
 * @typedef {NonNullable<Ticket['assignee']>} Assignee the display name
 * @typedef {NonNullable<Ticket['requester']>} Requester
 * @typedef {Ticket['category']} Category
 * @typedef {Ticket['priority']} Priority
 * @typedef {Ticket['status']} Status
 */

/** @type {Category[]} */
export const CATEGORIES = ['billing', 'technical', 'account', 'general'];
/** @type {Priority[]} */
export const PRIORITIES = ['low', 'medium', 'high', 'critical'];
/** @type {Status[]} */
export const STATUSES = ['open', 'in_progress', 'resolved', 'closed'];

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 20_000;
/** Of a requester. */
export const NAME_MAX = 100;
export const EMAIL_MAX = 254;

/** @param {string} text  @returns {number} its length as the limits count it: in code points, an emoji is one */
export const characters = (text) => [...text].length;

/** The choices of a ticket without a suggestion (requirements §6.4). */
export const DEFAULT_CHOICES = Object.freeze({
  category: /** @type {Category} */ ('general'),
  priority: /** @type {Priority} */ ('medium'),
});

const LABELS = {
  billing: 'Billing',
  technical: 'Technical',
  account: 'Account',
  general: 'General',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
  open: 'Open',
  in_progress: 'In progress',
  resolved: 'Resolved',
  closed: 'Closed',
};

/**
 * @param {Category | Priority | Status} value
 * @returns {string} the word a person reads
 */
export const label = (value) => LABELS[value] ?? value;
