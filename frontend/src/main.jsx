import './styles.css';

/** index.html has the first paint; remove it before React renders the same elements. */
async function afterTheFirstPaint() {
  // A page in the background is not painted.
  if (document.hidden) return;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function start() {
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
