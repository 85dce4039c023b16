// Settings of a collection of multi-vectors, each in a database of its own in a folder that goes at the end: what
// searches take in it, what it holds, and how many of the exact ten best documents it finds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import weavelet, { configure, generateUuid5 } from 'weavelet';
import { median } from './median.mjs';

const { quantizer, multiVector } = configure.vectorIndex;
const encoding = multiVector.encoding.muvera();
/** What is compared, by name; the exact one first. */
const SETTINGS = {
  none: {},
  'rq 8 bits': { quantizer: quantizer.rq() },
  'pq (4 bits)': { quantizer: quantizer.pq() },
  'rq 1 bit': { quantizer: quantizer.rq({ bits: 1 }) },
  'rq 8 bits, pooled by 2': { quantizer: quantizer.rq(), pooling: { factor: 2 } },
  'muvera, rq 8 bits': { quantizer: quantizer.rq(), encoding },
  'muvera, rq 1 bit': { quantizer: quantizer.rq({ bits: 1 }), encoding },
};
/** Bytes that full precision may take in one engine. */
const FULL = 2 ** 31;
const BATCH = 50;
const DEPTH = 100;
const LIMIT = 3.9 * 2 ** 30;

/** Those that `SETTINGS` names, separated by semicolons; all of them without. */
export const chosen = () => process.env.SETTINGS?.split(';') ?? Object.keys(SETTINGS);

async function open(options) {
  const folder = mkdtempSync(join(tmpdir(), 'weavelet-bench-'));
  const env = { PERSISTENCE_DATA_PATH: folder };
  const client = await weavelet.connectToLocal({ env, durability: 'relaxed', memoryLimit: LIMIT });
  const vectorizers = configure.multiVectors.selfProvided(options);
  const collection = await client.collections.create({ name: 'Documents', vectorizers });
  const close = async () => {
    await client.close();
    rmSync(folder, { recursive: true });
  };
  return { client, collection, close };
}

async function insert({ collection }, documents, from, to) {
  const started = performance.now();
  for (let done = from; done < to; done += BATCH) {
    const vectors = documents(done, Math.min(done + BATCH, to));
    const objects = vectors.map((own, i) => ({ id: generateUuid5(String(done + i)), vectors: own }));
    const { hasErrors, errors } = await collection.data.insertMany(objects);
    if (hasErrors) throw new Error(Object.values(errors)[0].message);
  }
  return (performance.now() - started) / 1000;
}

/** The nearest documents of each query so far, `[id, distance]`: portions are searched in full precision and let go. */
export class Exact {
  #best;
  #queries;

  constructor(queries) {
    this.#queries = queries;
    this.#best = queries.map(() => []);
  }

  /** Adds documents. */
  async add(documents, from, to) {
    const PORTION = 5000;
    for (let at = from; at < to; at += PORTION) {
      const portion = await open({});
      await insert(portion, documents, at, Math.min(at + PORTION, to));
      for (const [n, query] of this.#queries.entries()) {
        const { objects } = await portion.collection.query.nearVector(query, {
          limit: DEPTH,
          returnMetadata: ['distance'],
        });
        this.#best[n].push(...objects.map(({ uuid, metadata }) => [uuid, metadata.distance]));
        this.#best[n] = this.#best[n].sort((a, b) => a[1] - b[1]).slice(0, DEPTH);
      }
      await portion.close();
    }
  }

  /** Share of ten hits per query that are as near as the exact ones: documents may share texts. */
  recall(found) {
    const share = found.map((ids, n) => {
      const distances = new Map(this.#best[n]);
      const last = this.#best[n][9][1];
      return ids.filter((id) => distances.get(id) <= last + 1e-5).length / 10;
    });
    return share.reduce((sum, x) => sum + x, 0) / share.length;
  }
}

/** One setting's collection while it grows. */
export class Setting {
  constructor(name) {
    this.name = name;
  }

  /** Inserts documents; says in how many seconds, or nothing where they are too many for this setting. */
  async grow(documents, from, to, bytes) {
    if (this.name === 'none' && bytes > FULL) return undefined;
    this.open ??= await open(SETTINGS[this.name]);
    return await insert(this.open, documents, from, to);
  }

  /** Waits until nothing is done in the background any more; says for how many seconds. */
  async settle(query) {
    const started = performance.now();
    while (!(await this.open.collection.diagnose({ queries: [query], sample: 1, k: 1 })).settled) await sleep(1000);
    return (performance.now() - started) / 1000;
  }

  /** Median milliseconds, and ids of the ten best per query. */
  async search(queries) {
    const times = [];
    const found = [];
    for (const query of queries) {
      const before = performance.now();
      const { objects } = await this.open.collection.query.nearVector(query, { limit: 10 });
      times.push(performance.now() - before);
      found.push(objects.map(({ uuid }) => uuid));
    }
    return { ms: median(times), found };
  }

  /** Bytes of vectors held, and the median milliseconds of the scan alone and of one of everything. */
  async costs(queries) {
    const { collections } = await this.open.client.status();
    const { search } = await this.open.collection.diagnose({ queries, sample: 100 });
    return { bytes: collections.Documents.vectorBytes, scan: search.scanMs, all: search.exhaustiveMs };
  }

  close() {
    return this.open?.close();
  }
}
