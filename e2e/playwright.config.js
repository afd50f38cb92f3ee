// Runs the stories of the portal in Chromium (`run` finds it, CHROMIUM names another one) against the
// one-machine run, which stack.js starts, or against PORTAL_URL when that is set.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  projects: [
    // The stories of one project share one portal and one scripted model, so they run one after another,
    // beside those of the other project.
    { name: 'stories', testDir: './stories', workers: 1 },
    { name: 'agents', testDir: './agents', workers: 1 },
    // Every state of the page in both themes, and the pictures of the README: `make pictures`.
    { name: 'pictures', testDir: './pictures', workers: 1 },
    // How fast the workplace is on this machine, as figures: `make bench-portal`. Recording would slow it down.
    { name: 'figures', testDir: './figures', workers: 1, use: { trace: 'off', screenshot: 'off' } },
  ],
  outputDir: '../.test-results/e2e',
  globalSetup: './stack.js',
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A busy machine may cut a browser's request; what passes at the second try is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['junit', { outputFile: '../.test-results/e2e.xml' }]],
  use: {
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1440, height: 900 },
    // Without a film of every test, which takes a sixth of the processor time; the page's states are kept. In CI they
    // are kept of the second try alone, because keeping them takes a twentieth.
    trace: { mode: process.env.CI ? 'on-first-retry' : 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // No sandbox: the tests may run as root. The rest keeps Chromium from calling other hosts.
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
});
