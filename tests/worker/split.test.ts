// Several workers that share the vectors find what one engine finds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { type WeaviateClient } from 'weavelet';

const { configure } = weavelet;
const OBJECTS = 300;
const TOKENS = 12;
const DIMENSIONS = 32;

/** Noise, the same for the same seed. */
const noise = (seed: number, length: number) =>
  Float32Array.from({ length }, (_, i) => (Math.sin((seed + 1) * (i + 1)) * 43758.5453) % 1);
const document = (seed: number) => ({ data: noise(seed, TOKENS * DIMENSIONS), dimensions: DIMENSIONS });
const query = (seed: number) => {
  const data = noise(1000 + seed, 3 * DIMENSIONS);
  return [0, 1, 2].map((token) => [...data.subarray(token * DIMENSIONS, (token + 1) * DIMENSIONS)]);
};
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const { vectorIndex, multiVectors, vectors } = configure;
const SETTINGS = {
  exact: multiVectors.selfProvided(),
  coded: multiVectors.selfProvided({ quantizer: vectorIndex.quantizer.rq() }),
  single: vectors.selfProvided(),
};
type Kind = keyof typeof SETTINGS;

async function fill(client: WeaviateClient, kind: Kind) {
  const collection = await client.collections.create({ name: kind, vectorizers: SETTINGS[kind] });
  const vectorOf = (n: number) => (kind === 'single' ? [...noise(n, DIMENSIONS)] : document(n));
  const objects = Array.from({ length: OBJECTS }, (_, n) => ({
    id: id(n),
    properties: { n, text: n % 3 ? 'some words' : 'other words' },
    vectors: vectorOf(n),
  }));
  await collection.data.insertMany(objects);
  await collection.data.deleteMany(collection.filter.byProperty('n').greaterThan(280));
  await collection.data.update({ id: id(5), properties: { text: 'changed' } });
  await collection.data.update({ id: id(6), vectors: vectorOf(400) });
  return collection;
}

async function answers(client: WeaviateClient, kind: Kind) {
  const collection = client.collections.use(kind);
  const near = kind === 'single' ? [...noise(1001, DIMENSIONS)] : query(1);
  const metadata = { returnMetadata: ['distance', 'score'] as ('distance' | 'score')[], includeVector: true };
  const filters = collection.filter.byProperty('text').equal('other');
  const found = await Promise.all([
    collection.query.nearVector(near, { limit: 20, ...metadata }),
    collection.query.nearVector(near, { limit: 10, filters, ...metadata }),
    collection.query.nearVector(near, { autoLimit: 1, ...metadata }),
    collection.query.nearObject(id(6), { limit: 5, ...metadata }),
    collection.query.hybrid('other', { vector: near, limit: 15, ...metadata }),
    collection.query.bm25('changed', metadata),
  ]);
  const { totalCount } = await collection.aggregate.nearVector(near, { objectLimit: 7 });
  return [totalCount, ...found.map(({ objects }) => objects)];
}

for (const kind of Object.keys(SETTINGS) as Kind[]) {
  describe(`vectors that several workers share: ${kind}`, () => {
    let folder: string;
    let expected: unknown[];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'weavelet-split-'));
      const whole = await weavelet.connectToLocal({ storage: 'memory' });
      await fill(whole, kind);
      expected = await answers(whole, kind);
      await whole.close();
    });
    afterAll(() => rm(folder, { recursive: true }));

    const connect = (count: number, storage?: string) =>
      weavelet.connectToLocal({ storage, env: { PERSISTENCE_DATA_PATH: folder }, worker: { count } });

    it('are found as by one engine', async () => {
      const client = await connect(3, 'memory');
      await fill(client, kind);
      expect(await answers(client, kind)).toEqual(expected);
      await client.close();
    });

    it('are found again after a restart, by another number of workers', async () => {
      const first = await connect(2);
      await fill(first, kind);
      expect(await answers(first, kind)).toEqual(expected);
      await first.close();
      const second = await connect(3);
      expect(await answers(second, kind)).toEqual(expected);
      await second.close();
    });
  });
}

describe('workers that share vectors', () => {
  it('answer while others write', async () => {
    const client = await weavelet.connectToLocal({ storage: 'memory', worker: { count: 2 } });
    const collection = await client.collections.create({ name: 'Busy', vectorizers: SETTINGS.exact });
    const writes = Array.from({ length: 60 }, (_, n) => collection.data.insert({ id: id(n), vectors: document(n) }));
    const searches = Array.from({ length: 60 }, (_, n) => collection.query.nearVector(query(n), { limit: 3 }));
    await Promise.all([...writes, ...searches]);
    const [first] = (await collection.query.nearVector(query(0), { limit: 1 })).objects;
    const exact = [...document(17).data.subarray(0, DIMENSIONS)];
    expect((await collection.query.nearVector([exact], { limit: 1 })).objects[0]?.uuid).toBe(id(17));
    expect(first).toBeDefined();
    await client.close();
  });

  it('hold a part each', async () => {
    const used = async (count: number) => {
      const client = await weavelet.connectToLocal({ storage: 'memory', worker: { count } });
      await fill(client, 'exact');
      const { memory, collections } = await client.status();
      await client.close();
      return { total: memory.used, leading: collections.Exact?.vectorBytes as number };
    };
    const [one, two] = [await used(1), await used(2)];
    expect(two.leading / one.leading).toBeGreaterThan(0.4);
    expect(two.leading / one.leading).toBeLessThan(0.65);
    expect(two.total / one.total).toBeLessThan(1.3);
  });

  it('refuse a number of them that is none', async () => {
    await expect(weavelet.connectToLocal({ worker: { count: 0 } })).rejects.toThrow(/count is 0; it must be/);
  });
});
