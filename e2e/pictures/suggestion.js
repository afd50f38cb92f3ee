// The frames of the README's animation, taken from an open portal with tickets. In another terminal:
//
//   make run    and then    make manage ARGS="load_tickets 300"
//
//   cd e2e && node pictures/suggestion.js http://localhost:3000 FRAMES
//   python pictures/animate.py FRAMES ../docs/images/suggestion.webp      (needs Pillow)
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const [url, folder] = process.argv.slice(2);
if (!folder) {
  console.error('Give the address of the portal and a folder for the frames.');
  process.exit(2);
}
const TITLE = 'My invoice of March was charged twice';
const DESCRIPTION =
  'My invoice of March was charged twice on my card, once on the 2nd and once on the 3rd. ' +
  'Please refund one of the two payments.';

mkdirSync(folder, { recursive: true });
/** @type {{ file: string, milliseconds: number }[]} */
const frames = [];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, reducedMotion: 'reduce' });

async function keep(milliseconds) {
  const file = `${String(frames.length).padStart(3, '0')}.png`;
  await page.screenshot({ path: path.join(folder, file) });
  frames.push({ file, milliseconds });
}

async function type(field, text, letters) {
  for (let end = letters; end < text.length + letters; end += letters) {
    await field.pressSequentially(text.slice(end - letters, end));
    await keep(90);
  }
}

await page.goto(url);
const form = page.getByRole('button', { name: 'Send ticket' });
await form.waitFor();
// The second visit has the portal's font from the beginning.
await page.reload();
await page.getByText('Live', { exact: true }).waitFor();
await form.waitFor();
await keep(900);
await type(page.getByLabel('Describe the problem'), DESCRIPTION, 9);
const accept = page.getByRole('button', { name: 'Accept' });
await accept.waitFor({ timeout: 15_000 });
await keep(2_200);
await accept.click();
await keep(1_200);
await form.click();
await page.getByText(/^Ticket #\d+ is sent/).waitFor();
await page.getByRole('list', { name: 'Tickets' }).getByRole('article').filter({ hasText: TITLE }).first().waitFor();
await page.evaluate(() => window.scrollTo(0, 0));
await keep(3_000);
await browser.close();
writeFileSync(path.join(folder, 'frames.json'), JSON.stringify(frames));
