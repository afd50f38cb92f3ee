/// <reference types="vitest/config" />
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `make dev` has the API. Vite passes on what the gateway passes on elsewhere (gateway/nginx.conf.template).
// Django compares the browser's Origin with the Host, so the Host stays the browser's.
/** @param {string | undefined} address */
const at = (address) => ({ target: address ?? 'http://127.0.0.1:8000', changeOrigin: false });
const api = at(process.env.PORTAL_API);
const events = at(process.env.PORTAL_EVENTS ?? process.env.PORTAL_API);
const proxy = { '^/api/(tickets|request)/events/$': events, '/api/': api, '/admin/': api };

/** Which parts of the portal are needed at once where, by the names of their <meta> elements (src/app/loadEarly.js). */
const EARLY = { 'scripts-of-workplace': 'Workplace', 'scripts-of-ticket': 'TicketPage' };

/**
 * The first paint is in index.html and needs no script: scripts are fetched behind the styles, and all that the
 * first page needs at once, not only what its entry names; what the workplace needs is named there. The font comes
 * right after the styles: a first paint that has no time for it is drawn without it.
 *
 * @returns {import('vite').Plugin}
 */
function scriptsBehindTheFirstPaint() {
  return {
    name: 'scripts-behind-the-first-paint',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
        /** @param {string[]} parts  @returns {string[]} their files and all that these import */
        const scriptsOf = (...parts) => {
          const files = new Set(chunks.filter(({ name }) => parts.includes(name)).map(({ fileName }) => fileName));
          // What is added while the set is walked is walked too.
          for (const file of files) chunks.find(({ fileName }) => fileName === file)?.imports.forEach((each) => files.add(each));
          return [...files];
        };
        const first = scriptsOf('start', 'page');
        /** @type {import('vite').HtmlTagDescriptor[]} */
        const tags = first
          .filter((name) => !html.includes(`/${name}"`))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `/${name}` },
            injectTo: /** @type {const} */ ('head'),
          }));
        for (const [name, part] of Object.entries(EARLY)) {
          const content = scriptsOf(part).filter((file) => !first.includes(file)).map((file) => `/${file}`).join(' ');
          if (content) tags.push({ tag: 'meta', attrs: { name, content }, injectTo: 'head' });
        }
        const font = Object.keys(bundle).find((name) => /geist-latin-wght-.*\.woff2$/.test(name));
        if (font) {
          const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, fetchpriority: 'low', href: `/${font}` };
          tags.push({ tag: 'link', attrs, injectTo: /** @type {const} */ ('head') });
        }
        const behind = html.replaceAll('<script type="module"', '<script type="module" fetchpriority="low"');
        return { html: behind, tags };
      },
    },
  };
}

/**
 * Vite's helper of `import()` loads styles and scripts beforehand, of which the build has none: there is one style
 * sheet, and our own plugin names the scripts.
 *
 * @returns {import('vite').Plugin}
 */
function plainImports() {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : null),
  };
}

export default defineConfig({
  plugins: [plainImports(), react(), tailwindcss(), scriptsBehindTheFirstPaint()],
  server: { host: '127.0.0.1', port: Number(process.env.PORTAL_PORT ?? 3000), strictPort: true, proxy },
  build: {
    // The Content-Security-Policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    // For scripts/check-size.js, which removes it.
    manifest: true,
    // Named by our own plugin, above; a part that is loaded later needs nothing but itself and these.
    modulePreload: false,
    rolldownOptions: {
      output: {
        // What every page needs in two files and each of the workplace's large parts in one, so that no visit is a
        // flock of small requests and React's stays in the browser's cache when ours changes.
        codeSplitting: {
          groups: [
            { name: 'start', test: /preload-helper|src[\\/](main\.jsx|api[\\/](paths|tickets)\.js|browser[\\/](places|widths)\.js|features[\\/]tickets[\\/]filters\.js)$/, priority: 7 },
            { name: 'askEarly', test: /app[\\/]askEarly\.js$/, priority: 6 },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 5 },
            { name: 'page', test: /src[\\/]app[\\/]page\.jsx$/, priority: 4 },
            { name: 'parts', test: /use(Loaded|Unfolded|History)\.js$/, priority: 3 },
            { name: 'conversation', test: /features[\\/]conversation[\\/]/, priority: 3 },
            { name: 'Workplace', test: /workplace[\\/]Workplace\.jsx$/, priority: 2 },
            { name: 'TicketPage', test: /ticket[\\/]TicketPage\.jsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost:3000/' } },
    setupFiles: ['./tests/setup.js'],
    include: ['tests/**/*.test.{js,jsx}'],
    // One for each core; the default leaves one idle, which is half of a small machine.
    maxWorkers: '100%',
    clearMocks: true,
    restoreMocks: true,
    // Time for a busy machine; what hangs is still noticed.
    testTimeout: 60_000,
    // As for the other parts (local/checks/suites.py).
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
});
