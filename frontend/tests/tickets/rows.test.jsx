import { act, screen, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, server, ticket, TICKETS } from '../api.js';
import { card, openPortal } from '../portal.jsx';

const COUNT = 1_000;
/** In jsdom nothing is measured, so every row is as high as the estimate of useRows.js. */
const ROW_PIXELS = 59;

const rows = () => screen.getAllByRole('listitem').filter((item) => item.hasAttribute('aria-posinset'));
const places = () => rows().map((row) => Number(row.getAttribute('aria-posinset')));

/** @param {number} row */
function scrollTo(row) {
  vi.stubGlobal('scrollY', (row - 1) * ROW_PIXELS);
  act(() => void window.dispatchEvent(new Event('scroll')));
}

beforeEach(() => {
  const tickets = Array.from({ length: COUNT }, (_, index) => ticket({ id: COUNT - index }));
  server.use(http.get(TICKETS, () => page(tickets)));
});

test('of a thousand rows only those in sight and a few around them are in the page', async () => {
  openPortal();
  await card(COUNT);
  expect(rows().length).toBeLessThan(40);
  expect(rows()[0]).toHaveAttribute('aria-setsize', `${COUNT}`);
  scrollTo(500);
  expect(places()).toContain(500);
  expect(places()).not.toContain(1);
  expect(rows().length).toBeLessThan(40);
  scrollTo(COUNT);
  expect(places().at(-1)).toBe(COUNT);
});

test('a ticket is still unfolded when one comes back to it', async () => {
  const { user } = openPortal();
  await user.click((await card(COUNT)).getByRole('button', { expanded: false, name: /^Cannot/ }));
  act(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  scrollTo(500);
  expect(screen.queryByRole('article', { name: `Ticket #${COUNT}` })).not.toBeInTheDocument();
  scrollTo(1);
  expect((await card(COUNT)).getByText(/· Sent/)).toBeInTheDocument();
});

test('the row with the focus stays in the page, and the keys go on from it', async () => {
  const { user } = openPortal();
  await card(COUNT);
  await user.keyboard('jj');
  scrollTo(500);
  expect(document.activeElement?.closest('li')).toHaveAttribute('aria-posinset', '2');
  await user.keyboard('j');
  expect(document.activeElement?.closest('li')).toHaveAttribute('aria-posinset', '3');
});

test('a search goes on through older tickets until it has found something', async () => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      /** @param {(entries: { isIntersecting: boolean }[]) => void} near */
      constructor(near) {
        this.near = near;
      }
      observe() {
        this.near([{ isIntersecting: true }]);
      }
      disconnect() {}
    },
  );
  /** @type {(string | null)[]} */
  const asked = [];
  server.use(
    http.get(TICKETS, ({ request }) => {
      const cursor = new URL(request.url).searchParams.get('cursor');
      asked.push(cursor);
      if (cursor === 'oldest') return page([ticket()]);
      return page([], `/api/tickets/?search=c&cursor=${cursor ? 'oldest' : 'older'}`);
    }),
  );
  openPortal('/?search=c');
  expect(await screen.findByText('Searching older tickets…')).toBeInTheDocument();
  expect(screen.queryByText('No tickets match.')).not.toBeInTheDocument();
  await card(17);
  await waitFor(() => expect(asked).toEqual([null, 'older', 'oldest']));
});
