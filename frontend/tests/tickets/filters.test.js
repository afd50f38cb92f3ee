import { describe, expect, test } from 'vitest';
import { isFiltered, isListed, NO_FILTERS, publicFilters, readFilters, writeFilters } from '../../src/features/tickets/filters.js';
import { ticket } from '../api.js';

describe('the filters of an address', () => {
  test.each([
    ['?status=open,in_progress', '?status=open,in_progress'],
    ['?status=in_progress&status=open', '?status=open,in_progress'],
    ['?status=open,nonsense,open', '?status=open'],
    ['?category=account,billing&priority=critical,low', '?category=billing,account&priority=low,critical'],
    ['?assignee=me', '?assignee=me'],
    ['?assignee=none', '?assignee=none'],
    ['?assignee=12&requester=5&duplicate_of=17', '?assignee=12&requester=5&duplicate_of=17'],
    ['?assignee=0&requester=x&duplicate_of=-1', ''],
    ['?waiting=true', '?waiting=true'],
    ['?waiting=yes', ''],
    ['?created_after=today-6&tz=Europe%2FBerlin', '?created_after=today-6&tz=Europe%2FBerlin'],
    ['?created_after=2026-11-01&created_before=2026-11-23', '?created_after=2026-11-01&created_before=2026-11-23'],
    ['?resolved_after=today&resolved_before=2026-11-23T09:00:00Z', '?resolved_after=today&resolved_before=2026-11-23T09%3A00%3A00Z'],
    ['?created_after=yesterday&tz=Mars', ''],
    ['?sort=waiting', '?sort=waiting'],
    ['?sort=newest', ''],
    ['?sort=best', ''],
    ['?search=+the+invoice+thing+', '?search=the+invoice+thing'],
    ['?unknown=1&search=', ''],
  ])('%s are read and written as %s', (query, written) => {
    expect(writeFilters(readFilters(query))).toBe(written);
  });

  test('of a view are those of the view where the address names no other', () => {
    const view = { ...NO_FILTERS, status: 'open,in_progress', assignee: 'me' };
    const filters = readFilters('?status=&priority=high', view);
    expect(filters).toEqual({ ...view, status: '', priority: 'high' });
    expect(writeFilters(filters, view)).toBe('?priority=high&status=');
    expect(writeFilters(view, view)).toBe('');
  });

  test('order and time zone alone narrow nothing', () => {
    expect(isFiltered({ ...NO_FILTERS, sort: 'oldest', tz: 'Europe/Berlin' })).toBe(false);
    expect(isFiltered({ ...NO_FILTERS, waiting: 'true' })).toBe(true);
  });

  test('that ask for persons are left out for readers without a role', () => {
    expect(writeFilters(publicFilters(readFilters('?assignee=me&waiting=true&sort=waiting&status=open')))).toBe('?status=open');
    expect(writeFilters(publicFilters(readFilters('?sort=oldest')))).toBe('?sort=oldest');
  });
});

describe('a ticket that changes', () => {
  const mine = ticket({ assignee: { id: 3, name: 'Anna Ek' }, waiting_since: '2026-11-23T08:00:00Z' });
  test.each([
    [{ status: 'open,in_progress' }, true],
    [{ status: 'resolved,closed' }, false],
    [{ assignee: 'me' }, true],
    [{ assignee: '3' }, true],
    [{ assignee: '4' }, false],
    [{ assignee: 'none' }, false],
    [{ waiting: 'true' }, true],
    [{ requester: '8' }, false],
    [{ duplicate_of: '12' }, false],
    [{ sort: 'priority' }, true],
  ])('is in the list with %j: %s', (filters, isIn) => {
    expect(isListed(mine, { ...NO_FILTERS, ...filters }, 3)).toBe(isIn);
  });

  test.each([
    [{ assignee: null }, { assignee: 'none' }, true],
    [{ assignee: null }, { assignee: 'me' }, false],
    [{ waiting_since: null }, { sort: 'waiting' }, false],
    [{ status: /** @type {const} */ ('closed') }, { sort: 'priority' }, false],
    [{ duplicate_of: 12 }, { duplicate_of: '12' }, true],
    [{ requester: { id: 8, name: '', email: null } }, { requester: '8' }, true],
  ])('as %j with %j: %s', (different, filters, isIn) => {
    expect(isListed(ticket(/** @type {any} */ (different)), { ...NO_FILTERS, ...filters }, 3)).toBe(isIn);
  });
});
