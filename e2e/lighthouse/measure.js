// Lighthouse over the production build through the gateway, on a throttled phone and on a desk: the first
// page, the one to sign in on, and a requester's. Without PORTAL_URL it starts a portal with tickets of its
// own. Fails below GOAL or with any layout shift.
// Whatever else the machine does costs points, so the best of up to TRIES counts.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import startStack from '../stack.js';

const GOAL = 95;
const TRIES = 3;
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const stop = await startStack();
if (stop) await (await import('../processes.js')).loadTickets(3_000);

/** Sends a ticket; gives its private link. */
async function privateLink() {
  const ticket = { title: 'Cannot sign in', description: 'The page stays white.', category: 'account', priority: 'high' };
  const reply = await fetch(`${process.env.PORTAL_URL}/api/tickets/`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(ticket),
  });
  return (await reply.json()).private_link;
}

const pages = [
  ['first page', '/', []],
  ['signing in', '/sign-in', []],
  // No search engine may list it, which is what the last category asks for.
  ['requester’s page', await privateLink(), ['seo']],
];
const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: flags });

/** Measures once and prints what was measured; whether all is as it should be. */
async function measure(name, address, without, config) {
  const options = { port: chrome.port, logLevel: 'error' };
  const { lhr } = await lighthouse(process.env.PORTAL_URL + address, options, config);
  const scores = Object.values(lhr.categories).filter(({ id, score }) => score !== null && !without.includes(id));
  const shift = lhr.audits['cumulative-layout-shift'].numericValue;
  const seconds = (audit) => (lhr.audits[audit].numericValue / 1000).toFixed(2);
  console.log(`${name}: ${scores.map(({ title, score }) => `${title} ${Math.round(score * 100)}`).join(', ')}`);
  console.log(
    `  first content ${seconds('first-contentful-paint')} s, largest ${seconds('largest-contentful-paint')} s, ` +
      `blocked ${seconds('total-blocking-time')} s, layout shift ${shift}; ` +
      `speed of the processor ${Math.round(lhr.environment.benchmarkIndex)}`,
  );
  for (const { title, auditRefs, score } of scores.filter((category) => category.score * 100 < GOAL)) {
    const lost = auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score < 0.9).map(({ id }) => id);
    console.error(`  ${title} ${score} is below ${GOAL}: ${lost.join(', ')}`);
  }
  return shift === 0 && scores.every(({ score }) => score * 100 >= GOAL);
}

let isGood = true;
for (const [page, address, without] of pages) {
  for (const [name, config] of [['phone', undefined], ['desk', desktopConfig]]) {
    let isOnce = false;
    for (let tries = 0; tries < TRIES && !isOnce; tries += 1) {
      isOnce = await measure(`${page}, ${name}`, address, without, config);
    }
    isGood &&= isOnce;
  }
}
chrome.kill();
await stop?.();
process.exitCode = isGood ? 0 : 1;
