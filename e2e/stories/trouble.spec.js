import { freeze, kill, ownStack, start, stop } from '../processes.js';
import { expect, modelAnswers, Portal, sentKeys, test, ticketsNamed, words } from '../portal.js';

const KEPT = 'We could not reach the server. Your ticket is kept here and will be sent when you are back online.';

test.use({ isBroken: true });

test.describe('without one of the processes', () => {
  test.skip(!ownStack, 'only processes of the stack that these stories start are ended');

  test('the classifier dies while somebody types: the ticket is sent, and suggestions come back', async ({ portal, page }) => {
    await modelAnswers('slow:8');
    await portal.title.fill(`Classifier gone ${words()}`);
    await portal.description.fill('The printer on the second floor prints every page twice.');
    const asked = page.waitForRequest(/\/classify\//);
    await expect(page.getByText('Looking for a category and a priority…')).toBeVisible();
    await asked;
    await kill('classifier-svc');
    await expect(page.getByText('Suggestions are unavailable, please choose.')).toBeVisible();
    await portal.category.getByRole('radio', { name: 'Technical' }).check();
    await portal.priority.getByRole('radio', { name: 'Low' }).check();
    await portal.send.click();
    await portal.sentNumber();

    await modelAnswers('good');
    // Each worker of the API has its own breaker, which notices on its next probe.
    await expect(async () => {
      await portal.description.fill(`My invoice ${words()} was charged twice on my card.`);
      await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 50_000 });
  });

  test('the API is down while a ticket is sent: it is kept, and sent once when the API is back', async ({ portal, page, request }) => {
    const title = `API gone ${words()}`;
    const keys = sentKeys(page);
    await portal.write(title, 'The door of the car park does not open for my badge.');
    await stop('ticket-api');
    try {
      await portal.send.click();
      await expect(page.getByText(KEPT)).toBeVisible();
      await expect(page.getByRole('list', { name: 'Waiting to be sent' })).toContainText(title);
    } finally {
      await start('ticket-api');
    }
    await expect(page.getByText(/^Ticket #\d+ is sent/)).toBeVisible({ timeout: 40_000 });
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size, 'one key for all tries').toBe(1);
    expect(await ticketsNamed(request, title)).toBe(1);
  });
});

test('an answer that is lost makes no second ticket', async ({ portal, page, request }) => {
  const title = `Answer lost ${words()}`;
  const keys = sentKeys(page);
  let isLost = false;
  await page.route('**/api/tickets/', async (route) => {
    // The list has the same address.
    if (isLost || route.request().method() !== 'POST') return route.continue();
    isLost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await portal.write(title, 'The ticket arrives, and the answer to it does not.');
  await portal.send.click();
  await expect(page.getByText(KEPT)).toBeVisible();
  expect(await ticketsNamed(request, title)).toBe(1);
  await portal.sentNumber();
  expect(keys).toEqual([keys[0], keys[0]]);
  expect(await ticketsNamed(request, title)).toBe(1);
});

test('a connection that is lost keeps the ticket, also when the page is closed and opened again', async ({ portal, page, context, request }) => {
  const title = `Train in a tunnel ${words()}`;
  const keys = sentKeys(page);
  await portal.write(title, 'I am on a train and the next tunnel is coming.');
  await context.setOffline(true);
  await portal.send.click();
  await expect(page.getByText(KEPT)).toBeVisible();
  await page.close();
  await context.setOffline(false);

  const again = new Portal(await context.newPage());
  keys.push(...(await keysOf(again, () => again.open())));
  await again.sentNumber();
  await expect(again.title).toHaveValue('');
  expect(new Set(keys).size, 'the key of before').toBe(1);
  expect(await ticketsNamed(request, title)).toBe(1);
});

/** Runs the action and gives the keys under which the page sent tickets meanwhile. */
async function keysOf(portal, action) {
  const keys = sentKeys(portal.page);
  const sent = portal.page.waitForResponse((reply) => reply.request().method() === 'POST' && reply.url().endsWith('/api/tickets/'));
  await action();
  await sent;
  return keys;
}

test('two people change one ticket: the second sees what the first did, and nothing is overwritten', async ({ portal, page, browser }) => {
  const title = `Wanted by two ${words()}`;
  await portal.submit(title, 'Two people look at this ticket in the same minute.');
  const other = new Portal(await browser.newPage());
  await other.open();
  await expect(other.ticket(title)).toBeVisible();

  // The other one's change arrives after this page has read the ticket and before it writes.
  const refused = page.waitForResponse((reply) => reply.status() === 412);
  await page.route('**/api/tickets/*/', async (route) => {
    if (route.request().method() === 'PATCH') await other.setStatus(title, 'Resolved');
    if (route.request().method() === 'PATCH') await expect(other.page.getByText(/is now resolved/)).toBeVisible();
    await route.continue();
  });
  await portal.setStatus(title, 'In progress');
  await refused;
  await expect(page.getByText(/Somebody else has just changed #\d+: it is resolved. Yours was not saved/)).toBeVisible();
  await expect(portal.ticket(title).getByRole('button', { name: 'Status: Resolved' })).toBeVisible();
  await other.page.close();
});

test.describe('live updates', () => {
  test.skip(!ownStack, 'only processes of the stack that these stories start are ended');
  const mark = (page, word) => page.getByText(word, { exact: true });

  test('a page without live updates says so, and catches up when they are back', async ({ portal, page, request }) => {
    await expect(mark(page, 'Live')).toBeVisible();
    await stop('front:ticket-events');
    const title = `Missed ${words()}`;
    try {
      await expect(page.getByText(/^(Reconnecting|Not live)$/)).toBeVisible();
      const data = { title, description: 'Sent while the page was not live.', category: 'general', priority: 'low' };
      await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
    } finally {
      await start('front:ticket-events');
    }
    await expect(mark(page, 'Live')).toBeVisible({ timeout: 45_000 });
    await page.getByRole('button', { name: /new ticket/ }).or(portal.ticket(title)).first().click();
    await expect(portal.ticket(title)).toBeVisible();
  });

  test('a connection that is open and silent is not called live for a minute', async ({ portal: _, page }) => {
    test.slow();
    await expect(mark(page, 'Live')).toBeVisible();
    const thaw = await freeze('front:ticket-events');
    try {
      await expect(page.getByText(/^(Reconnecting|Not live)$/)).toBeVisible({ timeout: 60_000 });
    } finally {
      thaw();
    }
    await expect(mark(page, 'Live')).toBeVisible({ timeout: 45_000 });
  });

  test('a browser that is offline says so at once, and is live again when it is back', async ({ portal: _, page, context }) => {
    await expect(mark(page, 'Live')).toBeVisible();
    await context.setOffline(true);
    await expect(mark(page, 'Not live')).toBeVisible({ timeout: 2_000 });
    await context.setOffline(false);
    await expect(mark(page, 'Live')).toBeVisible();
  });
});
