import { screen } from '@testing-library/react';
import { http } from 'msw';
import { expect, test } from 'vitest';
import { HISTORY, page, refusal, server, ticket, TICKET, TICKETS } from '../api.js';
import { card, openPortal } from '../portal.jsx';

const SENTENCE = 'Too many requests from this address. Wait a second and try again.';
const limited = () => refusal(429, 'Too Many Requests', { detail: [SENTENCE] });

test('a refused change of status is said in the server’s words', async () => {
  server.use(http.patch(TICKET, () => refusal(400, 'Validation Error', { status: ['A closed ticket cannot be opened again'] })));
  const { user } = openPortal();
  const row = await card(17);
  await user.click(row.getByRole('button', { name: 'Status: Open' }));
  await user.click(row.getByRole('menuitemradio', { name: 'Closed' }));
  expect(
    await screen.findByText('The change was not saved. #17 is still open. A closed ticket cannot be opened again.'),
  ).toBeInTheDocument();
});

test('a limit on the list is said in the server’s words', async () => {
  server.use(http.get(TICKETS, limited));
  openPortal();
  expect(await screen.findByText(SENTENCE)).toBeInTheDocument();
});

test('a limit on the next page of the list is said in the server’s words', async () => {
  server.use(
    http.get(TICKETS, ({ request }) =>
      new URL(request.url).searchParams.has('cursor') ? limited() : page([ticket()], '/api/tickets/?cursor=abc'),
    ),
  );
  const { user } = openPortal();
  await user.click(await screen.findByRole('button', { name: 'Load more' }));
  expect(await screen.findByText(`The next tickets could not be loaded. ${SENTENCE}`)).toBeInTheDocument();
});

test('a limit on a linked ticket is said in the server’s words', async () => {
  server.use(http.get(TICKET, limited));
  openPortal('/?ticket=2001');
  expect(await screen.findByText(`Ticket #2001 could not be loaded. ${SENTENCE}`)).toBeInTheDocument();
});

test('a limit on the history of a ticket is said in the server’s words', async () => {
  server.use(http.get(TICKETS, () => page([ticket({ updated_at: '2026-11-23T09:00:00Z' })])), http.get(HISTORY, limited));
  const { user } = openPortal();
  await user.click((await card(17)).getByRole('button', { name: /^Cannot/ }));
  expect(await screen.findByText(`The history cannot be loaded. ${SENTENCE}`)).toBeInTheDocument();
});

test('a failure of the server is said in our own words', async () => {
  server.use(http.patch(TICKET, () => refusal(500, 'Internal server error', { request_id: ['3f1c9a52'] })));
  const { user } = openPortal();
  const row = await card(17);
  await user.click(row.getByRole('button', { name: 'Status: Open' }));
  await user.click(row.getByRole('menuitemradio', { name: 'Closed' }));
  expect(await screen.findByText('The change was not saved. #17 is still open. Try again in a moment.')).toBeInTheDocument();
});
