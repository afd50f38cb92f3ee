import { useLayoutEffect, useRef } from 'react';

/** @typedef {{ ids: number[], keys: number[], next: number }} Drawn the rows in the page, and a key that none has had */

/**
 * Which element of the page shows which ticket, as the key of its row. A row keeps its element while the list is
 * scrolled a little. When most of the rows go, as under the scroll bar, those that come take their elements: that costs
 * the browser much less than new ones. The elements keep their order, so that none is moved.
 *
 * @param {number[]} ids of the tickets whose rows are in the page, in their order
 * @param {number | null} held the ticket whose row has the focus: its element shows no other
 * @returns {number[]} a key for each
 */
export function useRowKeys(ids, held) {
  const drawn = useRef(/** @type {Drawn} */ ({ ids: [], keys: [], next: 0 }));
  // eslint-disable-next-line react-hooks/refs -- what the last render left in the page
  const now = assigned(drawn.current, ids, held);
  useLayoutEffect(() => {
    drawn.current = now;
  });
  return now.keys;
}

/**
 * @param {Drawn} before
 * @param {number[]} ids
 * @param {number | null} held
 * @returns {Drawn}
 */
export function assigned(before, ids, held) {
  const places = new Map(before.ids.map((id, place) => [id, place]));
  const known = ids.filter((id) => places.has(id));
  const isSteady = known.length * 2 > ids.length;
  const staying = new Set(isSteady ? known : known.filter((id) => id === held));
  let { next } = before;
  let place = 0;
  const keys = ids.map((id) => {
    const own = staying.has(id) ? places.get(id) : undefined;
    if (own !== undefined) {
      place = Math.max(place, own + 1);
      return before.keys[own];
    }
    if (before.ids[place] === held && !staying.has(held)) place += 1;
    // Behind a row that stays an element would have to be moved.
    const isFree = place < before.ids.length && !staying.has(before.ids[place]);
    return isFree ? before.keys[place++] : next++;
  });
  return { ids, keys, next };
}
