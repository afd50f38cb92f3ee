import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Where the development server finds the API; the gateway does this job everywhere else.
const api = process.env.PORTAL_API ?? 'http://127.0.0.1:8000';
const events = process.env.PORTAL_EVENTS ?? api;

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', proxy: { '/api/tickets/events/': events, '/api': api } },
  build: {
    // The Content-Security-Policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    // One bundle needs no preload polyfill; every browser we serve has modulepreload.
    modulePreload: { polyfill: false },
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost:3000/' } },
    setupFiles: ['./tests/setup.js'],
    include: ['tests/**/*.test.{js,jsx}'],
    restoreMocks: true,
    // Time for a busy machine; what hangs is still noticed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
