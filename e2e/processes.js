// The processes behind the portal, for stories in which one of them is gone. Only those of the stack
// that stack.js started: they are named to the process manager in that stack's own data folder.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The data folder of our own stack; undefined when PORTAL_URL names another stack. */
export const ownStack = process.env.E2E_DATA;

/**
 * @param {string} file below the data folder
 * @param {string} [data] folder of another stack
 */
const read = (file, data = ownStack) => readFileSync(path.join(data, file), 'utf8');

/** @param {string[]} words of a command for supervisor, e.g. 'stop', 'ticket-api' */
const tell = (...words) => tellIn(ownStack, ...words);

/** @param {string} data folder of the stack  @param {string[]} words */
async function tellIn(data, ...words) {
  const socket = read('run/socket', data);
  const { stdout } = await run(path.join(root, 'local/.venv/bin/supervisorctl'), ['-s', `unix://${socket}`, ...words]);
  return stdout;
}

/** @typedef {'ticket-api' | 'front:ticket-events' | 'classifier-svc' | 'postgresql'} Name with its group (local/run/run.conf) */

/** @param {Name} name  @param {string} [data] folder of another stack */
export const stop = (name, data = ownStack) => tellIn(data, 'stop', name);

/** @param {Name} name  @param {string} [data] folder of another stack */
export const start = (name, data = ownStack) => tellIn(data, 'start', name);

/** Ends it without a chance to finish anything; the process manager starts another. */
export const kill = (name) => tell('signal', 'KILL', name);

/**
 * Lets the workers keep their connections and do nothing, as a machine does that has lost its network.
 *
 * @param {Name} name
 * @returns {Promise<() => void>} lets them go on
 */
export async function freeze(name) {
  const workers = await workersOf(name, ownStack);
  workers.forEach((worker) => process.kill(worker, 'SIGSTOP'));
  return () => workers.forEach((worker) => process.kill(worker, 'SIGCONT'));
}

/**
 * Ends the workers in the middle of what they do; others take their place.
 *
 * @param {Name} name
 * @param {string} [data] folder of another stack
 */
export async function killWorkers(name, data = ownStack) {
  const workers = await workersOf(name, data);
  workers.forEach((worker) => process.kill(worker, 'SIGKILL'));
}

/** @param {Name} name  @param {string} data folder of the stack  @returns {Promise<number[]>} */
async function workersOf(name, data) {
  const pid = (await tellIn(data, 'pid', name)).trim();
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/**
 * Locks a ticket, so that a request that writes to it waits in the middle of its transaction.
 *
 * @param {string} data folder of the stack
 * @param {number} id
 * @returns {Promise<() => Promise<void>>} unlocks it
 */
export async function lockTicket(data, id) {
  const lines = [
    'from django.db import transaction',
    'from tickets.models import Ticket',
    'with transaction.atomic():',
    `    list(Ticket.objects.select_for_update().filter(pk=${id}).values_list("pk"))`,
    '    print("locked", flush=True)',
    '    input()',
  ];
  const holding = manageIn(data, 'shell', '-c', lines.join('\n'));
  await new Promise((resolve, reject) => {
    holding.child.stdout.on('data', (text) => `${text}`.includes('locked') && resolve(undefined));
    holding.catch(reject);
  });
  return async () => {
    holding.child.stdin.end('\n');
    await holding;
  };
}

/**
 * Fills the portal with made-up tickets (`manage.py load_tickets`).
 *
 * @param {number} count
 * @param {string[]} [options]
 */
export const loadTickets = (count, ...options) => manage('load_tickets', `${count}`, ...options);

/**
 * Fills another stack with made-up tickets.
 *
 * @param {string} data folder of the stack
 * @param {number} count
 * @param {string[]} [options]
 */
export const loadTicketsIn = (data, count, ...options) => manageIn(data, 'load_tickets', `${count}`, ...options);

/** Makes suggestions up for the tickets of the last month (fill_ledger.py). */
export const fillLedger = () => manage('shell', '-c', readFileSync(path.join(root, 'e2e/fill_ledger.py'), 'utf8'));

/**
 * Makes an account.
 *
 * @param {string} data folder of the stack
 * @param {string} name
 * @param {'viewer' | 'agent' | 'admin'} role
 * @param {string} password
 */
export async function addAccount(data, name, role, password) {
  const making = manageIn(data, 'account', name, '--role', role);
  making.child.stdin.end(`${password}\n`);
  await making;
}

/** @param {string[]} words a command of ticket-api's manage.py */
const manage = (...words) => manageIn(ownStack, ...words);

/**
 * @param {string} data folder of the stack
 * @param {string[]} words
 */
function manageIn(data, ...words) {
  const api = path.join(root, 'ticket-api');
  const password = JSON.parse(read('keys.json', data)).database_password;
  // The fourth line of a running server's file is its port.
  const port = read('postgresql/postmaster.pid', data).split('\n')[3].trim();
  const url = `postgres://tickets_user:${password}@127.0.0.1:${port}/tickets_db`;
  return run(path.join(api, '.venv/bin/python'), ['manage.py', ...words, '--verbosity', '0'], {
    cwd: api,
    env: { PATH: process.env.PATH, DATABASE_URL: url, DJANGO_SETTINGS_MODULE: 'config.settings.development' },
  });
}
