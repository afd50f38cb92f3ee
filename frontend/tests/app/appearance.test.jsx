import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import requestJson from '../../../contracts/public-api/request.json';
import NotFoundPage from '../../src/app/NotFoundPage.jsx';
import { SHIPPED, setAppearance } from '../../src/browser/appearance.js';
import JoinPage from '../../src/features/account/JoinPage.jsx';
import PasswordPage from '../../src/features/account/PasswordPage.jsx';
import SetUpPage from '../../src/features/account/SetUpPage.jsx';
import SignInPage from '../../src/features/account/SignInPage.jsx';
import RequestPage from '../../src/features/request/RequestPage.jsx';
import { drawMark } from '../../src/features/settings/drawMark.js';
import SettingsPage from '../../src/features/settings/SettingsPage.jsx';
import html from '../../index.html?raw';
import { refusal, server, SET_UP } from '../api.js';
import { ADMIN, AGENT, ANONYMOUS, asks } from '../people.js';
import { openPortal, pass } from '../portal.jsx';

vi.mock(import('../../src/browser/places.js'), async (original) => ({ ...(await original()), leaveFor: vi.fn() }));

vi.mock(import('../../src/features/settings/drawMark.js'), () => ({ drawMark: vi.fn() }));

const EKBERG = { name: 'Ekberg help desk', accent: '#1a73e8', mark: '/api/appearance/mark/0123456789abcdef0123456789abcdef/' };
const page = document.documentElement;

beforeEach(() => {
  setAppearance(SHIPPED);
  document.title = SHIPPED.name;
});

const name = () => screen.getByRole('heading', { level: 1 }).textContent;

describe('the name and the colour of the installation', () => {
  test('are on the first page from the answer on that says who is there', async () => {
    asks({ ...ANONYMOUS, access: 'open', appearance: EKBERG });
    openPortal();
    await waitFor(() => expect(name()).toBe('Ekberg help desk'));
    expect(document.title).toBe('Ekberg help desk');
    expect(page.dataset.brand).toBe('');
    expect(page.style.getPropertyValue('--brand')).toBe('#1a73e8');
    expect(document.querySelector(`header img[src="${EKBERG.mark}"]`)).toHaveAttribute('alt', '');
  });

  test.each([
    ['Choose a password', JoinPage],
    ['Change your password', PasswordPage],
    ['Set up', SetUpPage],
    ['Sign in', SignInPage],
    ['Settings', SettingsPage],
  ])('are on the page “%s”', async (title, Page) => {
    asks({ ...(Page === SettingsPage ? AGENT : ANONYMOUS), appearance: EKBERG });
    server.use(
      http.get(SET_UP, () => HttpResponse.json({ needed: false })),
      http.get('/api/macros/', () => HttpResponse.json([])),
    );
    const { unmount } = render(<Page />);
    await waitFor(() => expect(document.title).toBe(`${title} · Ekberg help desk`));
    expect(name()).toBe('Ekberg help desk');
    unmount();
    expect(document.title).toBe('Ekberg help desk');
  });

  test('are on a requester’s page with the ticket', async () => {
    server.use(http.get('/api/request/', () => HttpResponse.json({ ...requestJson, appearance: EKBERG })));
    window.history.replaceState(null, '', '/request#token');
    render(<RequestPage />);
    await waitFor(() => expect(document.title).toBe('Your ticket · Ekberg help desk'));
    expect(name()).toBe('Ekberg help desk');
  });

  test('are remembered, and forgotten when they are as shipped', () => {
    act(() => setAppearance(EKBERG));
    expect(JSON.parse(localStorage.getItem('appearance') ?? '')).toEqual(EKBERG);
    act(() => setAppearance(SHIPPED));
    expect(localStorage.getItem('appearance')).toBeNull();
    expect(page.dataset.brand).toBeUndefined();
  });

  test('are on the tab of the browser, as the mark', () => {
    const icon = document.head.appendChild(new DOMParser().parseFromString(html, 'text/html').querySelector('link[rel=icon]') ?? page);
    act(() => setAppearance(EKBERG));
    expect([icon.getAttribute('href'), icon.getAttribute('type')]).toEqual([EKBERG.mark, '']);
    act(() => setAppearance({ ...EKBERG, mark: null }));
    expect([icon.getAttribute('href'), icon.getAttribute('type')]).toEqual(['/favicon.svg', 'image/svg+xml']);
    icon.remove();
  });

  test('are on pages without a session as they were last', () => {
    act(() => setAppearance(EKBERG));
    render(<NotFoundPage />);
    expect(name()).toBe('Ekberg help desk');
    expect(document.title).toBe('Page not found · Ekberg help desk');
  });

  test.each([
    ['as they were last', JSON.stringify({ name: 'A "b" \\ c', accent: '#1a73e8', mark: '/x/' }), '"A \\"b\\" \\\\ c"', '#1a73e8'],
    ['without a colour', JSON.stringify({ name: 'Ekberg', accent: null }), '"Ekberg"', ''],
    ['as shipped at the first visit', null, '', ''],
    ['as shipped after a broken memory', '{', '', ''],
  ])('are in the first paint %s', (_, stored, shownName, brand) => {
    localStorage.clear();
    if (stored !== null) localStorage.setItem('appearance', stored);
    page.removeAttribute('style');
    for (const key of Object.keys(page.dataset)) delete page.dataset[key];
    const script = new DOMParser().parseFromString(html, 'text/html').querySelector('script:not([src])')?.textContent;
    new Function(script ?? '')();
    expect(page.style.getPropertyValue('--name')).toBe(shownName);
    expect(page.style.getPropertyValue('--brand')).toBe(brand);
    expect([page.dataset.named, page.dataset.brand]).toEqual([shownName ? '' : undefined, brand ? '' : undefined]);
    expect(page.style.getPropertyValue('--mark-image')).toBe(stored?.includes('/x/') ? 'url("/x/")' : '');
    expect([page.dataset.theme, page.dataset.outline]).not.toContain(undefined);
    page.removeAttribute('style');
  });
});

describe('the setting', () => {
  async function openSetting(appearance = SHIPPED) {
    asks({ ...ADMIN, appearance });
    /** @type {unknown[]} */
    const sent = [];
    server.use(
      http.get('/api/accounts/', () => HttpResponse.json({ results: [], more: false })),
      http.get('/api/tokens/', () => HttpResponse.json([])),
      http.get('/api/macros/', () => HttpResponse.json([])),
      http.patch('/api/appearance/', async ({ request }) => {
        const body = /** @type {any} */ (await request.json());
        sent.push(body);
        return HttpResponse.json({ ...appearance, ...body, mark: 'mark' in body ? body.mark && EKBERG.mark : appearance.mark });
      }),
    );
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    render(<SettingsPage />);
    const field = /** @type {HTMLInputElement} */ (await screen.findByRole('textbox', { name: 'Name' }));
    const colour = /** @type {HTMLInputElement} */ (screen.getByLabelText('Colour'));
    const choose = (/** @type {string} */ value) =>
      act(() => {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(colour, value);
        colour.dispatchEvent(new Event('input', { bubbles: true }));
      });
    const store = () => user.click(screen.getAllByRole('button', { name: 'Store' }).at(-1) ?? page);
    return { user, sent, field, colour, choose, store };
  }

  test('is stored, and the page shows it at once', async () => {
    const { user, sent, field, choose, store } = await openSetting();
    expect(field).toHaveValue('Support tickets');
    await user.clear(field);
    await user.type(field, 'Ekberg help desk');
    choose('#1a73e8');
    expect(page.dataset.brand, 'not before it is stored').toBeUndefined();
    await store();
    expect(await screen.findByText(/They are stored/)).toBeInTheDocument();
    expect(sent).toEqual([{ name: EKBERG.name, accent: EKBERG.accent }]);
    expect(name()).toBe('Ekberg help desk');
    expect(document.title).toBe('Settings · Ekberg help desk');
    expect(page.style.getPropertyValue('--brand')).toBe('#1a73e8');
  });

  test('takes the colour back', async () => {
    const { user, sent, colour, store } = await openSetting(EKBERG);
    await waitFor(() => expect(colour).toHaveValue('#1a73e8'));
    await user.click(screen.getByRole('button', { name: 'Use the portal’s own colour' }));
    await store();
    await waitFor(() => expect(sent).toEqual([{ name: EKBERG.name, accent: null }]));
    expect(page.dataset.brand).toBeUndefined();
  });

  test('sends a mark that the browser has made small, and takes it back', async () => {
    const { user, sent, store } = await openSetting();
    vi.mocked(drawMark).mockResolvedValue('data:image/png;base64,AAAA');
    await user.upload(screen.getByLabelText('Mark'), new File(['x'], 'logo.svg', { type: 'image/svg+xml' }));
    await user.click(await screen.findByRole('button', { name: 'Use the portal’s own mark' }));
    await user.upload(screen.getByLabelText('Mark'), new File(['x'], 'logo.svg', { type: 'image/svg+xml' }));
    await screen.findByRole('button', { name: 'Use the portal’s own mark' });
    await store();
    await waitFor(() => expect(sent).toEqual([{ ...SHIPPED, mark: 'data:image/png;base64,AAAA' }]));
    await waitFor(() => expect(document.querySelector(`header img[src="${EKBERG.mark}"]`)).toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Use the portal’s own mark' }));
    await store();
    await waitFor(() => expect(sent.at(-1)).toEqual(SHIPPED));
    await waitFor(() => expect(document.querySelector('header img')).toBeNull());
  });

  test('says what to do with a file that is no image', async () => {
    const { user, sent } = await openSetting();
    vi.mocked(drawMark).mockRejectedValue(new Error('no image'));
    await user.upload(screen.getByLabelText('Mark'), new File(['x'], 'logo.png', { type: 'image/png' }));
    expect(await screen.findByText(/Choose a PNG, JPEG, WebP or SVG image/)).toBeInTheDocument();
    expect(sent).toEqual([]);
  });

  test('says what to do when it is refused', async () => {
    const { user, field, store } = await openSetting();
    server.use(http.patch('/api/appearance/', () => refusal(400, 'Validation Error', { name: ['Enter a name'] })));
    await user.clear(field);
    await store();
    await waitFor(() => expect(field).toHaveAccessibleDescription('Enter a name'));
    expect(name()).toBe('Support tickets');
  });

  test('is for admins alone', async () => {
    asks(AGENT);
    server.use(http.get('/api/macros/', () => HttpResponse.json([])));
    render(<SettingsPage />);
    await screen.findByRole('heading', { name: 'Prepared answers' });
    await pass(0);
    expect(screen.queryByRole('form', { name: 'Name and mark' })).not.toBeInTheDocument();
  });
});
