// Writes src/api/schema.d.ts, the types of the API, from contracts/openapi.json, which ticket-api's
// tests hold to the API. With --check it only says whether the file is what it would write.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS from 'openapi-typescript';

const folder = new URL('../', import.meta.url);
const description = new URL('../contracts/openapi.json', folder);
const file = new URL('src/api/schema.d.ts', folder);
const head = '// Made from contracts/openapi.json by `make api-types`. Change the API, not this file.\n';

const types = head + (await openapiTS(JSON.parse(readFileSync(description, 'utf8')), { commentHeader: '' }));
if (!process.argv.includes('--check')) {
  writeFileSync(file, types);
} else if (readFileSync(file, 'utf8') !== types) {
  console.error('src/api/schema.d.ts is not what contracts/openapi.json gives. Run: make api-types');
  process.exit(1);
}
