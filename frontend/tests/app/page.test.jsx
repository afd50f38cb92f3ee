import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import health from '../../../contracts/public-api/health.json';
import { HEALTH, page, server, ticket, TICKETS } from '../api.js';
import { card, form, openPortal } from '../portal.jsx';

describe('shortcuts', () => {
  test('n writes a new ticket, / searches, and neither gets in the way of typing', async () => {
    const { user } = openPortal();
    await user.keyboard('n');
    const description = form().getByRole('textbox', { name: 'Describe the problem' });
    expect(description).toHaveFocus();
    expect(description).toHaveValue('');
    await user.keyboard('n/?');
    expect(description).toHaveValue('n/?');
    description.blur();
    await user.keyboard('/');
    expect(screen.getByRole('searchbox')).toHaveFocus();
    expect(screen.getByRole('searchbox')).toHaveValue('');
  });

  test('j and k walk along the tickets', async () => {
    server.use(http.get(TICKETS, () => page([ticket({ id: 2, title: 'Two' }), ticket({ id: 1, title: 'One' })])));
    const { user } = openPortal();
    await card(1);
    await user.keyboard('j');
    expect(screen.getByRole('button', { name: 'Two' })).toHaveFocus();
    await user.keyboard('j');
    expect(screen.getByRole('button', { name: 'One' })).toHaveFocus();
    await user.keyboard('jk');
    expect(screen.getByRole('button', { name: 'Two' })).toHaveFocus();
  });

  test('? lists them, in a dialog that closes', async () => {
    const { user } = openPortal();
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(dialog).getByText('Write a new ticket')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Keyboard shortcuts' }));
    expect(await screen.findByRole('dialog')).toBeInTheDocument();
  });
});

describe('theme', () => {
  test('is the system’s until the other one is chosen, which is remembered', async () => {
    const { user, unmount } = openPortal();
    expect(document.documentElement).toHaveAttribute('data-theme', 'light');
    await user.click(screen.getByRole('button', { name: 'Use the dark theme' }));
    expect(document.documentElement).toHaveAttribute('data-theme', 'dark');
    unmount();
    openPortal();
    expect(document.documentElement).toHaveAttribute('data-theme', 'dark');
    await user.click(screen.getByRole('button', { name: 'Use the light theme' }));
    expect(localStorage.getItem('theme')).toBeNull();
  });
});

describe('state of the suggestions', () => {
  test.each([
    ['closed', 'Suggestions on'],
    ['half_open', 'Suggestions on'],
    ['open', 'Suggestions unavailable'],
  ])('with the breaker %s the bar says "%s"', async (breaker, words) => {
    server.use(http.get(HEALTH, () => HttpResponse.json({ ...health, breaker })));
    openPortal();
    expect(await screen.findByText(words)).toBeInTheDocument();
  });
});

test('on a phone the bottom bar leads to three places', async () => {
  const { user } = openPortal();
  const places = within(screen.getByRole('navigation', { name: 'Places' }));
  expect(places.getByRole('button', { name: 'New', current: 'page' })).toBeInTheDocument();
  await user.click(places.getByRole('button', { name: 'Tickets' }));
  expect(places.getByRole('button', { name: 'Tickets', current: 'page' })).toBeInTheDocument();
  await user.click(places.getByRole('button', { name: 'Dashboard' }));
  expect(places.getAllByRole('button', { current: 'page' })).toHaveLength(1);
});
