import { expect, modelAnswers, test, words } from '../portal.js';

test('a suggestion comes while one types, and the ticket is sent with it', async ({ portal, page }) => {
  const title = `Charged twice ${words()}`;
  const before = await portal.figure('Total');
  await portal.title.fill(title);
  await portal.description.pressSequentially('My invoice of March was charged twice on my card.', { delay: 5 });
  await expect(portal.category.getByRole('radio', { name: 'Billing' })).toBeChecked();
  await expect(portal.category).toContainText('suggested');
  await portal.send.click();
  const id = await portal.sentNumber();

  await expect(portal.ticket(title)).toHaveAttribute('aria-label', `Ticket #${id}`);
  await expect(portal.ticket(title)).toContainText('Billing');
  await expect(portal.title).toHaveValue('');
  await expect.poll(() => portal.figure('Total')).toBe(before + 1);
});

test('what the person chose is never overwritten', async ({ portal }) => {
  const title = `Overridden ${words()}`;
  await portal.category.getByRole('radio', { name: 'General' }).check();
  await portal.title.fill(title);
  await portal.description.fill('I cannot sign in to my account after changing the password.');
  await expect(portal.priority).toContainText('suggested');
  await expect(portal.category.getByRole('radio', { name: 'General' })).toBeChecked();

  await portal.priority.getByRole('radio', { name: 'Critical' }).check();
  await portal.description.fill('I cannot sign in to my account after changing the password. It worked yesterday.');
  await portal.send.click();
  await portal.sentNumber();
  await expect(portal.ticket(title)).toContainText('General');
  await expect(portal.ticket(title)).toContainText('Critical');
});

test('a slow model never prevents sending', async ({ portal, page }) => {
  await modelAnswers('slow:8');
  await portal.description.fill('The export of my report stops half way with an error message.');
  await portal.title.fill(`In a hurry ${words()}`);
  await expect(page.getByText('Looking for a category and a priority…')).toBeVisible();
  await portal.category.getByRole('radio', { name: 'Technical' }).check();
  await portal.priority.getByRole('radio', { name: 'Medium' }).check();
  await portal.send.click();
  await portal.sentNumber();
});

test('a model that fails is said in plain words, and the ticket can be sent', async ({ portal, page }) => {
  await modelAnswers('not_json');
  await portal.title.fill(`Without help ${words()}`);
  await portal.description.fill('Where do I find the list of all my earlier orders please?');
  await expect(page.getByText('Suggestions are unavailable, please choose.')).toBeVisible();
  await portal.category.getByRole('radio', { name: 'General' }).check();
  await portal.priority.getByRole('radio', { name: 'Low' }).check();
  await portal.send.click();
  await portal.sentNumber();
});

test('a problem is described first, and its title is suggested and can be changed', async ({ portal, page }) => {
  const word = words();
  await portal.open();
  await page.keyboard.press('n');
  await expect(portal.description).toBeFocused();
  await page.keyboard.type(`Hello! My invoice ${word} was charged twice on my card. Please help.`);
  await expect(portal.title).toHaveValue(`My invoice ${word} was charged twice on my card`);
  await expect(portal.title).toHaveAccessibleDescription('suggested');
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(portal.title).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.type(' in May');
  await expect(portal.title).not.toHaveAccessibleDescription(/suggested/);
  await page.keyboard.press('Enter');
  const id = await portal.sentNumber();
  await expect(portal.ticket(`My invoice ${word} was charged twice on my card in May`)).toHaveAttribute('aria-label', `Ticket #${id}`);
});

test.describe('without scripts', () => {
  test.use({ isBroken: true });

  test('the first paint has the places of the form', async ({ portal, page }) => {
    const places = () => page.evaluate(() => {
      const named = (id) => document.getElementById(id) ?? document.querySelector(`[data-id="${id}"]`);
      const top = (id) => Math.round(named(id).getBoundingClientRect().top);
      return ['title', 'name', 'email'].map((id) => top(id) - top('description'));
    });
    const drawn = await places();
    await page.route('**/*.js', (route) => route.abort());
    await page.reload();
    await expect(page.locator('[data-id=title]')).toBeAttached();
    const painted = await places();
    await page.unrouteAll();
    painted.forEach((place, at) => expect(Math.abs(place - drawn[at]), `${painted} painted, ${drawn} drawn`).toBeLessThanOrEqual(2));
  });
});

test('a missing title is asked for at its field, and nothing typed is lost', async ({ portal, page }) => {
  await portal.description.fill('Not lost');
  await portal.send.click();
  await expect(page.getByText('Enter a title')).toBeVisible();
  await expect(portal.title).toBeFocused();
  await expect(portal.description).toHaveValue('Not lost');
  await page.reload();
  await expect(portal.description).toHaveValue('Not lost');
});
