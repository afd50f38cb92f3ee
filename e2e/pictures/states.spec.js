// Each state that the page can be in, seen by axe in both themes. What the API would hardly answer on
// demand is answered for it here; trouble.spec.js has the real thing.
import { accessibilityFaults, expect, modelAnswers, test, words } from '../portal.js';

test.use({ isBroken: true });

const API = '**/api/tickets/';
const never = () => new Promise(() => {});
const json = (status, body) => (route) => route.fulfill({ status, json: body });
const refused = json(500, { error: 'Internal server error', details: {}, detail: 'It broke.' });

/** Answers requests of one method from here on; the others go to the API. */
const answers = (page, method, answer, address = API) =>
  page.route(address, (route) => (route.request().method() === method ? answer(route) : route.fallback()));

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds nothing on any state of the list', async ({ portal, page }) => {
      test.slow(); // It reads the page eight times.
      const clean = async (state) => expect(await accessibilityFaults(page), state).toEqual([]);

      await answers(page, 'GET', never);
      await page.reload();
      await expect(page.locator('.breathing').first()).toBeVisible();
      await clean('loading');

      await page.unrouteAll();
      await answers(page, 'GET', json(200, { next: null, previous: null, results: [] }));
      await page.reload();
      await expect(page.getByText('No tickets yet.')).toBeVisible();
      await clean('first visit without tickets');

      await page.unrouteAll();
      await answers(page, 'GET', refused, /\/api\/tickets\/(stats\/(daily\/)?)?(\?|$)/);
      await page.reload();
      await expect(page.getByText('The tickets could not be loaded.')).toBeVisible();
      await expect(page.getByText('The figures could not be loaded.')).toBeVisible();
      await clean('server error');

      await page.unrouteAll();
      // The worker's requests cannot be answered here; a page without one has a stream that can.
      await page.addInitScript(() => delete window.SharedWorker);
      await page.route('**/api/tickets/events/', json(502, {}));
      await page.goto(`${process.env.PORTAL_URL}/?search=${words()}`);
      await expect(page.getByText('No tickets match.')).toBeVisible();
      await expect(page.getByText('Not live')).toBeVisible();
      await clean('no match, not live');

      await page.unrouteAll();
      await portal.open();
      const title = `Seen by axe ${words()}`;
      await portal.submit(title, 'A row that unfolds, with its menu, and that two people change.');
      await portal.ticket(title).getByRole('button', { name: title }).click();
      await clean('a ticket unfolded');
      await portal.ticket(title).getByRole('button', { name: /^Status/ }).click();
      await clean('the status menu');
      await page.keyboard.press('Escape');
      await answers(page, 'PATCH', json(412, { error: 'Precondition Failed', details: {} }), '**/api/tickets/*/');
      await portal.setStatus(title, 'Closed');
      await expect(page.getByText(/Somebody else has just changed/)).toBeVisible();
      await clean('two people changing one ticket');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      await clean('the shortcuts');
    });

    test('axe finds nothing on any state of the form', async ({ portal, page, context }) => {
      test.slow(); // It reads the page nine times.
      const clean = async (state) => expect(await accessibilityFaults(page), state).toEqual([]);

      await answers(page, 'POST', never, '**/api/tickets/classify/');
      await portal.description.fill('The app closes itself when I open the camera.');
      await expect(page.getByText('Looking for a category and a priority…')).toBeVisible();
      await clean('suggestion pending');
      await page.unrouteAll();

      await portal.description.fill('The app closes itself when I open the camera in it.');
      await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
      await clean('suggestion shown');
      await portal.priority.getByRole('radio', { name: 'Critical' }).check();
      await clean('suggestion changed');

      await modelAnswers('not_json');
      await portal.description.fill('The app closes itself when I open the camera of my phone.');
      await expect(page.getByText('Suggestions are unavailable, please choose.')).toBeVisible();
      await clean('suggestion unavailable');
      await modelAnswers('good');

      await portal.send.click();
      await expect(page.getByText('Enter a title')).toBeVisible();
      await clean('field errors');

      let refuse = () => {};
      const held = new Promise((resolve) => { refuse = resolve; });
      await answers(page, 'POST', (route) => held.then(() => refused(route)));
      await portal.write(`Camera ${words()}`, 'The app closes itself when I open the camera of my old phone.');
      await portal.send.click();
      await expect(page.getByText('Sending…')).toBeVisible();
      await clean('sending');

      refuse();
      await expect(page.getByText(/The server had a problem/)).toBeVisible();
      await clean('refused');
      await page.unrouteAll();

      await context.setOffline(true);
      await portal.send.click();
      await expect(page.getByText(/will be sent when you are back online/)).toBeVisible();
      await clean('offline, with a ticket that waits');
      await context.setOffline(false);
      await portal.sentNumber();
      await clean('sent');
    });
  });
}
