/**
 * What the API would refuse, in its sentences (contracts/sentences.json).
 *
 * @import { Field } from '../../api/ticket.js'
 */
import { characters } from '../../api/ticket.js';
import { showsSomething } from '../../browser/visible.js';

/**
 * @param {Field} field
 * @param {string} value
 * @returns {string} '' when there is no problem
 */
export function fieldProblem({ label, max = Infinity, values, isOptional }, value) {
  if (values) return value ? '' : `Choose a ${label.toLowerCase()}`;
  if (!isOptional && !showsSomething(value)) return `Enter a ${label.toLowerCase()}`;
  return characters(value) > max ? `${label} must be ${max.toLocaleString('en')} characters or fewer` : '';
}
