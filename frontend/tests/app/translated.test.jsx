import { render, screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAUSE_MS } from '../../src/features/new-ticket/useSuggestion.js';
import { CLASSIFY, HISTORY, page, server, ticket, TICKETS } from '../api.js';
import { ScriptedWorker } from '../events.js';
import { watchManagedTexts } from '../managedTexts.js';
import { card, form, openPortal, pass } from '../portal.jsx';
import { translatePage } from '../translator.js';

const LATER = '2026-11-23T09:00:00Z';
const TEXT = 'I was charged twice for the invoice of March.';

/** @type {() => void} */
let stop;
beforeEach(() => {
  stop = translatePage();
});
afterEach(() => stop());

describe('a page that the browser translates', () => {
  test('can be written in, and says what becomes of the ticket', async () => {
    const { user } = openPortal();
    await user.type(await form().findByLabelText('«Title»'), 'Charged twice');
    await user.type(form().getByLabelText('«Describe the problem»'), TEXT);
    expect(await form().findByText('«Looking for a category and a priority…»')).toBeVisible();
    await pass(PAUSE_MS);
    expect(await form().findByText('«Fairly sure.»')).toBeVisible();
    await user.click(form().getByRole('radio', { name: '«Low»' }));
    await user.click(form().getByRole('button', { name: '«Accept»' }));
    await user.click(form().getByRole('button', { name: '«Send ticket»' }));
    expect(await form().findByText('«Ticket #18 is sent. »')).toBeVisible();
    expect(form().queryByText(/Looking for|Fairly sure/)).not.toBeInTheDocument();
    await user.type(form().getByLabelText('«Title»'), 'The next one');
    expect(form().getByText('«Describe the problem, and we suggest a title, a category and a priority.»')).toBeVisible();
  });

  test('shows an error as long as it lasts', async () => {
    server.use(http.post(CLASSIFY, () => HttpResponse.error()));
    const { user } = openPortal();
    await user.click(await form().findByRole('button', { name: '«Send ticket»' }));
    expect(await form().findByText('«Enter a title»')).toBeVisible();
    await user.type(await form().findByLabelText('«Title»'), 'Charged twice');
    expect(form().queryByText('«Enter a title»')).not.toBeInTheDocument();
    await user.type(form().getByLabelText('«Describe the problem»'), TEXT);
    await pass(PAUSE_MS);
    expect(await form().findByText('«Suggestions are unavailable, please choose.»')).toBeVisible();
    expect(form().getAllByText('«default»')).toHaveLength(2);
    await user.click(form().getByRole('radio', { name: '«Billing»' }));
    expect(form().getAllByText('«default»')).toHaveLength(1);
  });

  test('shows the state that a ticket is in, and not the one before', async () => {
    server.use(http.get(HISTORY, () => HttpResponse.json({ next: null, previous: null, results: [] })));
    const { user } = openPortal();
    const row = await card(17);
    expect(row.getByText('«Open»')).toBeVisible();
    await user.click(row.getByRole('button', { expanded: false, name: /Cannot sign in/ }));
    await user.click(row.getByRole('button', { name: 'Status: Open' }));
    await user.click(row.getByRole('menuitemradio', { name: '«Resolved»' }));
    expect(await row.findByText('«Resolved»')).toBeVisible();
    expect(await screen.findByText('«#17 is now resolved.»')).toBeVisible();

    ScriptedWorker.latest.connect();
    expect(await screen.findByText('«Live»')).toBeVisible();
    const changed = ticket({ status: 'closed', priority: 'low', category: 'billing', title: 'Another title', updated_at: LATER });
    ScriptedWorker.latest.send('ticket', { change: 'updated', ticket: changed });
    const after = within(screen.getByRole('article', { name: 'Ticket #17' }));
    for (const text of ['«Closed»', '«Another title»']) expect(await after.findByText(text)).toBeVisible();
    expect(after.getAllByText('«Low»')[0]).toBeVisible();
    expect(after.queryByText('«Resolved»')).not.toBeInTheDocument();
  });

  test('marks the searched words, takes new tickets in, and shows when none match', async () => {
    const { user } = openPortal();
    await card(17);
    const box = screen.getByRole('searchbox');
    await user.type(box, 'password');
    await pass(250);
    expect(await screen.findAllByText('«password»', { selector: 'mark font' })).not.toHaveLength(0);
    const fresh = ticket({ id: 18, title: 'My password again' });
    ScriptedWorker.latest.send('ticket', { change: 'created', ticket: fresh });
    await user.click(await screen.findByRole('button', { name: '«1 new ticket»' }));
    expect(await screen.findByText('«My »')).toBeVisible();
    server.use(http.get(TICKETS, () => page([])));
    await user.type(box, ' nothing');
    await pass(250);
    expect(await screen.findByText('«No tickets match.»')).toBeVisible();
    await user.click(screen.getByRole('button', { name: '«Clear filters»' }));
    expect(await screen.findByText('«No tickets yet. The first one that is sent appears here.»')).toBeVisible();
  });

  test('leaves numbers, names and keys as they are', async () => {
    const { user } = openPortal();
    const row = await card(17);
    expect(row.getByText('#17 ·')).toBeVisible();
    await user.keyboard('?');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('Ctrl + Enter')).toBeVisible();
    expect(dialog.getByText('«Send what you are writing»')).toBeVisible();
  });
});

test('the watch over texts finds one that React holds beside something else', () => {
  // Outside the page, where the watch of every test would find it too.
  const container = document.createElement('div');
  const held = watchManagedTexts(container);
  render(
    <p>
      <b>alone</b>
      beside
    </p>,
    { container },
  );
  expect(held()).toEqual(['"beside" in <p><b>alone</b>beside</p>']);
});
