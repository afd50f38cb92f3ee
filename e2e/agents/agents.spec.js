// A portal for agents (PORTAL_ACCESS=agents): who sees what, signing in and out, and the private link.
import { openAccount, openAs, sendAsRequester, signIn, stack, test } from '../agents.js';
import { accessibilityFaults, expect, words } from '../portal.js';
import { ownStack } from '../processes.js';

const NOTICE = /You have been signed out\. What you see is not kept up to date/;

test.use({ isBroken: true, contextOptions: { reducedMotion: 'reduce' } });
test.skip(!ownStack, 'these need a stack that the tests started');

test('a person without an account sends a ticket and sees only that one, live', async ({ closed, browser }) => {
  const title = `Only mine ${words()}`;
  const { requester, id, link } = await sendAsRequester(browser, title);
  await expect(requester.tickets).toHaveCount(0);
  await expect(requester.page.getByRole('search')).toHaveCount(0);
  for (const path of ['', `${id}/`, `${id}/history/`, 'stats/', 'stats/daily/', 'events/']) {
    const reply = await requester.page.request.get(`${stack.url}/api/tickets/${path}`);
    expect(reply.status(), path).toBe(401);
  }

  await requester.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await requester.page.getByRole('button', { name: 'Copy link' }).click();
  expect(await requester.page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  const reply = await requester.page.goto(link);
  expect(reply.headers()['referrer-policy']).toBe('no-referrer');
  expect(reply.headers()['x-robots-tag']).toBe('noindex');
  await expect(requester.page.getByRole('heading', { name: title })).toBeVisible();
  await expect(requester.page.getByText(/Work on it has not begun yet/)).toBeVisible();
  await expect(requester.page.getByText('Live', { exact: true })).toBeVisible();

  await openAs(closed, 'anna');
  await closed.setStatus(title, 'In progress');
  await expect(requester.page.getByText(/Somebody is working on it/)).toBeVisible();
  await expect(requester.page.getByText(/^We started to work on your ticket/)).toBeVisible();
  expect(await requester.page.getByText('anna').count(), 'names of agents on the requester’s page').toBe(0);
  await requester.page.close();
});

test('an agent signs in, comes back to where the way was barred, and the trail has the name', async ({ closed, page, browser }) => {
  const title = `To be named ${words()}`;
  const { requester } = await sendAsRequester(browser, title);
  await requester.page.close();

  await page.goto(`${stack.url}/?status=open`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveTitle('Sign in · Support tickets');
  await signIn(page, 'anna', 'not the password');
  await expect(page.getByText(/The username or the password is wrong/)).toBeVisible();
  await expect(page.getByLabel('Password')).toBeFocused();
  await signIn(page, 'anna');
  await expect(page).toHaveURL(`${stack.url}/?status=open`);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();

  await closed.ticket(title).getByRole('link', { name: title }).click();
  await page.getByRole('combobox', { name: 'Priority' }).selectOption('High');
  await expect(page.getByRole('list', { name: 'Conversation' })).toContainText(/Agent \d+ set the priority to High/);
});

test('a viewer sees everything and can change nothing', async ({ closed, page, browser }) => {
  const title = `To be read ${words()}`;
  const { requester, id } = await sendAsRequester(browser, title);
  await requester.page.close();
  await openAs(closed, 'vera');
  const card = closed.ticket(title);
  await expect(card.getByRole('button', { name: /^Status/ })).toHaveCount(0);
  await card.getByRole('link', { name: title }).click();
  const properties = page.getByRole('region', { name: 'Properties' });
  await expect(properties.getByText('Unassigned')).toBeVisible();
  await expect(properties.getByRole('combobox')).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: /^(Reply|Note)/ })).toHaveCount(0);
  const token = (await page.context().cookies()).find(({ name }) => name === 'csrftoken').value;
  const reply = await page.request.patch(`${stack.url}/api/tickets/${id}/`, {
    data: { status: 'closed' },
    headers: { 'X-CSRFToken': token },
  });
  expect([reply.status(), (await reply.json()).code]).toEqual([403, 'forbidden']);
});

test('after signing out nothing is left, and Back brings nothing back', async ({ closed, page, browser }) => {
  const title = `Not for everybody ${words()}`;
  const { requester } = await sendAsRequester(browser, title);
  await requester.page.close();
  await openAs(closed, 'anna');
  await page.goto(`${stack.url}/?status=open`);
  await expect(closed.ticket(title)).toBeVisible();
  await openAccount(page, 'anna');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(`${stack.url}/`);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(closed.ticket(title)).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL(`${stack.url}/?status=open`);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(closed.ticket(title)).toHaveCount(0);
});

test('a session that ends while one works costs nothing that was written', async ({ closed, page, browser }) => {
  const title = `Ends meanwhile ${words()}`;
  const { requester } = await sendAsRequester(browser, title);
  await requester.page.close();
  await openAs(closed, 'anna', '/?status=open');
  await expect(closed.ticket(title)).toBeVisible();
  await page.keyboard.press('n');
  await closed.title.fill('Half a ticket');
  await page.keyboard.press('Escape');
  await page.context().clearCookies({ name: /session/i });
  await closed.setStatus(title, 'Closed');
  await expect(page.getByText(NOTICE)).toBeVisible();
  await expect(closed.ticket(title).getByRole('button', { name: 'Status: Open' })).toBeVisible();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await signIn(page, 'anna');
  await expect(page).toHaveURL(`${stack.url}/?status=open`);
  await expect(closed.ticket(title)).toBeVisible();
  await page.keyboard.press('n');
  await expect(closed.title).toHaveValue('Half a ticket');
  await page.keyboard.press('Escape');
  await closed.setStatus(title, 'Closed');
  await expect(page.getByText(/is now closed/)).toBeVisible();
});

test('a change without the token of our own page is refused, and the page says what to do', async ({ closed, page, browser }) => {
  const title = `Forged ${words()}`;
  const { requester } = await sendAsRequester(browser, title);
  await requester.page.close();
  await openAs(closed, 'anna');
  await expect(closed.ticket(title)).toBeVisible();
  await page.context().clearCookies({ name: 'csrftoken' });
  await closed.setStatus(title, 'Closed');
  await expect(page.getByText(/This page is out of date/)).toBeVisible();
  await page.reload();
  await closed.setStatus(title, 'Closed');
  await expect(page.getByText(/is now closed/)).toBeVisible();
});

test('an agent revokes the links of a ticket, and makes a new one', async ({ closed, page, browser }) => {
  const title = `Link lost ${words()}`;
  const { requester, link } = await sendAsRequester(browser, title);
  await requester.page.goto(link);
  await expect(requester.page.getByText('Live', { exact: true })).toBeVisible();

  await openAs(closed, 'anna');
  await closed.ticket(title).getByRole('link', { name: title }).click();
  const links = page.getByRole('group', { name: 'Requester’s link' });
  await links.getByRole('button', { name: 'Revoke all links' }).click();
  await links.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(links.getByText('The links made until now no longer work.')).toBeVisible();
  await requester.page.reload();
  await expect(requester.page.getByRole('heading', { name: /This link does not work/ })).toBeVisible();

  await links.getByRole('button', { name: 'Make a new requester’s link' }).click();
  await requester.page.goto(await links.getByRole('textbox').inputValue());
  await expect(requester.page.getByRole('heading', { name: title })).toBeVisible();
  await requester.page.goto(`${link}x`);
  await expect(requester.page.getByRole('heading', { name: /This link does not work/ })).toBeVisible();
  await requester.page.close();
  expect(new URL(page.url()).hash).toBe('');
});

// `make pictures` looks at all four.
for (const [colorScheme, width, height] of /** @type {const} */ ([['light', 1440, 900], ['dark', 390, 844]])) {
  test.describe(`${colorScheme}, ${width} pixels`, () => {
    test.use({ colorScheme, viewport: { width, height } });

    test('axe finds nothing on any page of a portal for agents, and nothing sticks out', async ({ closed, page }) => {
      test.slow(); // It reads a dozen pages.
      const clean = async (state) => {
        expect(await accessibilityFaults(page), state).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `pixels that it is too wide: ${state}`).toBeLessThanOrEqual(0);
      };
      const title = `Seen by axe ${words()}`;
      await closed.open();
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
      await clean('the form alone');
      await closed.write(title, 'Since this morning nothing works.');
      await closed.send.click();
      const id = await closed.sentNumber();
      await expect(closed.privateLink).toBeVisible();
      await clean('sent, with its private link');
      await page.goto(await closed.privateLink.inputValue());
      await expect(page.getByRole('heading', { name: title })).toBeVisible();
      await clean('the private link');
      await page.goto(`${stack.url}/request#forged`);
      await expect(page.getByRole('heading', { name: /This link does not work/ })).toBeVisible();
      await clean('a link that does not work');

      await page.goto(`${stack.url}/sign-in?next=${encodeURIComponent(`/?ticket=${id}`)}`);
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await clean('signing in');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByText('Enter your password')).toBeVisible();
      await clean('signing in, with errors at the fields');
      await signIn(page, 'anna', 'not the password');
      await expect(page.getByText(/The username or the password is wrong/)).toBeVisible();
      await clean('signing in, refused');
      await signIn(page, 'anna');
      const unfold = async () => {
        const folded = page.getByText('Open · Low · Unassigned');
        if (await folded.isVisible()) await folded.click();
      };
      await expect(page.getByRole('textbox', { name: 'Reply to the requester' })).toBeVisible();
      await unfold();
      await page.getByRole('button', { name: 'Make a new requester’s link' }).click();
      await expect(page.getByRole('group', { name: 'Requester’s link' }).getByRole('textbox')).toBeVisible();
      await clean('the page of a ticket, with a new link');
      await page.getByRole('button', { name: 'Tickets', exact: true }).click();
      await expect(closed.ticket(title)).toBeVisible();
      await clean('the list');
      await openAccount(page, 'anna');
      await clean('the views, with the account');
      await page.keyboard.press('Escape');
      if (width < 1024) await page.keyboard.press('Escape');
      await page.keyboard.press('n');
      await expect(closed.description).toBeFocused();
      await clean('the form as a sheet');
      await page.keyboard.press('Escape');
      await closed.ticket(title).getByRole('link', { name: title }).click();
      await unfold();
      await page.context().clearCookies({ name: /session/i });
      await page.getByRole('combobox', { name: 'Priority' }).selectOption('High');
      await expect(page.getByText(NOTICE)).toBeVisible();
      await clean('a session that has ended');
    });
  });
}
