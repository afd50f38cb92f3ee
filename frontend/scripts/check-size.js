// Fails the build when what a first visit loads in JavaScript grows past the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 115_000;

const html = readFileSync('dist/index.html', 'utf8');
const files = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => match[1]);
const bytes = files
  .map((file) => gzipSync(readFileSync(`dist${file}`)).length)
  .reduce((sum, size) => sum + size, 0);

console.log(`First load: ${files.length} scripts, ${bytes} of ${BUDGET_BYTES} bytes gzipped.`);
if (files.length === 0 || bytes > BUDGET_BYTES) {
  console.error('The first load is over its budget, or no script was found in dist/index.html.');
  process.exit(1);
}
