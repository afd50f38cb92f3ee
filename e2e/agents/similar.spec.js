// Tickets that may report the same problem: agents judge them, and a requester sees the own ones while writing.
import { openAs, stack, test } from '../agents.js';
import { accessibilityFaults, expect, Portal, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'this needs a stack that the tests started');

/** @param {import('@playwright/test').Browser} browser  @param {string} title  @param {string} description */
async function send(browser, title, description) {
  const requester = new Portal(await (await browser.newContext()).newPage(), stack.url);
  await requester.open();
  await requester.write(title, description);
  await requester.send.click();
  return { requester, id: await requester.sentNumber() };
}

test('an agent says of two tickets that they are the same, with the keyboard, and takes it back', async ({ closed, page, browser }) => {
  test.slow();
  const what = words();
  const first = await send(browser, `VPN of ${what} drops`, `The VPN of ${what} drops every five minutes when I work from home.`);
  const second = await send(browser, `VPN unstable`, `Working from home, the VPN of ${what} drops every few minutes.`);
  await openAs(closed, 'anna', `/tickets/${second.id}`);
  const panel = page.getByRole('region', { name: 'Possibly the same' });
  const properties = page.getByRole('region', { name: 'Properties' });
  const status = properties.getByRole('combobox', { name: 'Status' });
  await expect(panel.getByRole('link', { name: `#${first.id}` })).toBeVisible();
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(page), colorScheme).toEqual([]);
  }

  // Not the same: gone on both tickets, until it is undone.
  await panel.getByRole('button', { name: `Not the same: #${first.id}` }).focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByText(`#${first.id} is not the same.`)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(panel.getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('link', { name: `#${first.id}` })).toBeVisible();

  // A duplicate: closed, with its original, until it is undone.
  await panel.getByRole('button', { name: `Duplicate of this: #${first.id}` }).focus();
  await page.keyboard.press('Enter');
  await expect(status).toHaveValue('closed');
  await expect(properties.getByRole('link', { name: `#${first.id}` })).toBeVisible();
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(status).toHaveValue('open');
  await panel.getByRole('button', { name: `Duplicate of this: #${first.id}` }).click();
  await expect(status).toHaveValue('closed');

  // The history of the ticket has it, and the figures count the pair.
  await page.reload();
  await expect(properties.getByRole('button', { name: 'Unmark' })).toBeVisible();
  await expect(page.getByText(`marked this as a duplicate of #${first.id} and closed it`).first()).toBeVisible();
  const quality = page.getByRole('region', { name: 'How good are the suggestions?' });
  await page.goto(`${stack.url}/reports`);
  await expect(quality.getByText(/of \d+ judged pairs? of similar tickets (is|are) the same \(\d+\s?%\), found by trigrams/)).toBeVisible();
});

test('a requester is shown their own unfinished ticket while they write it again, and no other one', async ({ closed, page, browser }) => {
  const what = words();
  const title = `Invoice of ${what}`;
  const description = `My card was charged twice for the invoice of ${what}. Please refund one of them.`;
  const foreign = await send(browser, title, description);
  await closed.open();
  await closed.write(title, description);
  await closed.send.click();
  const id = await closed.sentNumber();
  await page.getByRole('button', { name: 'Send another' }).click();
  await closed.title.fill('Charged twice');
  await closed.description.fill(`I was charged two times for the invoice of ${what}, please refund one of them.`);
  const form = page.getByRole('form', { name: 'New ticket' });
  const link = form.getByRole('link', { name: `#${id} ${title}` });
  await expect(link).toBeVisible();
  await expect(form.getByText(`#${foreign.id} `)).toHaveCount(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  // The draft is kept meanwhile.
  await link.click();
  await expect(page.getByText(description)).toBeVisible();
  await page.goBack();
  await expect(closed.title).toHaveValue('Charged twice');
});
