// Lighthouse over the production build through the gateway, on a throttled phone and on a desk. Without
// PORTAL_URL it starts a portal with tickets of its own. Fails below GOAL or with any layout shift.
// Whatever else the machine does costs points, so the best of up to TRIES counts.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import startStack from '../stack.js';

const GOAL = 95;
const TRIES = 3;
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
const stop = await startStack();
if (stop) await (await import('../processes.js')).loadTickets(3_000);

const chrome = await launch({ chromePath: process.env.CHROMIUM, chromeFlags: flags });

/** Measures once and prints what was measured; whether all is as it should be. */
async function measure(name, config) {
  const { lhr } = await lighthouse(process.env.PORTAL_URL, { port: chrome.port, logLevel: 'error' }, config);
  const scores = Object.values(lhr.categories).filter(({ score }) => score !== null);
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
for (const [name, config] of [['phone', undefined], ['desk', desktopConfig]]) {
  let isOnce = false;
  for (let tries = 0; tries < TRIES && !isOnce; tries += 1) isOnce = await measure(name, config);
  isGood &&= isOnce;
}
chrome.kill();
await stop?.();
process.exitCode = isGood ? 0 : 1;
