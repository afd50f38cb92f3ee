import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import ownJson from '../../../contracts/public-api/request-similar.json';
import limits from '../../../contracts/limits.json';
import { LINKS_MAX } from '../../src/api/similar.js';
import { PAUSE_MS } from '../../src/features/new-ticket/useSuggestion.js';
import { keepLink } from '../../src/features/request/sentLinks.js';
import { OWN_SIMILAR, refusal, REQUEST, server } from '../api.js';
import { AGENT, asks } from '../people.js';
import { form, openPortal, pass } from '../portal.jsx';

const TEXT = 'I cannot log in, the portal says that my account is locked.';
const [OWN] = ownJson.results;

/** @param {any[]} [results]  @returns {any[]} what was asked */
function answering(results = [OWN]) {
  /** @type {any[]} */
  const asked = [];
  server.use(
    http.post(OWN_SIMILAR, async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ results });
    }),
  );
  return asked;
}

/** @param {number} id */
const sent = (id) => keepLink({ id, title: 'Account locked', private_link: `/request#token-${id}` });

/** @param {string} [text] */
async function write(text = TEXT) {
  const { user, unmount } = openPortal();
  const field = await form().findByLabelText('Describe the problem');
  await user.clear(field);
  await user.type(field, text);
  await pass(PAUSE_MS);
  return { user, unmount };
}

describe('a ticket that repeats an own one', () => {
  test('is said while it is written, with the way to the ticket', async () => {
    sent(OWN.id);
    const asked = answering();
    await write();
    const link = await form().findByRole('link', { name: /#1204 ?Account locked/ });
    expect(link).toHaveAttribute('href', '/request#token-1204');
    expect(link.closest('[role=status]')).toHaveTextContent(/may be about the same.*Open/);
    expect(asked).toEqual([{ title: '', description: TEXT, links: ['token-1204'] }]);
    expect(form().getByRole('button', { name: 'Send ticket' })).toBeEnabled();
  });

  test('is not asked about without a link, for an account, or for a few words', async () => {
    const asked = answering();
    const { unmount } = await write();
    unmount();
    sent(OWN.id);
    const few = await write('Locked.');
    few.unmount();
    asks(AGENT);
    await write();
    await screen.findByRole('button', { name: 'Account: Anna Ek' });
    await pass(PAUSE_MS);
    expect(asked).toEqual([]);
  });

  test('is said no more when the text has become another one', async () => {
    sent(OWN.id);
    answering();
    const { user } = await write();
    await form().findByText(/may be about the same/);
    answering([]);
    const field = form().getByLabelText('Describe the problem');
    await user.clear(field);
    expect(form().queryByText(/may be about the same/)).not.toBeInTheDocument();
    await user.type(field, 'The printer does not print.');
    await pass(PAUSE_MS);
    await waitFor(() => expect(form().queryByText(/may be about the same/)).not.toBeInTheDocument());
  });

  test('names links that still work, and no ticket that has none here', async () => {
    sent(OWN.id);
    localStorage.setItem('sent:token-3', JSON.stringify({ id: 3, title: 'Gone', link: '/request#token-3', at: 1, isGone: true }));
    server.use(http.get(REQUEST, () => refusal(503, 'Service Unavailable')));
    const asked = answering([OWN, { ...OWN, id: 77, title: 'Of somebody else' }]);
    await write();
    await form().findByText(/may be about the same/);
    expect(asked[0].links).toEqual(['token-1204']);
    expect(screen.queryByText('Of somebody else')).not.toBeInTheDocument();
  });

  test('is passed over when the server does not answer', async () => {
    sent(OWN.id);
    let asked = 0;
    server.use(
      http.post(OWN_SIMILAR, () => {
        asked += 1;
        return refusal(429, 'Too Many Requests');
      }),
    );
    await write();
    await waitFor(() => expect(asked).toBe(1));
    expect(form().queryByText(/may be about the same/)).not.toBeInTheDocument();
  });

  test('asks for no more links than the server takes', () => {
    expect(LINKS_MAX).toBe(limits.similar_links_max);
  });
});
