// The page of a ticket while it loads: nothing that is read or pressed moves, and its title and state stay in view.
import { openAs, stack, test } from '../agents.js';
import { conversation, faults, PHONE, reply, requesterWith } from '../conversation.js';
import { expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

/** What arrives after the ticket, and how late. @type {[RegExp, number][]} */
const LATE = [
  [/\/messages\//, 800],
  [/\/history\//, 1_400],
  [/requester=/, 1_800],
  [/\/similar\//, 2_200],
  [/duplicate_of=/, 2_600],
];
const SETTLED_MS = 3_500;
/** Lighthouse gives full marks below 0.1, and rounds to so many places. */
const PLACES = 3;

/** The layout shifts of the page so far, as browsers measure them, and what moved. @param {import('@playwright/test').Page} page */
const shifts = (page) => page.evaluate(() => window.shifts);

for (const [name, viewport, messages] of /** @type {const} */ ([
  ['phone', PHONE, 1],
  ['phone', PHONE, 12],
  ['tablet', { width: 768, height: 600 }, 1],
  ['desk', { width: 1440, height: 900 }, 1],
  ['desk', { width: 1440, height: 900 }, 12],
])) {
  test(`nothing moves while a ticket with ${messages} of its messages loads at a ${name}`, async ({ closed, page, browser }) => {
    const title = `A title that is long enough to need more than the one line that a small window has for it ${words()}`;
    const { page: rea, id } = await requesterWith(browser, title);
    await rea.close();
    await openAs(closed, 'anna', `/tickets/${id}`);
    const csrf = (await page.context().cookies()).find((cookie) => cookie.name.endsWith('csrftoken'))?.value ?? '';
    for (let count = 0; count < messages; count += 1) {
      const sent = await page.request.post(`${stack.url}/api/tickets/${id}/messages/`, {
        headers: { 'X-CSRFToken': csrf, Origin: stack.url },
        data: { kind: 'reply', body: `Answer ${count}. `.repeat(12) },
      });
      expect(sent.ok(), await sent.text()).toBe(true);
    }

    await page.setViewportSize(viewport);
    for (const [address, late] of LATE) {
      await page.route(address, async (route) => {
        await new Promise((resolve) => { setTimeout(resolve, late); });
        await route.continue().catch(() => {});
      });
    }
    await page.addInitScript(() => {
      window.shifts = [];
      const box = ({ x, y, width, height }) => `${x},${y} ${width}×${height}`;
      const moved = ({ node, previousRect: from, currentRect: to }) => `${box(from)} → ${box(to)} ${(node?.outerHTML ?? node?.textContent ?? '').slice(0, 200)}`;
      new PerformanceObserver((list) => {
        for (const { value, sources, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifts.push({ value, moved: sources.map(moved) });
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.reload();
    await expect(page.getByText('Loading the conversation…')).toBeVisible();
    const place = await reply(page).boundingBox();
    const heading = page.getByRole('heading', { level: 2, name: new RegExp(`^#${id}`) });
    const top = await heading.boundingBox();
    await expect(conversation(page)).toContainText(`Answer ${messages - 1}.`);
    await page.waitForTimeout(SETTLED_MS);
    expect(await reply(page).boundingBox()).toEqual(place);
    expect(await heading.boundingBox()).toEqual(top);
    const seen = await shifts(page);
    expect(seen.reduce((sum, { value }) => sum + value, 0), JSON.stringify(seen, null, 1)).toBeCloseTo(0, PLACES);

    // The newest message is read, under the title and the state.
    await expect(page.getByText(`Answer ${messages - 1}.`).last()).toBeInViewport({ ratio: 0.9 });
    await expect(heading).toBeInViewport({ ratio: 1 });
    const state = name === 'phone' ? page.getByRole('button', { name: /^In progress · Low · / }) : page.getByRole('combobox', { name: 'Status' });
    await expect(state).toBeInViewport({ ratio: 1 });
    if (name === 'tablet') {
      // What is below the properties is no part of the conversation that the page follows.
      await reply(page).fill('One more.');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await expect(conversation(page)).toContainText('One more.');
      await expect(state).toBeInViewport({ ratio: 1 });
    }
    if (name === 'phone') {
      await state.click();
      await page.getByRole('combobox', { name: 'Priority' }).selectOption('High');
      await expect(page.getByText(`#${id} now has high priority.`)).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('combobox', { name: 'Priority' })).toBeHidden();
      await expect(page.getByRole('button', { name: /^In progress · High · / })).toBeFocused();
      await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));
    }
  });
}

test('on a phone a button is hit where it is seen, also while the empty field has the focus', async ({ closed, page, browser }) => {
  const { page: rea, id } = await requesterWith(browser, `Pressed ${words()}`);
  await rea.close();
  await page.setViewportSize(PHONE);
  await openAs(closed, 'anna', `/tickets/${id}`);
  await reply(page).focus();
  await page.getByRole('button', { name: 'Note' }).click();
  await expect(page.getByRole('textbox', { name: 'Note for your team' })).toBeFocused();
});
