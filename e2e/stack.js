// Starts the one-machine run with a scripted model behind it, and ends both when the stories are over;
// stories that need a portal of another kind start one of their own.
import { spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const results = path.join(root, '.test-results');
const READY_MS = 10 * 60_000; // A first run installs everything.
const START_MS = 60_000;

/**
 * A loopback port that no server uses now and no outgoing connection takes before the portal listens on it:
 * those have numbers from 32,768 on.
 *
 * @returns {Promise<number>}
 */
function freePort() {
  const port = 20_000 + Math.floor(10_000 * Math.random());
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(freePort()));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}

/** Starts a command in a new process group, with its output in .test-results/<name>.log. */
function start(name, command, args, options) {
  const log = createWriteStream(path.join(results, `${name}.log`));
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return child;
}

/** Resolves when the child prints `text`; rejects when it ends first or takes too long. */
function prints(child, text, limit) {
  return new Promise((resolve, reject) => {
    let seen = '';
    const timer = setTimeout(() => reject(new Error(`"${text}" did not appear in ${limit / 1000} s:\n${seen}`)), limit);
    const settle = (action) => { clearTimeout(timer); action(); };
    const read = (data) => {
      seen = (seen + data).slice(-8000);
      if (seen.includes(text)) settle(resolve);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => settle(() => reject(new Error(`It ended with ${code} before "${text}":\n${seen}`))));
  });
}

/** Asks a child to end, and waits until it has. */
function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    process.kill(child.pid, 'SIGTERM');
  });
}

/**
 * Starts another portal with a scripted model behind it.
 *
 * @param {string} name of its logs in .test-results
 * @param {Record<string, string>} [variables] settings that differ from the usual ones
 * @returns {Promise<{ url: string, model: string, data: string, stop: () => Promise<void> }>}
 */
export async function startStack(name, variables = {}) {
  mkdirSync(results, { recursive: true });
  const data = mkdtempSync(path.join(tmpdir(), 'portal-e2e-'));
  chmodSync(data, 0o755); // As root, the database runs as another account, which must be able to enter.
  const [portal, model] = [await freePort(), await freePort()];

  const fake = start(`${name}-fake-gemini`, 'python3', ['-m', 'fake_gemini', '--port', String(model)],
    { cwd: path.join(root, 'classifier-svc') });
  const run = start(name, 'make', ['run'], {
    cwd: root,
    env: {
      ...process.env, PORTAL_PORT: String(portal), LOCAL_DATA_DIR: data, RATE_LIMITS: 'off',
      CLASSIFIER_PROVIDER: 'gemini', GEMINI_API_KEY: 'a-key-for-the-fake',
      GEMINI_API_ENDPOINT: `http://127.0.0.1:${model}`, ...variables,
    },
  });
  const stop = async () => {
    await end(run);
    await end(fake);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await prints(run, 'Portal ready', READY_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://localhost:${portal}`, model: `http://127.0.0.1:${model}`, data, stop };
}

/**
 * Starts an OpenID Connect provider: the one of ticket-api's tests, with Python as `make run` has set it up.
 *
 * @param {string} name of its log in .test-results
 * @returns {Promise<{ issuer: string, client: string, secret: string, stop: () => Promise<void> }>}
 */
export async function startProvider(name) {
  const port = await freePort();
  const api = path.join(root, 'ticket-api');
  const provider = start(name, path.join(api, '.venv/bin/python'), ['tests/oidc_provider.py', '--port', `${port}`], { cwd: api });
  const issuer = `http://127.0.0.1:${port}`;
  await prints(provider, issuer, START_MS);
  return { issuer, client: 'support-portal', secret: 'the provider knows it too', stop: () => end(provider) };
}

export default async function globalSetup() {
  if (process.env.PORTAL_URL) return undefined;
  const stack = await startStack('make-run');
  process.env.PORTAL_URL = stack.url;
  process.env.E2E_FAKE_GEMINI = stack.model;
  process.env.E2E_DATA = stack.data;
  return stack.stop;
}
