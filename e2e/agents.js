// A portal for agents (PORTAL_ACCESS=agents) with a sign-in provider, and the people who use it.
import { expect, Portal, test as base } from './portal.js';
import { addAccount, loadTicketsIn } from './processes.js';
import { startProvider, startStack } from './stack.js';

export const PASSWORD = 'a horse that counts to 17';
const ACCOUNTS = /** @type {const} */ ({ anna: 'agent', vera: 'viewer', petra: 'viewer', boss: 'admin' });
const START_MS = 10 * 60_000;
/** Enough for numbers that are typed. */
const LOADED = 1_600;

/** The portal of these stories, while they run. @type {Awaited<ReturnType<typeof startStack>>} */
export let stack;

async function start() {
  const provider = await startProvider('provider');
  const portal = await startStack('make-run-agents', {
    PORTAL_ACCESS: 'agents',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.client,
    OIDC_CLIENT_SECRET: provider.secret,
    OIDC_NAME: 'Example Corp',
    OIDC_AGENTS: 'support',
  });
  const stop = async () => {
    await portal.stop();
    await provider.stop();
  };
  await Promise.all(Object.entries(ACCOUNTS).map(([name, role]) => addAccount(portal.data, name, role, PASSWORD)));
  return { ...portal, stop };
}

export const test = base.extend({
  // One for all stories; those who do not ask for it run when it has ended.
  running: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      stack = await start();
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: START_MS },
  ],
  // The same portal with many tickets. It is declared here because a worker fixture of a single file would
  // give that file another worker, and so another portal.
  filled: [
    async ({ running }, use) => {
      await loadTicketsIn(running.data, LOADED);
      await use(running);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  // Each story opens the portal itself.
  closed: async ({ page, running, consoleErrors: _ }, use) => use(new Portal(page, running.url)),
});

/** @param {import('@playwright/test').Page} page  @param {string} name  @param {string} [password] */
export async function signIn(page, name, password = PASSWORD) {
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Opens the list as this person. @param {Portal} portal  @param {string} name  @param {string} [address] */
export async function openAs(portal, name, address = '/') {
  await portal.page.goto(`${portal.url}/sign-in?next=${encodeURIComponent(address)}`);
  await signIn(portal.page, name);
  await portal.page.waitForURL((url) => url.pathname !== '/sign-in');
  await expect(portal.page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible();
  // Until it is known who is there, the page may be the one of people without a role.
  await expect(portal.page.getByRole('form', { name: /New ticket/ })).toHaveCount(0);
}

/** Opens the menu of the account, which a phone has in its drawer. @param {import('@playwright/test').Page} page  @param {string} name */
export async function openAccount(page, name) {
  const drawer = page.getByRole('button', { name: 'Views', exact: true });
  if (await drawer.isVisible()) await drawer.click();
  await page.getByRole('button', { name: `Account: ${name}` }).click();
}

/** Sends a ticket as somebody without an account. @param {import('@playwright/test').Browser} browser */
export async function sendAsRequester(browser, title) {
  const requester = new Portal(await browser.newPage(), stack.url);
  await requester.open();
  await expect(requester.page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await requester.write(title, 'Since this morning nothing works.');
  await requester.send.click();
  const id = await requester.sentNumber();
  return { requester, id, link: await requester.privateLink.inputValue() };
}
