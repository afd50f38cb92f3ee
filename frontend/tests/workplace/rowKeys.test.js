import { describe, expect, test } from 'vitest';
import { assigned } from '../../src/features/workplace/list/useRowKeys.js';

/** @param {number} from  @param {number} count */
const rows = (from, count = 10) => Array.from({ length: count }, (_, index) => from + index);

/** What several pictures of a list, one after the other, are drawn with. @param {number[][]} pictures  @param {number | null} [held] */
function drawn(pictures, held = null) {
  /** @type {import('../../src/features/workplace/list/useRowKeys.js').Drawn} */
  let last = { ids: [], keys: [], next: 0 };
  return pictures.map((ids) => (last = assigned(last, ids, held)).keys);
}

/** Whether the elements that stay keep their order, so that none is moved. @param {number[]} before  @param {number[]} after */
function isInOrder(before, after) {
  const places = after.filter((key) => before.includes(key)).map((key) => before.indexOf(key));
  return places.every((place, at) => at === 0 || place > places[at - 1]);
}

describe('the elements of rows', () => {
  test('stay with their tickets while the list is scrolled a little', () => {
    const [before, down, up] = drawn([rows(100), rows(103), rows(99)]);
    expect(down.slice(0, 7)).toEqual(before.slice(3));
    expect(new Set([...before, ...down]).size).toBe(13);
    expect(up.slice(4)).toEqual(down.slice(0, 6));
  });

  test.each([
    ['down', 500],
    ['up', 2],
    ['so that one row stays in sight', 109],
  ])('are used again when the list is scrolled far, %s', (_, from) => {
    const [before, after] = drawn([rows(100), rows(from)]);
    expect(after).toEqual(before);
  });

  test('are made as far as there are too few', () => {
    const [before, more, less] = drawn([rows(100, 4), rows(500, 6), rows(900, 3)]);
    expect(more.slice(0, 4)).toEqual(before);
    expect(new Set(more).size).toBe(6);
    expect(less).toEqual(more.slice(0, 3));
  });

  test.each([
    ['above', [1, ...rows(100)], [1, ...rows(500)], 0, 0],
    ['below', [...rows(100), 999], [...rows(500), 999], 10, 10],
    ['passed by on the way down', [...rows(100, 5), 105, ...rows(106, 5)], [105, ...rows(500)], 5, 0],
    ['passed by on the way up', [...rows(500, 5), 505, ...rows(506, 5)], [...rows(100), 505], 5, 10],
  ])('never show another ticket while theirs has the focus: %s', (_, first, second, from, to) => {
    const [before, after] = drawn([first, second], first[from]);
    expect(after[to]).toBe(before[from]);
    expect(new Set(after).size).toBe(after.length);
    expect(isInOrder(before, after)).toBe(true);
  });

  test('do not show another ticket when the one that has the focus leaves the list', () => {
    const [before, after] = drawn([[1, 2, 3], [4, 5, 6]], 2);
    expect(after).not.toContain(before[1]);
  });

  test('are each of one row and keep their order, however the list changes', () => {
    let seed = 1;
    const random = (/** @type {number} */ below) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const pictures = Array.from({ length: 300 }, () => {
      const from = random(60);
      return [1, 2, ...rows(3 + from, 5 + random(20)), ...rows(200, random(3))].filter(() => random(8) > 0);
    });
    const keys = drawn(pictures, 10);
    for (const [at, each] of keys.entries()) {
      expect(new Set(each).size).toBe(each.length);
      if (at > 0) expect(isInOrder(keys[at - 1], each)).toBe(true);
    }
  });
});
