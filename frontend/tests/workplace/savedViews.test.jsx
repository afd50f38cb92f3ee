import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import savedView from '../../../contracts/public-api/saved-view.json';
import { refusal, server } from '../api.js';
import { card, gate, openPortal } from '../portal.jsx';
import { ANNA, BO, workplace } from './tickets.js';

const VIEWS = '/api/views/';
const VIEW = '/api/views/:id/';
const INVOICES = { ...savedView, id: 3, name: 'Invoices', query: 'category=billing&status=open', shared: false, owner: ANNA };
const address = () => window.location.pathname + window.location.search;
const views = () => screen.findByRole('navigation', { name: 'Views' });
const name = () => screen.findByRole('heading', { level: 2, name: /^(Invoices|All|Unfinished|Urgent)$/ });

/** @param {object[]} kept views that the server has */
function saved(kept) {
  /** @type {any[]} */
  const sent = [];
  const note = async (/** @type {Request} */ request) => {
    const body = request.method === 'DELETE' ? null : await request.json();
    sent.push([request.method, new URL(request.url).pathname, body, request.headers.get('If-Match')]);
    return body;
  };
  server.use(
    http.get(VIEWS, () => HttpResponse.json(kept)),
    http.post(VIEWS, async ({ request }) => HttpResponse.json({ ...INVOICES, id: 9, .../** @type {any} */ (await note(request)) }, { status: 201 })),
    http.patch(VIEW, async ({ request }) => HttpResponse.json({ ...INVOICES, .../** @type {any} */ (await note(request)), etag: '"new"' })),
    http.delete(VIEW, async ({ request }) => {
      await note(request);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return sent;
}

describe('saved views', () => {
  test('are in the navigation, those of others too, and list what they say', async () => {
    const { queries } = workplace();
    saved([INVOICES, { ...INVOICES, id: 4, name: 'Urgent', query: 'priority=critical', shared: true, owner: BO }]);
    const { user } = openPortal();
    const navigation = within(await views());
    await user.click(await navigation.findByRole('link', { name: 'Invoices' }));
    expect(await name()).toHaveTextContent('Invoices');
    expect(address()).toBe('/?view=3');
    await waitFor(() => expect(queries.at(-1)).toBe('?category=billing&status=open'));
    expect(navigation.getByRole('link', { name: 'Urgent' })).toHaveAttribute('href', '/?view=4');
  });

  test('are waited for when the address names one', async () => {
    const { queries } = workplace();
    const slow = gate();
    server.use(
      http.get(VIEWS, async () => {
        await slow.wait;
        return HttpResponse.json([INVOICES]);
      }),
    );
    openPortal('/?view=3&priority=high');
    await views();
    await act(() => Promise.resolve());
    expect(queries).toEqual([]);
    slow.open();
    await waitFor(() => expect(queries).toEqual(['?category=billing&priority=high&status=open']));
    expect(await name()).toHaveTextContent('Invoices');
  });

  test('that are gone are said to be gone', async () => {
    workplace();
    saved([]);
    openPortal('/?view=3');
    expect(await name()).toHaveTextContent('All');
    expect(await screen.findByText(/This view no longer exists/)).toBeInTheDocument();
  });

  test('are made of a list whose filters differ from its view', async () => {
    workplace();
    const sent = saved([]);
    const { user } = openPortal('/?view=unfinished&priority=critical');
    await card(3);
    await user.click(screen.getByRole('button', { name: 'Save view' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Save this list as a view' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText('Enter a name')).toBeInTheDocument();
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Urgent');
    await user.click(dialog.getByRole('checkbox', { name: 'Everybody in the team sees it' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent).toEqual([['POST', '/api/views/', { name: 'Urgent', shared: true, query: 'priority=critical&status=open,in_progress' }, null]]));
    await waitFor(() => expect(address()).toBe('/?view=9'));
    expect(await within(await views()).findByRole('link', { name: 'Urgent', current: 'page' })).toBeInTheDocument();
  });

  test('say why the server refuses them', async () => {
    workplace();
    saved([]);
    server.use(http.post(VIEWS, () => refusal(400, 'Validation Error', { name: ['You have a view with this name. Choose another name'] })));
    const { user } = openPortal('/?priority=critical');
    await card(3);
    await user.click(screen.getByRole('button', { name: 'Save view' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Urgent{Enter}');
    expect(await dialog.findByText('You have a view with this name. Choose another name.')).toBeInTheDocument();
    expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Urgent');
  });

  test('are renamed and deleted by their owner', async () => {
    workplace();
    const sent = saved([INVOICES]);
    const { user } = openPortal('/?view=3');
    await card(3);
    const more = async () => user.click(screen.getByRole('button', { name: 'More for this list' }));
    await more();
    await user.click(screen.getByRole('button', { name: 'Change this view…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change the view' }));
    await user.clear(dialog.getByRole('textbox', { name: 'Name' }));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Urgent{Enter}');
    await waitFor(() => expect(sent.at(-1)).toEqual(['PATCH', '/api/views/3/', { name: 'Urgent', shared: false }, INVOICES.etag]));
    await waitFor(async () => expect(await name()).toHaveTextContent('Urgent'));
    await more();
    await user.click(screen.getByRole('button', { name: 'Change this view…' }));
    const again = within(await screen.findByRole('dialog'));
    await user.dblClick(again.getByRole('button', { name: 'Delete' }));
    expect(again.getByText('You lose this view. Its tickets stay.')).toBeInTheDocument();
    expect(sent.at(-1)?.[0]).toBe('PATCH');
    await user.click(again.getByRole('button', { name: 'Delete it' }));
    await waitFor(() => expect(sent.at(-1)).toEqual(['DELETE', '/api/views/3/', null, '"new"']));
    await waitFor(() => expect(address()).toBe('/?view=all'));
    expect(within(await views()).queryByRole('link', { name: 'Urgent' })).not.toBeInTheDocument();
  });

  test('take the filters that were changed', async () => {
    workplace();
    const sent = saved([INVOICES]);
    const { user } = openPortal('/?view=3&priority=high');
    await card(3);
    await user.click(await screen.findByRole('button', { name: 'Save to “Invoices”' }));
    await waitFor(() => expect(sent.at(-1)).toEqual(['PATCH', '/api/views/3/', { query: 'category=billing&priority=high&status=open' }, INVOICES.etag]));
    await waitFor(() => expect(address()).toBe('/?view=3'));
  });

  test('of others are not offered to be changed', async () => {
    workplace();
    saved([{ ...INVOICES, shared: true, owner: BO }]);
    const { user } = openPortal('/?view=3&priority=high');
    await card(3);
    await name();
    expect(screen.queryByRole('button', { name: /^Save to/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'More for this list' }));
    expect(screen.queryByRole('button', { name: 'Change this view…' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save as a view…' })).toBeInTheDocument();
  });
});
