// A page that the browser translates, as Chrome does it, while a person works in it and others change tickets.
import { translatePage } from '../../frontend/tests/translator.js';
import { expect, Portal, test, words } from '../portal.js';

/** Turns the translator on, as it stays on until the page is loaded anew. @param {import('@playwright/test').Page} page */
const translate = (page) => page.evaluate(`void (${translatePage})()`);

/** Fails when the page broke. @param {import('@playwright/test').Page} page */
const isWhole = (page) => expect(page.getByText(/Something went wrong/)).toHaveCount(0);

test('a translated page takes a ticket, and always shows the present state', async ({ portal, page }) => {
  await translate(page);
  const form = page.getByRole('form', { name: '«New ticket»' });
  await form.getByRole('button', { name: '«Send ticket»' }).click();
  await expect(form.getByText('«Enter a title»')).toBeVisible();
  await expect(form.getByText('«Choose a category»')).toBeVisible();

  const title = `Translated ${words()}`;
  await page.getByLabel('«Title»').pressSequentially(title);
  await expect(form.getByText('«Enter a title»')).toBeHidden();
  await page.getByLabel('«Describe the problem»').pressSequentially('My invoice of March was charged twice.', { delay: 10 });
  await expect(form.getByRole('button', { name: '«Accept»' })).toBeVisible();
  await expect(form.getByText('«suggested»')).toHaveCount(2);
  await expect(form.getByText('«Choose a category»')).toBeHidden();
  await form.getByRole('radio', { name: '«General»' }).check();
  await expect(form.getByText('«suggested»')).toHaveCount(1);
  await form.getByRole('button', { name: '«Accept»' }).click();
  await expect(form.getByText('«suggested»')).toHaveCount(0);
  await form.getByRole('button', { name: '«Send ticket»' }).click();
  await expect(form.getByText(/^«Ticket #\d+ is sent\. »$/)).toBeVisible();
  await expect(portal.ticket(title)).toContainText('«General»');

  await page.getByLabel('«Title»').pressSequentially('The next one');
  await expect(form.getByText(/is sent/)).toBeHidden();
  await isWhole(page);
});

test('a translated page follows what others do', async ({ portal, page, browser }) => {
  const title = `Followed ${words()}`;
  const id = await portal.submit(title, 'Two people look at this ticket, and one of them reads a translation.');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await translate(page);
  const card = portal.ticket(title);
  await card.getByRole('button', { name: title }).click();
  await expect(card.getByText('«Open»')).toBeVisible();

  const other = new Portal(await browser.newPage());
  await other.open();
  await other.setStatus(title, 'Resolved');
  await expect(card.getByRole('button', { name: /^Status/ })).toHaveText('«Resolved»');
  await expect(card.getByRole('listitem')).toContainText('«Open»');

  await card.getByRole('button', { name: /^Status/ }).click();
  await page.getByRole('menuitemradio', { name: '«In progress»' }).click();
  await expect(card.getByRole('button', { name: /^Status/ })).toHaveText('«In progress»');
  await expect(page.getByText(`«#${id} is now in progress.»`)).toBeVisible();
  await expect(other.ticket(title).getByRole('button', { name: 'Status: In progress' })).toBeVisible();

  await other.write(`Another ${words()}`, 'It is announced on the translated page.');
  await other.send.click();
  await page.getByRole('button', { name: /^«\d+ new tickets?»$/ }).click();
  await expect(portal.tickets.first()).toContainText('«Another');

  await card.getByRole('link', { name: `#${id}` }).click();
  const linked = page.getByRole('region', { name: `Ticket #${id} from a link` });
  await expect(linked.getByText(`«Ticket #${id}, from a link»`)).toBeVisible();
  await linked.getByRole('button', { name: '«Close»' }).click();
  await expect(linked).toBeHidden();
  await page.getByRole('searchbox').fill(title.split(' ')[1]);
  await expect(portal.tickets).toHaveCount(1);
  await page.getByRole('searchbox').fill(`${title.split(' ')[1]} nothing`);
  await expect(page.getByText('«No tickets match.»')).toBeVisible();
  await page.getByRole('button', { name: '«Clear filters»' }).click();
  await expect(card).toBeVisible();
  await isWhole(page);
  await other.page.close();
});

test('the page of a private link follows its ticket while it is translated', async ({ portal, page, browser }) => {
  const title = `By its link ${words()}`;
  await portal.submit(title, 'The person who sent it reads a translation of its page.');
  const requester = await browser.newPage();
  await requester.goto(await portal.privateLink.inputValue());
  await expect(requester.getByText('Live', { exact: true })).toBeVisible();
  await translate(requester);
  await expect(requester.getByText('«Open. »')).toBeVisible();
  await portal.setStatus(title, 'In progress');
  await expect(requester.getByText('«In progress. »')).toBeVisible();
  await expect(requester.getByText('«Open. »')).toHaveCount(0);
  await isWhole(requester);
  await requester.close();
  await isWhole(page);
});
