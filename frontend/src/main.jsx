import './styles.css';
import { loadEarly } from './app/loadEarly.js';
import { hadRole } from './features/account/lastVisit.js';

/** index.html has the first paint; remove it before React renders the same elements. */
async function afterTheFirstPaint() {
  // A page in the background is not painted.
  if (document.hidden) return;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** What other visitors do not load, for a browser whose last visit was by an account with a role. */
function beginWork() {
  // Without it the page asks itself.
  import('./app/askEarly.js').then(({ askEarly }) => askEarly()).catch(() => {});
  loadEarly();
}

async function start() {
  if (hadRole()) beginWork();
  await afterTheFirstPaint();
  try {
    // One after the other, so that neither keeps a slow phone from answering for long.
    await import('react-dom/client');
    const { openPage } = await import('./app/page.jsx');
    await openPage(/** @type {HTMLElement} */ (document.getElementById('root')));
  } catch {
    const progress = /** @type {HTMLElement} */ (document.getElementById('progress'));
    document.documentElement.dataset.outline = 'bar';
    progress.textContent = 'The page could not be loaded. Reload it.';
  }
}

void start();
