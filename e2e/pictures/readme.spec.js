// The pictures of the README: make pictures E2E_PICTURES=docs/images ARGS="-g README"
// Before they are committed: pngquant --force --ext .png --strip 128 docs/images/*.png
import path from 'node:path';
import { openAs, test as agents } from '../agents.js';
import { conversation, reply } from '../conversation.js';
import { fillLedger, loadTickets, loadTicketsIn, ownStack } from '../processes.js';
import { expect, test } from '../portal.js';
import { waitForTheFont } from './looks.js';

const folder = process.env.E2E_PICTURES && path.resolve('..', process.env.E2E_PICTURES);
const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
];

test.describe('README', () => {
  test.skip(!folder || !ownStack, 'needs E2E_PICTURES (a folder) and the stack that stack.js starts');
  test.beforeAll(async () => {
    await loadTickets(3_000);
    await fillLedger();
  });

  for (const { name, ...look } of looks) {
    test.describe(() => {
      test.use(look);
      test.beforeEach(({ context }) => waitForTheFont(context));

      test(`pictures of the portal: ${name}`, async ({ portal, page }) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        // The scripted model gives no reason that a person would give.
        await page.route('**/api/tickets/classify/', async (route) => {
          const answer = await (await route.fetch()).json();
          const reason = 'Reports two charges on a card for one invoice.';
          await route.fulfill({ json: { ...answer, suggestion: { ...answer.suggestion, reason } } });
        });
        await page.reload();
        await portal.description.fill(
          'My invoice of March was charged twice on my card, once on the 2nd and once on the 3rd. ' +
            'Please send one of the two payments back.',
        );
        await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
        await expect(page.getByText('Live', { exact: true })).toBeVisible();
        if (name !== 'phone') {
          await portal.tickets.nth(2).getByRole('button', { expanded: false }).first().click();
        }
        await portal.description.blur();
        await page.mouse.move(0, 0);
        await page.screenshot({ path: path.join(folder, `portal-${name}.png`) });
        if (name === 'light') await takeSuggestions(page);
      });
    });
  }
});

/** How good the suggestions are, and nothing else. @param {import('@playwright/test').Page} page */
async function takeSuggestions(page) {
  await page.getByRole('button', { name: 'How good are the suggestions?' }).click();
  const panel = page.getByRole('region', { name: 'How good are the suggestions?' });
  await expect(panel.getByText('Corrected later')).toBeVisible();
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await panel.screenshot({ path: path.join(folder, 'suggestions.png') });
}

agents.describe('README', () => {
  agents.skip(!folder || !ownStack, 'needs E2E_PICTURES (a folder) and the stack that stack.js starts');
  agents.beforeAll(({ running }) => loadTicketsIn(running.data, 400, '--messages', '1500'));

  for (const { name, ...look } of looks) {
    agents.describe(() => {
      // Before one has signed in the API says so.
      agents.use({ ...look, isBroken: true });
      agents.beforeEach(({ context }) => waitForTheFont(context));

      agents(`pictures of the workplace: ${name}`, async ({ closed, page }) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await openAs(closed, 'anna', '/');
        await expect(closed.tickets.first()).toBeVisible();
        if (name !== 'phone') {
          await page.goto(`${closed.url}/tickets/${await longTalk(page)}`);
          await expect(reply(page)).toBeVisible();
          await expect(conversation(page).getByRole('article').nth(2)).toBeVisible();
        }
        await expect(page.getByText('Live', { exact: true }).first()).toBeAttached();
        await page.mouse.move(0, 0);
        await page.evaluate(() => document.activeElement?.blur());
        await page.screenshot({ path: path.join(folder, `workplace-${name}.png`) });
      });
    });
  }
});

/** A ticket that is worked on and has some messages. @param {import('@playwright/test').Page} page */
async function longTalk(page) {
  const ask = async (address) => (await (await page.request.get(new URL(address, page.url()).href)).json()).results;
  for (const { id } of await ask('/api/tickets/?status=in_progress&limit=50')) {
    if ((await ask(`/api/tickets/${id}/messages/`)).length > 3) return id;
  }
  throw new Error('No ticket has so many messages');
}
