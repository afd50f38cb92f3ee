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

/**
 * The first paint is in index.html and needs no script: scripts are fetched behind the styles,
 * and all that the first page needs at once, not only what its entry names. The font comes right after the
 * styles: a first paint that has no time for it is drawn without it.
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
        const page = chunks.find(({ name }) => name === 'page');
        const names = page ? [page.fileName, ...page.imports] : [];
        /** @type {import('vite').HtmlTagDescriptor[]} */
        const tags = names
          .filter((name) => !html.includes(`/${name}"`))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `/${name}` },
            injectTo: /** @type {const} */ ('head'),
          }));
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

export default defineConfig({
  plugins: [react(), tailwindcss(), scriptsBehindTheFirstPaint()],
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
        // What every page needs in two files, so that a first visit is no flock of small requests and
        // React's stays in the browser's cache when ours changes.
        codeSplitting: {
          groups: [
            { name: 'start', test: /preload-helper|src[\\/]main\.jsx$/, priority: 3 },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
            { name: 'page', test: /src[\\/]app[\\/]page\.jsx$/, priority: 1 },
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
    clearMocks: true,
    restoreMocks: true,
    // Time for a busy machine; what hangs is still noticed.
    testTimeout: 60_000,
    // As for the other parts (local/checks/suites.py).
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
});
