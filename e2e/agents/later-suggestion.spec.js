// A requester's later message that makes a ticket look more urgent: agents see it, and they alone change the ticket.
import { openAs, sendAsRequester, stack, test } from '../agents.js';
import { accessibilityFaults, expect, Portal, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'this needs a stack that the tests started');

const LOOKS = /Looks (high|critical) now/;

/** The bodies of all answers of the API to this page. @param {import('@playwright/test').Page} page */
function answersTo(page) {
  const bodies = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) bodies.push(await response.text().catch(() => ''));
  });
  return bodies;
}

test('a later message makes a ticket look critical to agents, and to no requester', async ({ closed, page: anna, browser }) => {
  test.slow();
  const title = `Locked in ${words()}`;
  const { requester, id } = await sendAsRequester(browser, title);
  const rea = requester.page;
  const seenByRea = answersTo(rea);
  await rea.getByRole('link', { name: 'Follow it' }).click();
  await expect(rea.getByText('Live', { exact: true })).toBeVisible();
  await openAs(closed, 'anna', `/tickets/${id}`);
  const properties = anna.getByRole('region', { name: 'Properties' });
  const priority = properties.getByRole('combobox', { name: 'Priority' });
  await expect(priority).toHaveValue('low');

  // While the agent looks at the ticket, the requester writes again.
  await rea.getByRole('textbox', { name: 'Write to us' }).fill('Now everyone is locked out: it is an outage of the whole site.');
  await rea.getByRole('button', { name: 'Send message' }).click();
  await expect(properties.getByText('Looks critical now.')).toBeVisible();
  await expect(priority).toHaveValue('low');
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await anna.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(anna), colorScheme).toEqual([]);
  }
  const desk = anna.viewportSize();
  await anna.setViewportSize({ width: 390, height: 844 });
  await expect(anna.getByText('Open · Low (looks critical now) · Unassigned')).toBeVisible();
  await anna.setViewportSize(desk);
  // Nothing is applied, also not by opening the page again; a viewer sees it and sets nothing.
  const vera = await browser.newPage();
  await openAs(new Portal(vera, stack.url), 'vera', `/tickets/${id}`);
  await expect(vera.getByText('Looks critical now.')).toBeVisible();
  await expect(vera.getByRole('button', { name: 'Set critical' })).toHaveCount(0);
  await vera.close();
  await anna.reload();
  await expect(properties.getByText('Looks critical now.')).toBeVisible();
  await expect(priority).toHaveValue('low');

  // The requester sees and gets nothing of it.
  await rea.reload();
  await expect(rea.getByRole('list', { name: 'Conversation' })).toContainText('Now everyone is locked out');
  await expect(rea.getByText(LOOKS)).toHaveCount(0);
  const refused = await rea.evaluate(async (ticket) => (await fetch(`/api/tickets/${ticket}/suggestion/`)).status, id);
  expect(refused).toBe(401);
  expect(seenByRea).not.toEqual([]);
  for (const body of seenByRea) expect(body).not.toMatch(/critical|Sorted \d+ words/);

  // The agent sets it with the keyboard.
  const set = properties.getByRole('button', { name: 'Set critical' });
  await set.focus();
  await anna.keyboard.press('Enter');
  await expect(priority).toHaveValue('critical');
  await expect(priority).toBeFocused();
  await expect(properties.getByText(LOOKS)).toHaveCount(0);
  await anna.reload();
  await expect(priority).toHaveValue('critical');
  await expect(properties.getByText(LOOKS)).toHaveCount(0);
  await rea.close();
});

test('an open portal shows it to no visitor without an account', async ({ portal, page, browser }) => {
  const title = `Locked out ${words()}`;
  await portal.write(title, 'Since this morning nothing works.');
  await portal.send.click();
  const id = await portal.sentNumber();
  const link = await portal.privateLink.inputValue();
  const rea = await browser.newPage();
  await rea.goto(link);
  await rea.getByRole('textbox', { name: 'Write to us' }).fill('Now everyone is locked out: it is an outage of the whole site.');
  await rea.getByRole('button', { name: 'Send message' }).click();
  await expect(rea.getByRole('list', { name: 'Conversation' })).toContainText('Now everyone is locked out');

  const seen = answersTo(page);
  await portal.open(`/?ticket=${id}`);
  await expect(page.getByRole('region', { name: `Ticket #${id} from a link` }).getByText(title)).toBeVisible();
  await page.goto(`${portal.url}/tickets/${id}`);
  await expect(page.getByText(title).first()).toBeVisible();
  const answer = await page.request.get(`${portal.url}/api/tickets/${id}/suggestion/`);
  expect(answer.status()).toBe(401);
  expect((await answer.json()).details.detail).toEqual(['Sign in to see suggestions.']);
  for (const each of [page, rea]) await expect(each.getByText(LOOKS)).toHaveCount(0);
  expect(seen.some((body) => body.includes(title))).toBe(true);
  for (const body of seen) expect(body).not.toMatch(/Looks critical|"suggestion":\{"priority"/);
  await rea.close();
});
