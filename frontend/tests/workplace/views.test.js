import { describe, expect, test } from 'vitest';
import { readPlace, VIEWS, writePlace } from '../../src/features/workplace/views.js';
import { NO_FILTERS, writeFilters } from '../../src/features/tickets/filters.js';

describe('the view of an address', () => {
  test.each([
    ['', 'unfinished', '?status=open,in_progress', false],
    ['?view=mine', 'mine', '?status=open,in_progress&assignee=me', false],
    ['?view=waiting', 'waiting', '?waiting=true&sort=waiting', false],
    ['?view=all', 'all', '', false],
    ['?view=unknown', 'all', '', false],
    ['?priority=high', 'all', '?priority=high', true],
    ['?view=mine&status=resolved', 'mine', '?status=resolved&assignee=me', true],
    ['?view=unfinished&status=', 'unfinished', '', true],
    ['?view=waiting&sort=', 'waiting', '?waiting=true', true],
    ['?view=mine&ticket=17', 'mine', '?status=open,in_progress&assignee=me', false],
  ])('%s is %s with %s', (query, name, filters, isChanged) => {
    const place = readPlace(query);
    expect([place.view.name, writeFilters(place.filters), place.isChanged]).toEqual([name, filters, isChanged]);
  });

  test.each(VIEWS.map((view) => /** @type {const} */ ([view.name, view])))('%s is found again by its address, with every change', (_, view) => {
    expect(readPlace(writePlace(view)).view).toBe(view);
    for (const change of [{ status: '' }, { assignee: '' }, { waiting: '' }, { sort: 'oldest' }, { sort: '' }, { search: 'a b', priority: 'high' }]) {
      const filters = { ...view.filters, ...change };
      expect(readPlace(writePlace(view, filters)).filters).toEqual(filters);
    }
  });

  test('of all tickets with filters works for readers without an account', () => {
    expect(writePlace(VIEWS[4], { ...NO_FILTERS, priority: 'high' })).toBe('?priority=high');
  });
});
