// A portal for agents in several tabs of one browser, and to people who have not signed in.
import { openAs, sendAsRequester, signIn, stack, test } from '../agents.js';
import { expect, Portal, words } from '../portal.js';
import { ownStack } from '../processes.js';

const NOTICE = /You have been signed out\. What you see is not kept up to date/;

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'they need a stack that these stories start');

test('a visit without an account asks for nothing that is refused', async ({ closed, page }) => {
  const refused = [];
  page.on('response', (reply) => reply.status() >= 400 && refused.push(`${reply.status()} ${reply.url()}`));
  for (const address of ['/', '/?status=open', '/?ticket=1', '/', '/nonsense']) {
    await page.goto(stack.url + address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
  }
  expect(refused).toEqual([]);
  await closed.open();
});

test('a link to a ticket says to sign in, and leads to the ticket', async ({ closed: _, page, browser }) => {
  const title = `Linked ${words()}`;
  const { requester, id } = await sendAsRequester(browser, title);
  await requester.page.goto(`${stack.url}/?ticket=${id}`);
  await expect(requester.page.getByRole('link', { name: 'Follow it as its sender' })).toBeVisible();
  await requester.page.close();

  await page.goto(`${stack.url}/?ticket=${id}`);
  await expect(page.getByRole('heading', { name: `Sign in to see ticket #${id}` })).toBeVisible();
  await page.getByRole('link', { name: `Sign in and open #${id}` }).click();
  await signIn(page, 'anna');
  await expect(page).toHaveURL(`${stack.url}/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
});

/** Signs out and waits for the page that comes then. @param {import('@playwright/test').Page} page  @param {string} name */
async function signOut(page, name) {
  await page.getByRole('button', { name: `Account: ${name}` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
}

test('signing out and in, in one tab, is the same for all tabs', async ({ closed, page, context }) => {
  await openAs(closed, 'anna');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const other = new Portal(await context.newPage(), stack.url);
  await other.page.goto(stack.url);
  await signOut(other.page, 'anna');
  await expect(page.getByText(NOTICE)).toBeVisible();
  await expect(page.getByText('Signed out', { exact: true })).toBeVisible();

  await openAs(other, 'anna');
  await expect(page.getByText(NOTICE)).toHaveCount(0);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();

  await signOut(other.page, 'anna');
  await expect(page.getByText(NOTICE)).toBeVisible();
  await openAs(other, 'vera');
  await expect(page.getByRole('button', { name: 'Account: vera' })).toBeVisible();
});

/** @param {import('@playwright/test').Page} page */
async function expectNothingSticksOut(page) {
  const { width, height } = page.viewportSize();
  for (const narrow of [width, 390, 320]) {
    await page.setViewportSize({ width: narrow, height });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `pixels that the page is too wide at ${narrow}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width, height });
}

test('a card takes the place of the form, and a reload keeps the link', async ({ closed, page }) => {
  await closed.open();
  const title = `Card ${words()} with a title that is longer than a phone is wide, as titles often are`;
  await closed.write(title, 'To be followed.');
  await closed.send.click();
  const id = await closed.sentNumber();
  await expect(closed.title).toHaveCount(0);
  await expectNothingSticksOut(page);
  await page.getByRole('link', { name: 'Follow it' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await page.goBack();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Your tickets' }).getByRole('link')).toContainText([`#${id}`]);
  await expectNothingSticksOut(page);
  await closed.write(`${title} two`, 'Another.');
  await closed.send.click();
  await page.getByRole('button', { name: 'Send another' }).click();
  await expect(closed.description).toBeFocused();
  await expect(page.getByRole('region', { name: 'Your tickets' }).getByRole('link')).toHaveCount(2);
});
