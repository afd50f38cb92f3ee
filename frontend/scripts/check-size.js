// Fails the build when the JavaScript of a first visit grows past its budget: that of somebody who sends a
// ticket, and that of an agent, who also loads the workplace and the page of a ticket.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const WORK = ['Workplace', 'TicketPage', 'AccountMenu'];

/** @type {Record<string, { name?: string, file: string, imports?: string[] }>} */
const chunks = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const html = readFileSync('dist/index.html', 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file);

/** @param {string} key  @returns {string[]} the chunk and all that it needs */
const withImports = (key) => [chunks[key].file, ...(chunks[key].imports ?? []).flatMap(withImports)];
const work = WORK.flatMap((name) => withImports(Object.keys(chunks).find((key) => chunks[key].name === name) ?? name));
// It names the files of the build, for this script alone.
rmSync('dist/.vite', { recursive: true });

/** @param {string} who  @param {string[]} files  @param {number} budget bytes */
function check(who, files, budget) {
  const bytes = [...new Set(files)].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
  console.log(`First load of ${who}: ${new Set(files).size} scripts, ${bytes} of ${budget} bytes gzipped.`);
  if (files.length === 0 || bytes > budget) {
    console.error(`The first load of ${who} is over its budget, or no script was found.`);
    process.exitCode = 1;
  }
}

check('a requester', first, 115_000);
check('an agent', [...first, ...work], 150_000);
