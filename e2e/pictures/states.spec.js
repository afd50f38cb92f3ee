// Each state of an open portal: the list, the form, the dashboard and the page of a private link. What the API would
// hardly answer on demand is answered for it here; trouble.spec.js has the real thing.
import { expect, modelAnswers, test, words } from '../portal.js';
import { fillLedger, loadTickets, ownStack } from '../processes.js';
import { inEveryLook } from './looks.js';

test.use({ isBroken: true });

const API = '**/api/tickets/';
const never = () => new Promise(() => {});
const json = (status, body) => (route) => route.fulfill({ status, json: body });
const refused = json(500, { error: 'Internal server error', details: {}, detail: 'It broke.' });

/** Answers requests of one method from here on; the others go to the API. */
const answers = (page, method, answer, address = API) =>
  page.route(address, (route) => (route.request().method() === method ? answer(route) : route.fallback()));

test.beforeAll(async () => {
  if (!ownStack) return;
  await loadTickets(300);
  await fillLedger();
});

inEveryLook(({ see, isNarrow }) => {
  /** Shows one of the places that a narrow page has. */
  const goTo = async (page, place) => {
    if (isNarrow) await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: place }).click();
  };

  test('every state of the open list is seen by axe', async ({ portal, page }) => {
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await goTo(page, 'Dashboard');
    await expect(page.getByText('Total', { exact: true })).toBeVisible();
    await see(page, 'open portal');
    await page.getByRole('button', { name: 'How good are the suggestions?' }).click();
    await expect(page.getByText('Corrected later').or(page.getByText(/No ticket was sent/)).first()).toBeVisible();
    await see(page, 'open dashboard with suggestions', { isWhole: true });
    await goTo(page, 'Tickets');
    await expect(portal.tickets.first()).toBeVisible();
    await see(page, 'open list');
    await page.getByRole('combobox', { name: 'Priority' }).last().selectOption('high');
    await expect(page.getByRole('button', { name: 'Clear' })).toBeVisible();
    await see(page, 'open list filtered');

    await answers(page, 'GET', never);
    await page.goto(process.env.PORTAL_URL);
    await goTo(page, 'Tickets');
    await expect(page.locator('.breathing').first()).toBeVisible();
    await see(page, 'open list loading');

    await page.unrouteAll();
    await answers(page, 'GET', json(200, { next: null, previous: null, results: [] }));
    await page.goto(process.env.PORTAL_URL);
    await goTo(page, 'Tickets');
    await expect(page.getByText('No tickets yet.')).toBeVisible();
    await see(page, 'open list first visit');

    await page.unrouteAll();
    await answers(page, 'GET', refused, /\/api\/tickets\/(stats\/(daily\/)?)?(\?|$)/);
    await page.reload();
    await goTo(page, 'Dashboard');
    await expect(page.getByText('The figures could not be loaded.')).toBeVisible();
    await see(page, 'open figures failed');
    await goTo(page, 'Tickets');
    await expect(page.getByText('The tickets could not be loaded.')).toBeVisible();
    await see(page, 'open list failed');

    await page.unrouteAll();
    // The worker's requests cannot be answered here; a page without one has a stream that can.
    await page.addInitScript(() => delete window.SharedWorker);
    await page.route('**/api/tickets/events/', json(502, {}));
    await page.goto(`${process.env.PORTAL_URL}/?search=${words()}`);
    await expect(page.getByText('No tickets match.')).toBeVisible();
    await expect(page.getByText('Not live')).toBeVisible();
    await see(page, 'open list no match not live');

    await page.unrouteAll();
    await portal.open();
    const title = `Seen by axe ${words()}`;
    await portal.submit(title, 'A row that unfolds, with its menu, and that two people change.');
    await goTo(page, 'Tickets');
    await portal.ticket(title).getByRole('button', { name: title }).click();
    await see(page, 'open ticket unfolded');
    await portal.ticket(title).getByRole('button', { name: /^Status/ }).click();
    await see(page, 'open status menu');
    await page.keyboard.press('Escape');
    await answers(page, 'PATCH', json(412, { error: 'Precondition Failed', details: {} }), '**/api/tickets/*/');
    await portal.setStatus(title, 'Closed');
    await expect(page.getByText(/Somebody else has just changed/)).toBeVisible();
    await see(page, 'open two people change one ticket');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await see(page, 'open shortcuts');
    await page.keyboard.press('Escape');
    const id = await portal.ticket(title).getByRole('link', { name: /^#\d+$/ }).innerText();
    await portal.ticket(title).getByRole('link', { name: id }).click();
    await expect(page.getByRole('region', { name: `Ticket ${id} from a link` })).toBeVisible();
    await see(page, 'open ticket from a link');
  });

  test('every state of the open form is seen by axe', async ({ portal, page, context }) => {
    await answers(page, 'POST', never, '**/api/tickets/classify/');
    await portal.description.fill('The app closes itself when I open the camera.');
    await expect(page.getByText('Looking for a category and a priority…')).toBeVisible();
    await see(page, 'form suggestion pending');
    await page.unrouteAll();

    await portal.description.fill('The app closes itself when I open the camera in it.');
    await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
    await see(page, 'form suggestion shown');
    await portal.priority.getByRole('radio', { name: 'Critical' }).check();
    await see(page, 'form suggestion changed');

    await modelAnswers('not_json');
    await portal.description.fill('The app closes itself when I open the camera of my phone.');
    await expect(page.getByText('Suggestions are unavailable, please choose.')).toBeVisible();
    await see(page, 'form suggestion unavailable');
    await modelAnswers('good');

    await portal.title.fill('');
    await portal.description.fill('');
    await portal.send.click();
    await expect(page.getByText('Enter a title')).toBeVisible();
    await see(page, 'form field errors');

    let refuse = () => {};
    const held = new Promise((resolve) => { refuse = resolve; });
    await answers(page, 'POST', (route) => held.then(() => refused(route)));
    await portal.write(`Camera ${words()}`, 'The app closes itself when I open the camera of my old phone.');
    await portal.send.click();
    await expect(page.getByText('Sending…')).toBeVisible();
    await see(page, 'form sending');

    refuse();
    await expect(page.getByText(/The server had a problem/)).toBeVisible();
    await see(page, 'form refused');
    await page.unrouteAll();

    await context.setOffline(true);
    await portal.send.click();
    await expect(page.getByText(/will be sent when you are back online/)).toBeVisible();
    await see(page, 'form offline with a ticket that waits');
    await context.setOffline(false);
    await portal.sentNumber();
    await see(page, 'form sent');
  });

  test('every state before there is an account is seen by axe', async ({ portal: _, page }) => {
    const setUp = '**/api/session/set-up/';
    await answers(page, 'GET', never, setUp);
    await page.goto(`${process.env.PORTAL_URL}/set-up`);
    await expect(page.getByText('Asking the server…')).toBeVisible();
    await see(page, 'set up loading');
    await page.unrouteAll();
    await answers(page, 'GET', json(200, { needed: true }), setUp);
    await page.reload();
    await expect(page.getByLabel('Set-up code')).toBeVisible();
    await see(page, 'set up');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await expect(page.getByText('Choose a username')).toBeVisible();
    await see(page, 'set up field errors');
    const fields = { 'Set-up code': 'abcd-efgh', 'Your name': 'Ada Ek', Username: 'ada', Password: 'a horse that counts to 17' };
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
    await answers(page, 'POST', json(400, { error: 'Bad Request', details: { code: ['This is not the set-up code. Copy the one in the log of the latest start, after “account.set_up_code”'] } }), setUp);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await expect(page.getByText(/This is not the set-up code/)).toBeVisible();
    await see(page, 'set up wrong code');
    await page.unrouteAll();
    await answers(page, 'GET', json(200, { needed: false }), setUp);
    await page.reload();
    await expect(page.getByText('This portal is set up already.')).toBeVisible();
    await see(page, 'set up already');

    await page.goto(`${process.env.PORTAL_URL}/join`);
    await expect(page.getByText(/The link is not complete/)).toBeVisible();
    await see(page, 'join link not complete');
    await page.goto('about:blank');
    await page.goto(`${process.env.PORTAL_URL}/join#this-is-no-invitation`);
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(page.getByText('Choose a password', { exact: true }).last()).toBeVisible();
    await see(page, 'join without a password');
    await page.getByLabel('Password').fill('a horse that counts to 17');
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(page.getByRole('alert').filter({ hasText: /\S/ }).first()).toBeVisible();
    await see(page, 'join with an ended link');
  });
});
