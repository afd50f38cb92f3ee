// The name, the colour and the mark of the installation: an admin chooses them, everybody sees them.
import { sendAsRequester, signIn, test } from '../agents.js';
import { accessibilityFaults, expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true });
test.skip(!ownStack, 'these need a stack that the tests started');

const NAME = 'Ekberg “help desk” & friends';
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><rect width="600" height="300" fill="#0f9d58"/></svg>';
const COLOURS = ['#ffff00', '#00ff66', '#ff0000', '#0000ff', '#00ffff', '#ff00ff', '#ffffff', '#000000', '#808080', '#ff7a00', '#1a73e8'];
const [LEAST, MOST] = [4.5, 21];

/** @param {import('@playwright/test').Page} page  @param {{ name: string, accent: string | null, mark: string | null }} appearance as an admin who is signed in */
const store = (page, appearance) =>
  page.evaluate(async (body) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? '';
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
    const answer = await fetch('/api/appearance/', { method: 'PATCH', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  }, appearance);

/**
 * The contrast of each pair of colours that the page writes in.
 *
 * @param {import('@playwright/test').Page} page
 * @param {string} brand
 * @returns {Promise<Record<string, number>>}
 */
const contrasts = (page, brand) =>
  page.evaluate((colour) => {
    document.documentElement.dataset.brand = '';
    document.documentElement.style.setProperty('--brand', colour);
    const pencil = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d', { willReadFrequently: true }));
    const probe = document.body.appendChild(document.createElement('span'));
    const luminance = (/** @type {string} */ name) => {
      probe.style.color = `var(--${name})`;
      pencil.fillStyle = getComputedStyle(probe).color;
      pencil.fillRect(0, 0, 1, 1);
      const [red, green, blue] = [...pencil.getImageData(0, 0, 1, 1).data].map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const pairs = [
      ...['page', 'panel', 'hover', 'accent-soft', 'note', 'on-accent'].map((other) => ['accent', other]),
      ...['page', 'panel', 'on-accent'].map((other) => ['accent-hover', other]),
    ];
    const found = Object.fromEntries(
      pairs.map(([one, other]) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return [`${one} on ${other}`, (light + 0.05) / (dark + 0.05)];
      }),
    );
    probe.remove();
    return found;
  }, brand);

test('an admin names the portal, and a requester sees it without another request', async ({ closed, page, browser }) => {
  test.slow(); // axe reads the page, and three pages are opened.
  const { requester, link } = await sendAsRequester(browser, `For the name ${words()}`);
  await page.goto(`${closed.url}/sign-in?next=/settings`);
  await signIn(page, 'boss');
  try {
    const form = page.getByRole('form', { name: 'Name and mark' });
    await form.getByRole('textbox', { name: 'Name' }).fill(NAME);
    await form.getByLabel('Colour').fill('#1a73e8');
    await form.getByLabel('Mark').setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(LOGO) });
    await expect(form.getByRole('button', { name: 'Use the portal’s own mark' })).toBeVisible();
    await form.getByRole('button', { name: 'Store' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAME);
    await expect(page).toHaveTitle(`Settings · ${NAME}`);
    expect(await accessibilityFaults(page), 'the settings in another colour').toEqual([]);
    await expect(page.locator('header img')).toHaveJSProperty('naturalWidth', 72);

    const { page: theirs } = requester;
    /** @type {string[]} */
    const asked = [];
    theirs.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await theirs.goto(link);
    await expect(theirs).toHaveTitle(`Your ticket · ${NAME}`);
    await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(NAME);
    await expect(theirs.locator('header img')).toHaveJSProperty('naturalWidth', 72);
    const calls = asked.filter((path) => path.startsWith('/api/') && !path.endsWith('/events/') && !path.startsWith('/api/appearance/mark/'));
    expect(new Set(calls)).toEqual(new Set(['/api/request/']));

    // Before any script of the page is there.
    await theirs.route('**/assets/*.js', (route) => route.abort());
    await theirs.goto('about:blank');
    await theirs.goto(link);
    await expect(theirs.getByText('Loading…')).toBeVisible();
    const shown = await theirs.getByRole('heading', { level: 1 }).evaluate((heading) => [getComputedStyle(heading, '::before').content, heading.innerText.trim()]);
    expect(shown).toEqual([JSON.stringify(NAME), '']);
    expect(await theirs.title()).toBe(NAME);
    expect(await theirs.locator('link[rel=icon]').getAttribute('href'), 'the icon of the tab').toMatch(/^\/api\/appearance\/mark\//);
  } finally {
    await store(page, { name: 'Support tickets', accent: null, mark: null });
    await requester.page.close();
  }
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('every colour that an admin may choose can be read', async ({ closed, page }) => {
      await page.goto(`${closed.url}/sign-in`);
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      const before = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'));
      for (const colour of COLOURS) {
        for (const [pair, contrast] of Object.entries(await contrasts(page, colour))) {
          expect(contrast, `${colour}: ${pair}`).toBeGreaterThanOrEqual(LEAST);
          expect(contrast).toBeLessThanOrEqual(MOST);
        }
      }
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'))).not.toBe(before);
    });
  });
}
