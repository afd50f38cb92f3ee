// Fails the build when the JavaScript of a first visit grows past its budget: that of somebody who sends a
// ticket, and that of an agent, who also loads the workplace and the page of a ticket; and when scripts or requests
// would wait for a script: those that are needed at once are named in index.html.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const WORK = ['Workplace', 'TicketPage', 'AccountMenu'];

/** @type {Record<string, { name?: string, file: string, imports?: string[] }>} */
const chunks = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const html = readFileSync('dist/index.html', 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file);

/** @param {string} key  @returns {string[]} the chunk and all that it needs */
const withImports = (key) => [chunks[key].file, ...(chunks[key].imports ?? []).flatMap(withImports)];
const named = [...html.matchAll(/\/([^" ]+\.js)/g)].map(([, file]) => file);
/** @param {string} name of a chunk */
const keyOf = (name) => Object.keys(chunks).find((key) => chunks[key].name === name) ?? name;
const work = WORK.flatMap((name) => withImports(keyOf(name)));
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

const atOnce = new Set(['start', 'page', 'Workplace', 'TicketPage'].flatMap((name) => withImports(keyOf(name))));
const unnamed = [...atOnce].filter((file) => !named.includes(file));
if (unnamed.length > 0) {
  console.error(`index.html does not name scripts that are needed at once: ${unnamed.join(', ')}.`);
  process.exitCode = 1;
}
const soon = [...withImports(keyOf('start')), chunks[keyOf('askEarly')].file];
const late = withImports(keyOf('askEarly')).filter((file) => !soon.includes(file));
if (late.length > 0) {
  console.error(`What is asked before the page is here would wait for ${late.join(', ')}.`);
  process.exitCode = 1;
}
check('a requester', first, 115_000);
check('an agent', [...first, ...work], 150_000);
