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
/**
 * @typedef {object} Field a field that people fill in
 * @property {string} label
 * @property {string} [caption] above the field of the form, where it is not the label
 * @property {string} [placeholder]
 * @property {number} [max] characters of a text
 * @property {number} [rows] of a text with several lines
 * @property {readonly string[]} [values] of a choice
 * @property {boolean} [isOptional] whether a text may be empty
 */

/** @type {Category[]} */
export const CATEGORIES = ['billing', 'technical', 'account', 'general'];
/** @type {Priority[]} */
export const PRIORITIES = ['low', 'medium', 'high', 'critical'];
/** @type {Status[]} */
export const STATUSES = ['open', 'in_progress', 'resolved', 'closed'];

/** What the form asks for, in its order. */
const ASKED = {
  description: {
    label: 'Description',
    caption: 'Describe the problem',
    placeholder: 'What happened, and what did you expect?',
    max: 20_000,
    rows: 6,
  },
  title: { label: 'Title', max: 200 },
  category: { label: 'Category', values: CATEGORIES },
  priority: { label: 'Priority', values: PRIORITIES },
};

/** @typedef {keyof typeof ASKED} FormField */

export const FORM_FIELDS = /** @type {FormField[]} */ (Object.keys(ASKED));

/**
 * @template T
 * @param {(name: FormField) => T} of
 * @returns {Record<FormField, T>}
 */
export const byFormField = (of) => /** @type {any} */ (Object.fromEntries(FORM_FIELDS.map((name) => [name, of(name)])));

/**
 * The declaration of a ticket's fields: the form, the properties, the details and the histories read it.
 *
 * @type {Readonly<Record<FormField | 'status', Field>>}
 */
export const FIELDS = Object.freeze({ ...ASKED, status: { label: 'Status', values: STATUSES } });

/** @typedef {Exclude<FormField, 'title' | 'description'>} Property */

/** The fields beside a ticket's text. */
export const PROPERTIES = /** @type {Property[]} */ (FORM_FIELDS.filter((name) => name !== 'title' && name !== 'description'));

/** Of a requester. */
export const NAME_MAX = 100;
export const EMAIL_MAX = 254;
export const MACRO_TITLE_MAX = 100;

/** @param {string} text  @returns {number} its length as the limits count it: in code points, an emoji is one */
export const characters = (text) => [...text].length;

/** The choices of a ticket without a suggestion (requirements §6.4). */
export const DEFAULT_CHOICES = Object.freeze({
  category: /** @type {Category} */ ('general'),
  priority: /** @type {Priority} */ ('medium'),
});

/**
 * @param {string} value of a choice
 * @returns {string} the word a person reads: `in_progress` is "In progress"
 */
export const label = (value) => (value.charAt(0).toUpperCase() + value.slice(1)).replaceAll('_', ' ');

/**
 * @param {keyof typeof FIELDS} name
 * @param {string} value
 * @returns {string} the value as a person reads it
 */
export const shownValue = (name, value) => (FIELDS[name].values ? label(value) : value);
