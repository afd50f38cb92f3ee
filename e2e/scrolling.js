// How a long list scrolls. Each function runs in the page (page.evaluate), so it uses nothing of this module.
// `scroller` selects what scrolls: a part of the page, or `html`.

/**
 * Scrolls on until that many tickets have gone by.
 *
 * @param {{ count: number, scroller: string }} how
 * @returns {Promise<{ rows: number, last: number }>} most rows at once, and the place of the last row
 */
export async function scrollToTheEnd({ count, scroller }) {
  const scrolled = document.querySelector(scroller);
  const seen = { rows: 0, last: 0 };
  while (seen.last < count) {
    scrolled.scrollTo(0, scrolled.scrollHeight);
    // A machine whose networks change cuts a request now and then; a person would press this as well.
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Try again')?.click();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const rows = document.querySelectorAll('ol > li');
    seen.rows = Math.max(seen.rows, rows.length);
    seen.last = Number(rows[rows.length - 1].getAttribute('aria-posinset'));
  }
  return seen;
}

/**
 * Scrolls up from the end, as a flick of the wheel does.
 *
 * @param {{ frames: number, pixels: number, scroller: string }} how how many frames, and how far in each
 * @returns {Promise<{ gaps: number[], blank: number }>} milliseconds between frames, and in how many of them
 *   no row was in the middle of the list
 */
export async function scroll({ frames, pixels, scroller }) {
  const scrolled = document.querySelector(scroller);
  scrolled.scrollTo(0, scrolled.scrollHeight);
  const { left, width } = document.querySelector('ol[aria-label=Tickets]').getBoundingClientRect();
  const gaps = [];
  let blank = 0;
  let before = await new Promise((resolve) => requestAnimationFrame(resolve));
  for (let frame = 0; frame < frames; frame += 1) {
    scrolled.scrollBy(0, -pixels);
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    gaps.push(now - before);
    before = now;
    if (!document.elementFromPoint(left + width / 2, innerHeight * 0.7)?.closest('article')) blank += 1;
  }
  return { gaps, blank };
}

/**
 * Replaces the page by the least that a long list can be: the rows in sight and a few around them, each one line of
 * plain text in an element that is used again. What the browser needs for it is the floor of every other list.
 *
 * @param {number} count of rows
 */
export function showBareList(count) {
  const height = 36;
  const ahead = 10;
  const list = document.createElement('ol');
  list.setAttribute('aria-label', 'Tickets');
  list.style.cssText = `position: relative; margin: 0; padding: 0; list-style: none; height: ${count * height}px`;
  const section = document.createElement('section');
  section.style.cssText = 'height: 100vh; overflow-y: auto; font: 13.5px/36px sans-serif';
  section.append(list);
  document.body.style.margin = '0';
  document.body.replaceChildren(section);

  const shown = new Map();
  const draw = () => {
    const first = Math.max(Math.floor(section.scrollTop / height) - ahead, 0);
    const end = Math.min(Math.ceil((section.scrollTop + section.clientHeight) / height) + ahead, count);
    const free = [...shown].filter(([index]) => index < first || index >= end);
    for (const [index] of free) shown.delete(index);
    for (let index = first; index < end; index += 1) {
      if (shown.has(index)) continue;
      const row = free.pop()?.[1] ?? list.appendChild(document.createElement('li'));
      row.firstChild ?? row.append(document.createElement('article'));
      row.style.cssText = `position: absolute; inset-inline: 0; top: ${index * height}px; height: ${height}px; overflow: hidden; white-space: nowrap`;
      row.firstChild.textContent = `#${count - index} A title of about eight words, and as much of the text as fits beside it`;
      shown.set(index, row);
    }
  };
  section.addEventListener('scroll', draw);
  draw();
}
