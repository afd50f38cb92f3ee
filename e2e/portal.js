// The portal as a person meets it: the words and roles that the stories go by.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test as base } from '@playwright/test';
import { watchManagedTexts } from '../frontend/tests/managedTexts.js';
import { modelAnswers } from './fake-gemini.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export class Portal {
  /**
   * @param {import('@playwright/test').Page} page
   * @param {string} [url] where the portal is
   */
  constructor(page, url = process.env.PORTAL_URL) {
    this.page = page;
    this.url = url;
    this.title = page.getByLabel('Title', { exact: true });
    this.description = page.getByLabel('Describe the problem');
    // The dashboard's breakdowns are groups too; those of the form begin with the field's name.
    this.category = page.getByRole('group', { name: /^Category/ });
    this.priority = page.getByRole('group', { name: /^Priority/ });
    this.send = page.getByRole('button', { name: 'Send ticket' });
    this.search = page.getByRole('searchbox', { name: 'Search tickets' });
    this.tickets = page.getByRole('list', { name: 'Tickets' }).getByRole('article');
    this.privateLink = page.getByRole('textbox', { name: /^Your private link to #/ });
  }

  /** @param {string} [address] with filters */
  async open(address = '/') {
    await this.page.goto(this.url + address);
    await expect(this.page.getByRole('heading', { name: 'New ticket' })).toBeVisible();
  }

  /** @param {string} title */
  ticket(title) {
    return this.tickets.filter({ hasText: title });
  }

  /** @param {string} name of a figure, e.g. "Total" */
  async figure(name) {
    const value = this.page.locator('dl > div').filter({ has: this.page.getByText(name, { exact: true }) }).locator('dd');
    await expect(value).toHaveText(/\d/);
    return Number((await value.innerText()).replaceAll(',', ''));
  }

  /** Writes a ticket and chooses for itself, without sending it. */
  async write(title, description) {
    await this.description.fill(description);
    await this.title.fill(title);
    await this.category.getByRole('radio', { name: 'General' }).check();
    await this.priority.getByRole('radio', { name: 'Low' }).check();
  }

  /** @param {string} title  @param {string} name of the status, e.g. 'In progress' */
  async setStatus(title, name) {
    await this.ticket(title).getByRole('button', { name: /^Status/ }).click();
    await this.page.getByRole('menuitemradio', { name }).click();
  }

  /** Writes a ticket, waits for the suggestion and sends it; returns its number. */
  async submit(title, description) {
    await this.description.fill(description);
    await this.title.fill(title);
    await expect(this.page.getByRole('button', { name: 'Accept' })).toBeVisible();
    await this.send.click();
    return this.sentNumber();
  }

  /** @returns {Promise<number>} the number that the form names after sending */
  async sentNumber() {
    // In the form, or in place of the form for people who may not see the list.
    const sentence = this.page.getByText(/^(Ticket #\d+ is sent|#\d+ is on its way)/);
    await expect(sentence).toBeVisible();
    return Number((await sentence.innerText()).match(/#(\d+)/)[1]);
  }
}

/** What axe finds on the present page, in a form that a failing test can show. */
export async function accessibilityFaults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Letters that no other story uses, to find one's own tickets by. */
export const words = () => Math.random().toString(36).slice(2, 10);

/** The keys under which a page sends tickets, as they go out. */
export function sentKeys(page) {
  const keys = [];
  page.on('request', (request) => {
    const isTicket = request.method() === 'POST' && request.url().endsWith('/api/tickets/');
    if (isTicket) keys.push(request.headers()['idempotency-key']);
  });
  return keys;
}

/** How many tickets have this title, as the server says. */
export async function ticketsNamed(request, title) {
  const reply = await request.get(`${process.env.PORTAL_URL}/api/tickets/?search=${encodeURIComponent(title)}`);
  return (await reply.json()).results.length;
}

/**
 * A test with an open portal and a model that is well. Errors in the browser's console fail it;
 * `isBroken` lets those pass that say that something could not be loaded.
 */
export const test = base.extend({
  isBroken: [false, { option: true }],
  consoleErrors: async ({ page, isBroken }, use) => {
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.exposeFunction('reportManagedText', (text) => errors.push(`A translated page breaks at ${text}`));
    await page.addInitScript(`(${watchManagedTexts})(document, (text) => void window.reportManagedText(text))`);
    await use(errors);
    const faults = errors.filter((error) => !isBroken || !/Failed to load resource|ERR_/.test(error));
    expect(faults, 'the browser reported errors').toEqual([]);
  },
  // The errors are asked for first, so that those of the first load are among them.
  portal: async ({ page, consoleErrors: _ }, use) => {
    if (process.env.E2E_FAKE_GEMINI) await modelAnswers('good');
    const portal = new Portal(page);
    await portal.open();
    await use(portal);
  },
});

export { expect, modelAnswers };
