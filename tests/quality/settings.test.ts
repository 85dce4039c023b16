/** Token pooling, and what `diagnose` says of a collection, on real token vectors. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { type Collection, configure, type Diagnosis, generateUuid5, type WeaviateClient } from 'weavelet';
import { readCollection } from './collection.mjs';

const set = readCollection('en-faq');
const COUNT = 200;
const ids = set.documents.slice(0, COUNT).map(({ id }) => generateUuid5(id));
const { hnsw, quantizer } = configure.vectorIndex;
const { multiVector, encoding } = configure.vectorIndex.multiVector;

async function filled(client: WeaviateClient, name: string, vectorizers: object): Promise<Collection> {
  const collection = await client.collections.create({ name, vectorizers: vectorizers as never });
  const objects = ids.map((id, i) => ({ id, vectors: set.documentVectors[i]! }));
  const { hasErrors } = await collection.data.insertMany(objects);
  expect(hasErrors).toBe(false);
  return collection;
}

const tokens = async (collection: Collection, id: string) => {
  const found = await collection.query.fetchObjectById(id, { includeVector: true });
  return found!.vectors.default as number[][];
};
const count = (i: number) => set.documentVectors[i]!.data.length / 128;

describe('pooling', () => {
  let client: WeaviateClient;
  beforeAll(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory' });
  });
  afterAll(() => client.close());

  it('keeps one vector of so many, and finds what it found', async () => {
    const whole = await filled(client, 'Whole', configure.multiVectors.selfProvided());
    const pooled = await filled(client, 'Pooled', configure.multiVectors.selfProvided({ pooling: { factor: 2 } }));
    expect(await tokens(pooled, ids[5]!)).toHaveLength(Math.ceil(count(5) / 2));
    let same = 0;
    for (const query of set.queryVectors.slice(0, 40)) {
      const best = async (of: Collection) => (await of.query.nearVector(query, { limit: 1 })).objects[0]!.uuid;
      if ((await best(whole)) === (await best(pooled))) same++;
    }
    expect(same).toBeGreaterThanOrEqual(34);
  });

  it('makes one vector of every row of patches', async () => {
    const grid = { rows: 2, columns: 3 };
    const config = hnsw({ multiVector: multiVector({ pooling: { grid } }) });
    const collection = await client.collections.create({
      name: 'Pages',
      vectorizers: configure.multiVectors.selfProvided({ vectorIndexConfig: config }),
    });
    const id = await collection.data.insert({
      properties: {},
      vectors: [
        [1, 0],
        [1, 0],
        [1, 0],
        [0, 1],
        [0, 2],
        [0, 3],
        [3, 4],
      ],
    });
    expect(await tokens(collection, id)).toEqual([
      [1, 0],
      [0, 2],
      [3, 4],
    ]);
    const shown = (await collection.config.get()).vectorizers.default!.indexConfig as object;
    expect(shown).toMatchObject({ multiVector: { pooling: { factor: 1, grid } } });
  });

  it.each([
    [{ factor: 0 }, 'multivector.pooling.factor is 0, it must be 1 to 65536'],
    [{ factor: 1.5 }, 'invalid syntax'],
    [{ grid: { rows: 3, columns: 0 } }, 'multivector.pooling has 3 rows and 0 columns: a grid has both'],
  ])('refuses %j', async (pooling, why) => {
    const vectorizers = configure.multiVectors.selfProvided({ pooling });
    await expect(client.collections.create({ name: 'Refused', vectorizers })).rejects.toThrow(why);
  });
});

describe.each([false, true])('diagnose, in a worker: %s', (worker) => {
  let client: WeaviateClient;
  let collection: Collection;
  beforeAll(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory', worker });
    const vectorizers = configure.multiVectors.selfProvided({ quantizer: quantizer.rq() });
    collection = await filled(client, 'Documents', vectorizers);
  });
  afterAll(() => client.close());

  const setting = ({ settings }: Diagnosis, name: string, pooling = 1) =>
    settings.find((one) => one.quantizer === name && one.pooling === pooling)!;

  it('compares settings on the collection itself', async () => {
    const found = await collection.diagnose({ sample: 100 });
    const held = set.documentVectors.slice(0, COUNT).reduce((sum, { data }) => sum + data.length / 128, 0);
    expect(found).toMatchObject({ objects: COUNT, tokens: held, dimensions: 128, sample: 100, queries: 20, k: 10 });
    expect(found).toMatchObject({ quantizer: 'rq8', muvera: 0, centroids: 0, search: { recall: 1 } });
    expect(setting(found, 'none')).toMatchObject({ bytesPerToken: 512, bytes: 512 * held, ranking: 1, recall: 1 });
    // a byte per number, one of scale, and four per document, which have 87 tokens on average
    expect(setting(found, 'rq8').bytesPerToken).toBeCloseTo(128 + 1 + 4 / 87, 2);
    expect(setting(found, 'rq8').ranking).toBeGreaterThan(0.95);
    expect(setting(found, 'rq1').ranking).toBeLessThan(setting(found, 'rq8').ranking);
    expect(setting(found, 'rq1').recall).toBeGreaterThan(0.9);
    expect(setting(found, 'none', 2).bytesPerToken).toBeCloseTo(256, -1);
  });

  it.each([
    ['exactly, where vectors are held', undefined, 'none', 200],
    ['on the sample, where they are stored', quantizer.rq(), 'rq8', 160],
  ])('measures what encodings find: %s', async (_, own, held, sample) => {
    const muvera = encoding.muvera({ ksim: 3, dprojections: 8, repetitions: 5 });
    const vectorizers = configure.multiVectors.selfProvided({ encoding: muvera, quantizer: own });
    const encoded = await filled(client, `Encoded${held}`, vectorizers);
    // of 200 objects 100 are candidates: one in two
    const found = await encoded.diagnose({ queries: set.queryVectors.slice(0, 30), k: 5, sample });
    expect(found).toMatchObject({ quantizer: held, muvera: 8 * 8 * 5, centroids: 0, sample });
    expect(found.search.recall).toBeGreaterThan(0.9);
    await client.collections.delete(`Encoded${held}`);
  });

  it('takes queries', async () => {
    const found = await collection.diagnose({ queries: set.queryVectors.slice(0, 7), k: 5 });
    expect(found).toMatchObject({ queries: 7, k: 5, sample: COUNT });
  });

  it('says what it cannot measure', async () => {
    await expect(collection.diagnose({ k: 0 })).rejects.toThrow('diagnose: k is 0, it must be 1 to 2000');
    await expect(collection.diagnose({ queries: [[[1, 2]]] })).rejects.toThrow(
      'diagnose: token 0 of a query has 2 values: it must have 128, all finite',
    );
    await expect(collection.diagnose({ targetVector: 'other' })).rejects.toThrow('name one target vector of Documents');
    await expect(collection.diagnose({ queries: ['x' as never] })).rejects.toThrow("the vector 'queries[0]' must be");
  });
});
