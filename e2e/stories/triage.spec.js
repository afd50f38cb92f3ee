import { tabTo } from '../conversation.js';
import { expect, test, words } from '../portal.js';

test('tickets are filtered and searched, and the address can be shared', async ({ portal, page }) => {
  const needle = words();
  await portal.submit(`Invoice ${needle}`, 'The invoice of last month has the wrong amount on it.');
  await portal.submit(`Crash ${needle}`, 'The app crashes with an error message when I open it.');

  await portal.search.fill(needle);
  await expect(portal.tickets).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Category' }).selectOption('Billing');
  await expect(portal.tickets).toHaveCount(1);
  await expect(portal.tickets).toContainText('Invoice');
  await expect(portal.tickets.locator('mark').first()).toHaveText(needle);

  const shared = new URL(page.url());
  expect(Object.fromEntries(shared.searchParams)).toEqual({ category: 'billing', search: needle });
  await portal.open(shared.pathname + shared.search);
  await expect(portal.tickets).toHaveCount(1);

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await portal.search.fill(`${needle}-nothing-has-this`);
  await expect(page.getByText('No tickets match.')).toBeVisible();
});

test('a status is changed from the card, and the dashboard moves', async ({ portal, page }) => {
  const title = `To be resolved ${words()}`;
  const open = await portal.figure('Open');
  await portal.submit(title, 'My profile picture is shown upside down on the team page.');
  await expect.poll(() => portal.figure('Open')).toBe(open + 1);
  const card = portal.ticket(title);
  await card.getByRole('button', { name: 'Status: Open' }).click();
  await page.getByRole('menuitemradio', { name: 'Resolved' }).click();
  await expect(card.getByRole('button', { name: 'Status: Resolved' })).toBeVisible();
  await expect.poll(() => portal.figure('Open')).toBe(open);

  await page.reload();
  await expect(portal.ticket(title).getByRole('button', { name: 'Status: Resolved' })).toBeVisible();
});

test('new tickets of others are announced, and nothing moves until one asks for them', async ({ portal, page, request }) => {
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const title = `Announced ${words()}`;
  await portal.submit(title, 'The row that must not move when others send tickets.');
  const before = await portal.ticket(title).boundingBox();
  for (const priority of ['low', 'medium', 'critical']) {
    const data = { title: `${priority} one of three`, description: 'By somebody else.', category: 'general', priority };
    await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
  }
  const announcement = page.getByRole('status').getByRole('button', { name: '3 new tickets' });
  await expect(announcement).toBeVisible();
  expect(await portal.ticket(title).boundingBox()).toEqual(before);
  await announcement.click();
  await expect(portal.tickets.first()).toContainText('critical one of three');
  await expect(announcement).toBeHidden();
});

test('triage needs no mouse', async ({ portal, page }) => {
  const title = `By keyboard ${words()}`;
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('n');
  await page.keyboard.type('I cannot sign in since the update of this morning.');
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await tabTo(page, portal.title);
  await press('Control+a');
  await page.keyboard.type(title);
  await press('Control+Enter');
  await portal.sentNumber();
  const card = portal.ticket(title);
  await expect(card).toBeVisible();

  // Out of the text field, where letters are letters, and into the list.
  await press('Tab', 'j');
  await expect(card.getByRole('button', { name: title })).toBeFocused();
  await press('Enter');
  await expect(card.getByText(/· Sent/)).toBeVisible();
  await press('Tab', 'Enter');
  await expect(page.getByRole('menuitemradio', { name: 'Open' })).toBeFocused();
  await press('ArrowDown', 'ArrowDown', 'Enter');
  await expect(card.getByRole('button', { name: 'Status: Resolved' })).toBeFocused();
  await expect(page.getByText(/is now resolved/)).toBeVisible();
  await press('j');
  await expect(card.getByRole('button', { name: title })).not.toBeFocused();
  await press('k');
  await expect(card.getByRole('button', { name: title })).toBeFocused();

  await press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await press('Escape', '/');
  await expect(portal.search).toBeFocused();
});

test('a press on a bar of the dashboard filters the list, and the figures tick when a ticket comes', async ({ portal, page, request }) => {
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const today = page.getByRole('table', { name: 'Tickets created by day' }).getByRole('row').last().getByRole('cell');
  const before = { total: await portal.figure('Total'), today: Number(await today.innerText()) };
  const data = { title: `Counted ${words()}`, description: 'By somebody else.', category: 'account', priority: 'critical' };
  await request.post(`${process.env.PORTAL_URL}/api/tickets/`, { data });
  await expect.poll(() => portal.figure('Total')).toBe(before.total + 1);
  await expect(page.locator('dd.ticking').first()).toBeVisible();
  await expect(today).toHaveText(`${before.today + 1}`);

  await page.getByRole('group', { name: 'By priority' }).getByRole('button', { name: /^Critical/ }).click();
  await expect(page).toHaveURL(/\?priority=critical$/);
  await expect(portal.ticket(data.title)).toBeVisible();
  const shown = await portal.tickets.getByText(/^(Low|Medium|High)$/).count();
  expect(shown, 'tickets of other priorities').toBe(0);
});

test('another browser shows a change without a reload', async ({ portal, browser }) => {
  const other = await browser.newPage();
  await other.goto(process.env.PORTAL_URL);
  await expect(other.getByText('Live', { exact: true })).toBeVisible();

  const title = `Seen by both ${words()}`;
  await portal.submit(title, 'Our whole office cannot reach the wiki since eight o’clock.');
  await other.getByRole('button', { name: /new ticket/ }).or(other.getByRole('article').filter({ hasText: title })).first().click();
  await expect(other.getByRole('article').filter({ hasText: title })).toBeVisible();

  const mine = portal.ticket(title);
  await mine.getByRole('button', { name: 'Status: Open' }).click();
  await portal.page.getByRole('menuitemradio', { name: 'In progress' }).click();
  await expect(other.getByRole('article').filter({ hasText: title }).getByRole('button', { name: 'Status: In progress' })).toBeVisible();
  await other.close();
});
