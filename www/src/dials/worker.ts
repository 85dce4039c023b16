/** Measures settings in a thread of its own: the page does not wait, and nothing but the engine runs in this one. */
import weavelet, { configure, type WeaviateClient } from 'weavelet';
import { samples, TARGET } from '../app/engine.js';
import { indexFile } from '../app/index-file.js';
import type { MultiVector } from '../app/vectors.js';
import { CODECS, type Measured, type Reply, type Request, type Setting } from './settings.js';

const K = 10;
const BATCH = 100;
/** Searches per query: the first pass warms up and is not counted. */
const PASSES = 3;

type Stored = { id: string; vectors: { tokens: number[][] } };
const reply = (message: Reply) => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  try {
    reply({ kind: 'done', tokens: await measureAll(data.settings) });
  } catch (error) {
    reply({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
});

/** Measures one setting after the other; gives the number of token vectors that there are. */
async function measureAll(settings: Setting[]): Promise<number> {
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const queries = (await samples()).map(({ vectors }) => vectors);
  const objects = await stored(client);
  const exact = (await search(client, objects, queries, { codec: 'none', pooling: 1 })).found;
  for (const setting of settings) {
    const { found, ...measured } = await search(client, objects, queries, setting);
    const hits = found.map((ids, i) => ids.filter((id) => exact[i]?.includes(id)).length);
    const recall = hits.reduce((sum, n) => sum + n, 0) / exact.reduce((sum, ids) => sum + ids.length, 0);
    reply({ kind: 'measured', setting, measured: { ...measured, recall } });
  }
  await client.close();
  return objects.reduce((sum, { vectors }) => sum + vectors.tokens.length, 0);
}

/** The passages' vectors, out of the index file. */
async function stored(client: WeaviateClient): Promise<Stored[]> {
  const passages = await client.open(await indexFile());
  await passages.loaded;
  const out: Stored[] = [];
  for await (const { uuid, vectors } of passages.iterator({ includeVector: true })) {
    out.push({ id: uuid, vectors: { tokens: vectors[TARGET] as number[][] } });
  }
  return out;
}

/** The same query for the ranking, another one for an engine that remembers what it answered. */
function shortened({ data, dimensions }: MultiVector, pass: number): MultiVector {
  return { data: data.map((value) => value * (1 - pass / 1000)), dimensions };
}

/** Fills a collection of this setting, searches it with every query, and lets it go. */
async function search(client: WeaviateClient, objects: Stored[], queries: MultiVector[], { codec, pooling }: Setting) {
  const name = `Dial_${codec}_${pooling}`;
  const quantizer = CODECS.find(({ id }) => id === codec)?.config();
  const collection = await client.collections.create({
    name,
    vectorizers: [configure.multiVectors.selfProvided({ name: TARGET, quantizer, pooling: { factor: pooling } })],
  });
  for (let i = 0; i < objects.length; i += BATCH) {
    const { hasErrors, errors } = await collection.data.insertMany(objects.slice(i, i + BATCH));
    if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
  }
  const times: number[] = [];
  let found: string[][] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    found = [];
    for (const query of queries) {
      const asked = shortened(query, pass);
      const started = performance.now();
      const { objects } = await collection.query.nearVector(asked, { targetVector: TARGET, limit: K });
      if (pass > 0) times.push(performance.now() - started);
      found.push(objects.map(({ uuid }) => uuid));
    }
  }
  const bytes = (await client.status()).collections[name]?.vectorBytes ?? 0;
  await client.collections.delete(name);
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return { found, bytes, p50: quantile(0.5), p95: quantile(0.95) } satisfies Omit<Measured, 'recall'> & {
    found: string[][];
  };
}
