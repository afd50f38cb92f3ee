import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import similarJson from '../../../contracts/public-api/similar.json';
import verdictJson from '../../../contracts/public-api/similar-verdict.json';
import { refusal, server, SIMILAR, VERDICT } from '../api.js';
import { asks, VIEWER } from '../people.js';
import { openPortal } from '../portal.jsx';
import { conversation } from '../ticket/conversation.js';

const [FIRST] = similarJson.results;
const SECOND = { ...FIRST, id: 1188, title: 'Locked out since today', status: 'in_progress', similarity: 0.4 };

/** @param {any[]} [results] */
function similar(results = [FIRST, SECOND]) {
  const server17 = conversation();
  /** @type {string[]} */
  const asked = [];
  /** @type {string[]} */
  const said = [];
  server.use(
    http.get(SIMILAR, ({ params }) => {
      asked.push(`${params.id}`);
      return HttpResponse.json({ ...similarJson, results });
    }),
    http.post(VERDICT, async ({ params, request }) => {
      const { verdict } = /** @type {any} */ (await request.json());
      said.push(`${params.id} ${params.other} ${verdict}`);
      if (verdict === 'duplicate') Object.assign(server17.kept.ticket, { duplicate_of: Number(params.other), status: 'closed' });
      return HttpResponse.json({ ...verdictJson, verdict });
    }),
    http.delete(VERDICT, ({ params }) => {
      said.push(`${params.id} ${params.other} withdrawn`);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return { ...server17, asked, said };
}

const panel = async () => within(await screen.findByRole('region', { name: 'Possibly the same' }));
const shown = async () => (await panel()).getAllByRole('link').map((link) => link.textContent);

describe('possibly the same', () => {
  test('shows number, title, status, age and likeness of each, and leads to it', async () => {
    const { asked } = similar();
    openPortal('/tickets/17');
    expect(await shown()).toEqual(['#1204 Account locked', '#1188 Locked out since today']);
    const [first] = (await panel()).getAllByRole('listitem');
    expect(first).toHaveTextContent(/Open.*55 % alike/);
    expect((await panel()).getByRole('link', { name: /#1204/ })).toHaveAttribute('href', '/tickets/1204');
    expect(asked).toEqual(['17']);
  });

  test('is not there without a similar ticket, or when they cannot be had', async () => {
    similar([]);
    openPortal('/tickets/17');
    await screen.findByRole('combobox', { name: 'Assignee' });
    expect(screen.queryByText('Possibly the same')).not.toBeInTheDocument();
    server.use(http.get(SIMILAR, () => refusal(503, 'Service Unavailable')));
    expect(screen.queryByText('Possibly the same')).not.toBeInTheDocument();
  });

  test('is not asked about for a duplicate', async () => {
    const { kept, asked } = similar();
    Object.assign(kept.ticket, { duplicate_of: 12 });
    openPortal('/tickets/17');
    await screen.findByRole('button', { name: 'Unmark' });
    expect(asked).toEqual([]);
  });

  test('takes "Not the same" by keyboard, and takes it back', async () => {
    const { said, patches } = similar();
    const { user } = openPortal('/tickets/17');
    (await panel()).getByRole('button', { name: 'Not the same: #1204' }).focus();
    await user.keyboard('{Enter}');
    const outcome = await (await panel()).findByText('#1204 is not the same.');
    expect(outcome.parentElement).toHaveFocus();
    expect(outcome.closest('[role=status]')).not.toBeNull();
    expect(await shown()).toEqual(['#1188 Locked out since today']);
    await user.click((await panel()).getByRole('button', { name: 'Undo' }));
    await waitFor(async () => expect(await shown()).toHaveLength(2));
    expect(said).toEqual(['17 1204 different', '17 1204 withdrawn']);
    expect(patches).toEqual([]);
  });

  test('hides each pair that was judged, one after the other', async () => {
    const { said } = similar();
    const { user } = openPortal('/tickets/17');
    await user.click((await panel()).getByRole('button', { name: 'Not the same: #1204' }));
    await user.click(await (await panel()).findByRole('button', { name: 'Not the same: #1188' }));
    expect(await (await panel()).findByText('#1188 is not the same.')).toBeInTheDocument();
    expect((await panel()).queryAllByRole('link')).toEqual([]);
    expect(said).toHaveLength(2);
  });

  test('marks a duplicate, shows the ticket as it is then, and undoes it as an unmarked one', async () => {
    const { said, patches } = similar();
    const { user } = openPortal('/tickets/17');
    await user.click((await panel()).getByRole('button', { name: 'Duplicate of this: #1204' }));
    expect(await (await panel()).findByText('Marked as a duplicate of #1204, and closed.')).toBeInTheDocument();
    const properties = within(screen.getByRole('region', { name: 'Properties' }));
    await waitFor(() => expect(properties.getByRole('combobox', { name: 'Status' })).toHaveValue('closed'));
    expect(properties.getByRole('link', { name: '#1204' })).toBeInTheDocument();
    expect((await panel()).queryAllByRole('link')).toEqual([]);
    expect(said).toEqual(['17 1204 duplicate']);
    await user.click(await (await panel()).findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(patches).toEqual([{ duplicate_of: null, status: 'open' }]));
    await waitFor(async () => expect(await shown()).toHaveLength(2));
  });

  test('says what the server refuses, and offers the pair still', async () => {
    similar();
    server.use(http.post(VERDICT, () => refusal(400, 'Validation Error', { duplicate_of: ['Choose #12: #1204 is a duplicate of #12'] })));
    const { user } = openPortal('/tickets/17');
    await user.click((await panel()).getByRole('button', { name: 'Duplicate of this: #1204' }));
    expect(await screen.findByText('Choose #12: #1204 is a duplicate of #12.')).toBeInTheDocument();
    expect(await shown()).toHaveLength(2);
    server.use(http.post(VERDICT, () => HttpResponse.error()));
    await user.click((await panel()).getByRole('button', { name: 'Not the same: #1204' }));
    expect(await screen.findByText('That was not saved. Try again in a moment.')).toBeInTheDocument();
  });

  test('is read by viewers, who judge nothing', async () => {
    similar();
    asks(VIEWER);
    openPortal('/tickets/17');
    expect(await shown()).toHaveLength(2);
    expect((await panel()).queryByRole('button')).not.toBeInTheDocument();
  });
});
