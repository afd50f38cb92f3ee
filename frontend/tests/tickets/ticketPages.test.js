import { expect, test } from 'vitest';
import { NO_FILTERS } from '../../src/features/tickets/filters.js';
import { NO_PAGES, reducePages } from '../../src/features/tickets/ticketPages.js';
import { ticket } from '../api.js';

/** @param {number[]} ids */
const tickets = (...ids) => ids.map((id) => ticket({ id }));
/** @param {{ tickets: { id: number }[] }} pages */
const ids = (pages) => pages.tickets.map(({ id }) => id);

const twoPages = { ...NO_PAGES, key: '?', status: /** @type {const} */ ('ready'), tickets: tickets(6, 5, 4, 3, 2, 1), next: '/more' };

test('a refresh of the first page keeps the pages below that were scrolled in', () => {
  const after = reducePages(twoPages, { type: 'loaded', key: '?', page: { tickets: tickets(7, 6, 5), next: '/after-5' } });
  expect(ids(after)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(after.next).toBe('/more');
});

test('a refresh that no longer overlaps the shown tickets starts over', () => {
  const after = reducePages(twoPages, { type: 'loaded', key: '?', page: { tickets: tickets(30, 29), next: '/after-29' } });
  expect(ids(after)).toEqual([30, 29]);
  expect(after.next).toBe('/after-29');
});

test('other filters keep nothing', () => {
  const page = { tickets: tickets(6), next: null };
  expect(ids(reducePages(twoPages, { type: 'loaded', key: '?status=open', page }))).toEqual([6]);
});

test('a page that belongs to an earlier list is not added', () => {
  const page = { tickets: tickets(0), next: null };
  expect(reducePages(twoPages, { type: 'more-loaded', from: '/other', page })).toBe(twoPages);
});

test('what arrives is not lost when it changes before it is shown', () => {
  const announced = reducePages(twoPages, { type: 'arrived', ticket: ticket({ id: 7 }), isNew: true, filters: NO_FILTERS });
  const changed = ticket({ id: 7, status: 'closed', updated_at: '2026-11-23T09:00:00Z' });
  const after = reducePages(announced, { type: 'arrived', ticket: changed, isNew: false, filters: NO_FILTERS });
  expect(after.fresh).toEqual([changed]);
  expect(ids(reducePages(after, { type: 'fresh-shown' }))).toEqual([7, 6, 5, 4, 3, 2, 1]);
});
