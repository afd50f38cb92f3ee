// A ticket's conversation as the stories see it: the requester with a phone, the agents, and what the server keeps.
import { expect } from '@playwright/test';
import { PASSWORD, stack } from './agents.js';
import { accessibilityFaults, Portal, words } from './portal.js';

export const PHONE = { width: 390, height: 844 };

/** @typedef {import('@playwright/test').Page} Page */

/** The field of an agent. @param {Page} page */
export const reply = (page) => page.getByRole('textbox', { name: 'Reply to the requester' });
/** The field of the requester. @param {Page} page */
export const answer = (page) => page.getByRole('textbox', { name: /^(Write to us|What is still wrong\?)$/ });
/** @param {Page} page */
export const conversation = (page) => page.getByRole('list', { name: 'Conversation' });
/** Messages that the server has not been reached for. @param {Page} page */
export const waiting = (page) => page.getByRole('list', { name: 'Waiting to be sent' });

/**
 * A person without an account who sends a ticket with a phone, and follows it.
 *
 * @param {import('@playwright/test').Browser} browser
 * @param {string} title
 * @param {import('@playwright/test').BrowserContextOptions} [context]
 */
export async function requesterWith(browser, title, context = {}) {
  const portal = new Portal(await browser.newPage({ viewport: PHONE, ...context }), stack.url);
  const { page } = portal;
  await portal.open();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await portal.write(title, 'Since this morning nothing works.');
  await page.getByLabel('Name', { exact: true }).fill('Rea Quist');
  await page.getByLabel('Email address').fill(`${words()}@example.com`);
  await portal.send.click();
  const id = await portal.sentNumber();
  await page.getByRole('link', { name: 'Follow it' }).click();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  return { page, id };
}

/** The messages that the server has of a ticket. @param {Page} page of an agent  @param {number} id */
export async function messagesOf(page, id) {
  const answered = await page.request.get(`${stack.url}/api/tickets/${id}/messages/`);
  return (await answered.json()).results;
}

/**
 * What the server sends to the holder of a private link.
 *
 * @param {string} link as the card of the sent ticket shows it
 * @returns {Promise<{ all: () => Promise<string> }>} the live updates until then, the ticket and its messages
 */
export async function sentTo(link) {
  const headers = { 'X-Ticket-Link': new URL(link).hash.slice(1) };
  const ended = new AbortController();
  const stream = await fetch(`${stack.url}/api/request/events/`, { headers, signal: ended.signal });
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of stream.body) text += decoder.decode(bytes, { stream: true });
  })().catch(() => {});
  const all = async () => {
    for (const path of ['', 'messages/']) text += await (await fetch(`${stack.url}/api/request/${path}`, { headers })).text();
    ended.abort();
    await reading;
    return text;
  };
  return { all };
}

/** What axe finds, and whether the page is wider than its window. @param {Page} page */
export async function faults(page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return [...(await accessibilityFaults(page)), ...(overflow > 0 ? [`${overflow} pixels too wide`] : [])];
}

/**
 * Moves the focus with the Tab key.
 *
 * @param {Page} page
 * @param {import('@playwright/test').Locator} control
 * @param {string} [key] 'Shift+Tab' goes back
 */
export async function tabTo(page, control, key = 'Tab') {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${control}`);
}

/**
 * Watches for a mouse or a finger, also over reloads.
 *
 * @param {Page} page
 * @returns {Promise<() => Promise<string | null>>} what has been pressed
 */
export async function withoutPointer(page) {
  await page.addInitScript(() => {
    const keep = (/** @type {Event} */ { target }) => sessionStorage.setItem('pressed', `${/** @type {Element} */ (target).outerHTML}`);
    window.addEventListener('pointerdown', keep, true);
  });
  return () => page.evaluate(() => sessionStorage.getItem('pressed'));
}

/** Opens the list as this person with the keyboard alone. @param {Page} page  @param {string} name */
export async function signInByKeys(page, name) {
  await page.goto(`${stack.url}/sign-in`);
  await tabTo(page, page.getByLabel('Username'));
  await page.keyboard.type(name);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
}

/**
 * Finds a ticket by words or number, and opens its page, with the keyboard alone.
 *
 * @param {Page} page
 * @param {string} text
 * @param {number} id
 */
export async function openByKeys(page, text, id) {
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await tabTo(page, page.getByRole('list', { name: 'Tickets' }).locator(`a[href="/tickets/${id}"]`));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}\\b`));
  await expect(reply(page)).toBeVisible();
}
