import { expect, test } from 'vitest';
import choices from '../../contracts/choices.json';
import limits from '../../contracts/limits.json';
import fallback from '../../contracts/public-api/classify-fallback.json';
import { CATEGORIES, DEFAULT_CHOICES, DESCRIPTION_MAX, label, PRIORITIES, STATUSES, TITLE_MAX } from '../src/ticket.js';

test('the portal offers the choices that the API accepts, in their order', () => {
  expect({ category: CATEGORIES, priority: PRIORITIES, status: STATUSES }).toEqual(choices);
});

test('every choice has a word of its own', () => {
  const values = [...CATEGORIES, ...PRIORITIES, ...STATUSES];
  expect(new Set(values.map(label)).size).toBe(values.length);
  expect(values.filter((value) => label(value) === value)).toEqual([]);
});

test('the portal refuses what the API would refuse for its length', () => {
  expect(TITLE_MAX).toBe(limits.title_characters);
  expect(DESCRIPTION_MAX).toBe(limits.description_characters);
});

test('the defaults of the portal are those of the API', () => {
  expect(DEFAULT_CHOICES).toEqual({ category: fallback.suggested_category, priority: fallback.suggested_priority });
});
