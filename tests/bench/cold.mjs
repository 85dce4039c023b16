// How long a Worker takes to answer first: a fresh workerd process is up, and nothing of the package is loaded. Then the
// answers that follow. A Durable Object per tenant reads its rows, an index file comes from a bucket. Prints milliseconds
// (median), then the same as JSON lines.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import weavelet, { configure, dataType, generateUuid5 } from 'weavelet';
import { median } from './lib/median.mjs';

const DOCUMENTS = 1000;
const TOKENS = 40;
const DIMENSIONS = 128;
const ROUNDS = 7;
const WARM = 20;

const noise = () =>
  Array.from({ length: TOKENS }, () => Array.from({ length: DIMENSIONS }, () => Math.fround(Math.random() - 0.5)));

const notes = Array.from({ length: DOCUMENTS }, (_, n) => ({
  id: `note ${n}`,
  text: `note number ${n} of the storage`,
}));

const folder = mkdtempSync(join(tmpdir(), 'weavelet-cold-'));
const examples = fileURLToPath(new URL('../../pkg/examples/', import.meta.url));

async function bundle(example) {
  await build({
    entryPoints: [join(examples, example, 'index.ts')],
    outfile: join(folder, example, 'index.mjs'),
    bundle: true,
    minify: true,
    format: 'esm',
    conditions: ['workerd'],
    external: ['cloudflare:*'],
    loader: { '.wasm': 'copy' },
    logLevel: 'error',
  });
}

async function start(example, options) {
  const worker = new Miniflare({
    modules: true,
    modulesRoot: join(folder, example),
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
    scriptPath: join(folder, example, 'index.mjs'),
    compatibilityDate: '2026-04-01',
    ...options,
  });
  await worker.ready;
  return worker;
}

async function ask(worker, path, init) {
  const before = performance.now();
  const response = await worker.dispatchFetch(`http://worker${path}`, init);
  const body = await response.text();
  if (response.status !== 200) throw new Error(body);
  return performance.now() - before;
}

async function measure(name, example, options, path) {
  const [cold, warm] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const worker = await start(example, options);
    cold.push(await ask(worker, path));
    for (let i = 0; i < WARM; i++) warm.push(await ask(worker, path));
    await worker.dispose();
  }
  const figures = { case: 'cold', name, cold: median(cold), warm: median(warm) };
  console.log(`${name.padEnd(28)} first ${figures.cold.toFixed(0)} ms, then ${figures.warm.toFixed(1)} ms`);
  console.log(JSON.stringify(figures));
}

try {
  console.log(`${DOCUMENTS} documents; the index file with ${TOKENS} × ${DIMENSIONS} token vectors each`);
  await bundle('worker-tenants');
  const objects = {
    durableObjects: { OBJECTS: { className: 'WeaveletObject', useSQLite: true } },
    durableObjectsPersist: join(folder, 'objects'),
  };
  const filling = await start('worker-tenants', objects);
  for (let at = 0; at < DOCUMENTS; at += 100) {
    await ask(filling, '/tenant', { method: 'POST', body: JSON.stringify(notes.slice(at, at + 100)) });
  }
  await filling.dispose();
  await measure('a Durable Object per tenant', 'worker-tenants', objects, '/tenant?q=storage');

  await bundle('worker-file');
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const collection = await client.collections.create({
    name: 'Notes',
    properties: [{ name: 'text', dataType: dataType.TEXT }],
    vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
  });
  await collection.data.insertMany(
    notes.map(({ id, text }) => ({ id: generateUuid5(id), properties: { text }, vectors: { tokens: noise() } })),
  );
  const file = await new Response(collection.save()).arrayBuffer();
  await client.close();
  const bucket = { r2Buckets: { FILES: 'weavelet-example' }, r2Persist: join(folder, 'files') };
  const writer = await start('worker-file', bucket);
  await (await writer.getR2Bucket('FILES')).put('notes.wvlt', file);
  await writer.dispose();
  await measure(`an index file of ${(file.byteLength / 1e6).toFixed(0)} MB`, 'worker-file', bucket, '/?q=storage');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
