// The demo: loads the page's data into an engine in this process, without key or network, and runs the sample
// queries; then serves the page. With CI or DEMO_ONCE=1 in the environment it ends after the table.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import weavelet, { configure, dataType, generateUuid5 } from 'weavelet';
import { serve } from './serve.mjs';

const DIMENSIONS = 128;
const BATCH = 100;
const { CI, DEMO_ONCE, PORT = '8000' } = process.env;

const file = (name) => readFileSync(new URL(`../www/data/${name}`, import.meta.url));
const json = (name) => JSON.parse(file(name).toString('utf8'));

/** One matrix of token vectors per text; files hold int8 rows, a component is its value / 127. */
function matrices(values, offsets) {
  const floats = Float32Array.from(new Int8Array(Uint8Array.from(file(values)).buffer), (value) => value / 127);
  const rows = new Uint32Array(Uint8Array.from(file(offsets)).buffer);
  return Array.from({ length: rows.length - 1 }, (_, i) => ({
    data: floats.subarray(rows[i] * DIMENSIONS, rows[i + 1] * DIMENSIONS),
    dimensions: DIMENSIONS,
  }));
}

/** Cuts or fills a text to a width in terminal columns: Japanese characters take two. */
function fit(text, width) {
  let used = 0;
  let kept = '';
  for (const character of text) {
    const columns =
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
    if (used + columns > width) break;
    used += columns;
    kept += character;
  }
  return kept + ' '.repeat(width - used);
}

async function timed(search) {
  const started = performance.now();
  const { objects } = await search();
  return { ms: performance.now() - started, objects };
}

const documents = json('docs.json');
const vectors = matrices('dvec.i8.bin', 'doff.u32.bin');
const queries = json('queries.json');
const queryVectors = matrices('qvec.i8.bin', 'qoff.u32.bin');

const started = performance.now();
const client = await weavelet.connectToLocal({ storage: 'memory' });
const collection = await client.collections.create({
  name: 'Demo',
  properties: [
    { name: 'title', dataType: dataType.TEXT, tokenization: 'kagome_ja' },
    { name: 'text', dataType: dataType.TEXT, tokenization: 'kagome_ja' },
  ],
  vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
});
for (let i = 0; i < documents.length; i += BATCH) {
  const objects = documents.slice(i, i + BATCH).map(({ id, title, text }, j) => ({
    id: generateUuid5(id),
    properties: { title, text },
    vectors: { tokens: vectors[i + j] },
  }));
  const { hasErrors, errors } = await collection.data.insertMany(objects);
  if (hasErrors) throw new Error(Object.values(errors)[0].message);
}
const tokens = vectors.reduce((sum, { data }) => sum + data.length / DIMENSIONS, 0);
const seconds = ((performance.now() - started) / 1000).toFixed(2);
console.log(`${documents.length} texts with ${tokens.toLocaleString('en')} token vectors loaded in ${seconds} s\n`);

const COLUMN = 38;
const options = { limit: 3, returnMetadata: ['score'] };
const near = { limit: 3, returnMetadata: ['distance'], targetVector: 'tokens' };
for (const [i, { text }] of queries.entries()) {
  const vector = queryVectors[i];
  const found = {
    MaxSim: await timed(() => collection.query.nearVector(vector, near)),
    BM25: await timed(() => collection.query.bm25(text, options)),
    hybrid: await timed(() => collection.query.hybrid(text, { ...options, vector, targetVector: 'tokens' })),
  };
  console.log(`\x1b[1m${text}\x1b[0m`);
  const heads = Object.entries(found).map(([kind, { ms }]) => fit(`${kind} ${ms.toFixed(1)} ms`, COLUMN));
  console.log(`\x1b[2m  ${heads.join('  ')}\x1b[0m`);
  for (let rank = 0; rank < options.limit; rank++) {
    const cells = Object.values(found).map(({ objects }) => {
      const hit = objects[rank];
      if (!hit) return fit('', COLUMN);
      // MaxSim's distance is the negative sum of the best similarities.
      const score = hit.metadata.score ?? -hit.metadata.distance;
      return `${score.toFixed(3).padStart(6)} ${fit(hit.properties.title, COLUMN - 7)}`;
    });
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
  console.log('');
}
await client.close();

if (!CI && DEMO_ONCE !== '1') {
  const run = (script) =>
    execFileSync(script, { cwd: new URL('..', import.meta.url), stdio: ['ignore', 'ignore', 'inherit'] });
  run('scripts/page.sh');
  try {
    run('scripts/encoder.sh');
  } catch {
    console.log('The page goes without its encoder: typed queries are answered by BM25.');
  }
  const port = Number(PORT);
  const { url } = await serve({ port }).catch(() => serve());
  console.log(`The same in a browser: ${url}  (Ctrl-C stops it)`);
}
