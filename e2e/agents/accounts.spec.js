// Accounts: a sign-in provider, changing one's own password, and Django's admin behind the gateway.
import { openAs, PASSWORD, signIn, stack, test } from '../agents.js';
import { accessibilityFaults, expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

// Answers that say no are reported by the browser as well.
test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

/** Goes to the provider. @param {import('@playwright/test').Page} page  @param {string} next */
async function goToProvider(page, next) {
  await page.goto(`${stack.url}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByRole('link', { name: 'Sign in with Example Corp' }).click();
  await expect(page).toHaveTitle('Example Corp');
}

test('a person of the sign-in provider comes back signed in, to where the way was barred', async ({ closed, page }) => {
  await goToProvider(page, '/?status=open');
  await page.getByRole('link', { name: 'Continue as Jane' }).click();
  await expect(page).toHaveURL(`${closed.url}/?status=open`);
  await page.getByRole('button', { name: 'Account: Jane Doe' }).click();
  await expect(page.getByText('jane · Agent')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Change password' })).toHaveCount(0);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a person whom the provider refuses, or without a role here, reads why and can still sign in', async ({ closed, page }) => {
  await goToProvider(page, '/');
  await page.getByRole('link', { name: 'Refuse' }).click();
  await expect(page).toHaveURL(/\/sign-in\?problem=provider$/);
  await expect(page.getByRole('alert').filter({ hasText: /did not let you in/ })).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('link', { name: 'Sign in with Example Corp' }).click();
  await page.getByRole('link', { name: 'Continue as Max' }).click();
  await expect(page).toHaveURL(/\/sign-in\?problem=no_role$/);
  await expect(page.getByRole('alert').filter({ hasText: /you have no role here/ })).toBeVisible();
  await signIn(page, 'vera');
  await expect(page).toHaveURL(`${closed.url}/`);
  await expect(page.getByRole('button', { name: 'Account: vera' })).toBeVisible();
});

test('a viewer changes the own password, which ends every other session', async ({ closed, page, browser }) => {
  const fresh = `a horse named ${words()}`;
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(`${closed.url}/sign-in`);
  await signIn(other, 'petra');
  await expect(other.getByRole('button', { name: 'Account: petra' })).toBeVisible();

  await openAs(closed, 'petra');
  await page.getByRole('button', { name: 'Account: petra' }).click();
  await page.getByRole('link', { name: 'Change password' }).click();
  await expect(page.getByRole('heading', { name: 'Change your password' })).toBeVisible();
  const [current, next] = [page.getByLabel('Password that you have now'), page.getByLabel('New password')];
  const send = page.getByRole('button', { name: 'Change password' });
  await current.fill('not this one');
  await next.fill(fresh);
  await send.click();
  await expect(page.getByText(/This is not the password that you have now/)).toBeVisible();
  await expect(current).toBeFocused();
  expect(await accessibilityFaults(page)).toEqual([]);
  await current.fill(PASSWORD);
  await next.fill('password1234');
  await send.click();
  await expect(page.getByText(/too common/)).toBeVisible();
  await next.fill(fresh);
  await send.click();
  await expect(page.getByText(/Your password is changed/)).toBeVisible();

  await page.getByRole('link', { name: 'Back to the tickets' }).click();
  await expect(page.getByRole('button', { name: 'Account: petra' })).toBeVisible();
  expect((await other.request.get(`${closed.url}/api/tickets/`)).status()).toBe(401);
  await other.goto(`${closed.url}/sign-in`);
  await signIn(other, 'petra', fresh);
  await expect(other.getByRole('button', { name: 'Account: petra' })).toBeVisible();
  await elsewhere.close();
});

test('an admin invites a person, who chooses a password and loses the account again', async ({ closed, page, browser }) => {
  const name = `new-${words()}`;
  await openAs(closed, 'boss');
  await page.getByRole('button', { name: 'Account: boss' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Invite a person' }).click();
  await page.getByRole('form', { name: 'Make the invitation' }).getByLabel('Name', { exact: true }).fill('Nora New');
  await page.getByLabel('Username').fill(name);
  await page.getByRole('button', { name: 'Make the invitation' }).click();
  const link = await page.getByLabel('Invitation for Nora New').inputValue();
  expect(await accessibilityFaults(page)).toEqual([]);

  const context = await browser.newContext();
  const nora = await context.newPage();
  await nora.goto(link);
  await expect(nora.getByLabel('Password')).toBeVisible();
  expect(await accessibilityFaults(nora)).toEqual([]);
  await nora.getByLabel('Password').fill(PASSWORD);
  await nora.getByRole('button', { name: 'Join' }).click();
  await expect(nora.getByRole('button', { name: 'Account: Nora New' })).toBeVisible();

  await page.getByLabel('Find a person').fill(name);
  await page.getByRole('button', { name: 'Switch off Nora New' }).click();
  await page.getByRole('button', { name: 'Switch it off' }).click();
  await expect(page.getByText('Nora New is switched off and signed out.')).toBeVisible();
  expect((await nora.request.get(`${closed.url}/api/tickets/`)).status()).toBe(401);
  await context.close();
});

test('an admin goes from the portal to accounts, and makes one that can sign in', async ({ closed, page, browser }) => {
  const name = `new-${words()}`;
  await openAs(closed, 'boss');
  await page.getByRole('button', { name: 'Account: boss' }).click();
  await page.getByRole('link', { name: 'Administration' }).click();
  await expect(page).toHaveURL(`${closed.url}/admin/`);
  await expect(page.getByRole('heading', { name: 'Administration' })).toBeVisible();
  const bar = page.locator('#header');
  expect(await bar.evaluate((element) => getComputedStyle(element).backgroundColor), 'its styles are there')
    .not.toBe('rgba(0, 0, 0, 0)');

  await page.goto(`${closed.url}/admin/auth/user/add/`);
  await page.getByLabel('Username:').fill(name);
  await page.getByLabel('Password:', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password confirmation:').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(/was added successfully/)).toBeVisible();
  // Two lists with buttons between them: its scripts are there.
  await page.locator('#id_groups_from').selectOption({ label: 'agent' });
  await page.getByRole('button', { name: /^Choose selected groups/ }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(/was changed successfully/)).toBeVisible();

  const context = await browser.newContext();
  const colleague = await context.newPage();
  await colleague.goto(`${closed.url}/sign-in`);
  await signIn(colleague, name);
  await expect(colleague.getByRole('button', { name: `Account: ${name}` })).toBeVisible();
  await context.close();
});

test('a token that an admin makes is shown once and opens the API', async ({ closed, page, playwright }) => {
  await openAs(closed, 'boss');
  await page.goto(`${closed.url}/admin/accounts/apitoken/add/`);
  await page.getByLabel('Name:').fill('nightly export');
  await page.getByLabel('Account:').selectOption({ label: 'boss' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const token = await page.locator('code').innerText();
  const tool = await playwright.request.newContext({ extraHTTPHeaders: { Authorization: `Bearer ${token}` } });
  expect((await tool.get(`${closed.url}/api/tickets/`)).status()).toBe(200);
  await tool.dispose();
  await page.getByRole('link', { name: 'All tokens' }).click();
  await expect(page.getByRole('link', { name: 'nightly export' })).toBeVisible();
  expect(await page.content()).not.toContain(token.slice(-43));
});

test('an agent finds tickets in the admin and nothing else, errors are pages, and signing out counts for both', async ({ closed, page }) => {
  await openAs(closed, 'anna');
  await page.getByRole('button', { name: 'Account: anna' }).click();
  await page.getByRole('link', { name: 'Administration' }).click();
  await expect(page.getByRole('link', { name: 'Tickets', exact: true }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Users' })).toHaveCount(0);
  for (const [address, status, title] of [['auth/user/', 403, 'Forbidden'], ['nothing/', 404, 'Not Found']]) {
    const reply = await page.goto(`${closed.url}/admin/${address}`);
    expect(reply.status()).toBe(status);
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    expect(await accessibilityFaults(page), title).toEqual([]);
  }
  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.goto(`${closed.url}/`);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});
