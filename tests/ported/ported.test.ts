// What programs written for Weaviate's client rely on beside what its server's recorded answers show (`../conformance`):
// modules that the recorded server did not have, and settings of several nodes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import weavelet, { configure, multiVectors, registerVectorizer, vectors, type WeaviateClient } from 'weavelet';

let client: WeaviateClient;
const embedded: string[] = [];
beforeAll(async () => {
  registerVectorizer('text2vec-openai', {
    embed: async (inputs) => {
      embedded.push(...inputs.map(String));
      return inputs.map((input) => [String(input).length, 1]);
    },
  });
  client = await weavelet.connectToLocal({ storage: 'memory' });
});
afterAll(() => client.close());

describe('several weights for one target', () => {
  const IDS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;
  const settings = { returnMetadata: ['distance' as const] };
  const setUp = async (name: string) => {
    const own = (name: string) =>
      vectors.selfProvided({ name, vectorIndexConfig: configure.vectorIndex.flat({ distanceMetric: 'l2-squared' }) });
    const made = await client.collections.create({ name, vectorizers: [own('a'), own('b')] });
    await made.data.insertMany([
      { id: IDS[0], vectors: { a: [0, 0], b: [0, 0] } },
      { id: IDS[1], vectors: { a: [1, 0], b: [2, 0] } },
    ]);
    return made;
  };
  const distances = ({ objects }: { objects: { metadata?: { distance?: number } }[] }) =>
    objects.map(({ metadata }) => metadata?.distance);

  it('count the target once per weight where one query serves them all', async () => {
    const made = await setUp('Weights');
    const targetVector = made.multiTargetVector.manualWeights({ a: 1, b: [2, 3] });
    // 1 × 1² + (2 + 3) × 2²
    expect(distances(await made.query.nearObject(IDS[0], { ...settings, targetVector }))).toEqual([0, 21]);
    expect(distances(await made.query.nearVector([0, 0], { ...settings, targetVector }))).toEqual([0, 21]);
  });

  it('go to the query vectors of a target in their order', async () => {
    const made = await setUp('WeightsEach');
    const targetVector = made.multiTargetVector.manualWeights({ a: 1, b: [2, 3] });
    const query = {
      a: [0, 0],
      b: [
        [0, 0],
        [1, 0],
      ],
    };
    // of the first object 3 × 1², of the second 1 × 1² + 2 × 2² + 3 × 1²
    expect(distances(await made.query.nearVector(query, { ...settings, targetVector }))).toEqual([3, 12]);
  });

  it('have a query embedded once per target', async () => {
    const own = (name: string) => vectors.text2VecOpenAI({ name });
    const made = await client.collections.create({
      name: 'WeightsText',
      properties: [{ name: 'text', dataType: 'text' }],
      vectorizers: [own('a'), own('b')],
    });
    await made.data.insert({ text: 'some' });
    embedded.length = 0;
    const targetVector = made.multiTargetVector.manualWeights({ a: [1, 2], b: [2, 3] });
    expect((await made.query.nearText('any', { targetVector })).objects).toHaveLength(1);
    expect((await made.query.hybrid('any', { targetVector })).objects).toHaveLength(1);
    expect(embedded).toEqual(['any', 'any', 'any', 'any']);
  });
});

describe('modules that put the name of the collection before a text', () => {
  const textOf = async (name: string, vectorizeCollectionName?: boolean) => {
    const options = vectorizeCollectionName === undefined ? undefined : { vectorizeCollectionName };
    const made = await client.collections.create({
      name,
      properties: [{ name: 'text', dataType: 'text', vectorizePropertyName: false }],
      vectorizers: configure.vectorizer.text2VecOpenAI(options),
    });
    embedded.length = 0;
    await made.data.insert({ text: 'some words' });
    const { vectorizers } = await made.config.get();
    return [embedded[0], vectorizers.default?.vectorizer.config];
  };

  it('do so by default, and say so in the configuration', async () => {
    expect(await textOf('BlueNotes')).toEqual(['Blue Notes some words', { vectorizeCollectionName: true }]);
  });

  it('do not when told so', async () => {
    expect(await textOf('RedNotes', false)).toEqual(['some words', { vectorizeCollectionName: false }]);
  });
});

it('searches a vector that was added under a name that a new collection may not have', async () => {
  const refused = client.collections.create({ name: 'Added', vectorizers: vectors.selfProvided({ name: 'vector-a' }) });
  await expect(refused).rejects.toMatchObject({ code: 422 });
  const made = await client.collections.create({ name: 'Added', vectorizers: vectors.selfProvided() });
  await made.config.addVector([
    vectors.selfProvided({ name: 'vector-a' }),
    multiVectors.selfProvided({ name: 'tokens b' }),
  ]);
  const handle = client.collections.use('Added');
  await handle.data.insert({
    vectors: {
      default: [1],
      'vector-a': [1, 2],
      'tokens b': [
        [1, 2],
        [3, 4],
      ],
    },
  });
  const { objects } = await handle.query.nearVector([1, 2], { targetVector: 'vector-a', includeVector: true });
  expect(objects[0]?.vectors).toEqual({
    default: [1],
    'vector-a': [1, 2],
    'tokens b': [
      [1, 2],
      [3, 4],
    ],
  });
  expect((await handle.query.nearVector([[1, 0]], { targetVector: 'tokens b' })).objects).toHaveLength(1);
});

it('keeps copies in step where there would be several, unless told otherwise', async () => {
  const asyncOf = async (name: string, replication?: { factor: number; asyncEnabled?: boolean }) =>
    (await (await client.collections.create({ name, replication })).config.get()).replication.asyncEnabled;
  expect(await asyncOf('CopiesOne')).toBe(false);
  expect(await asyncOf('CopiesTwo', { factor: 2 })).toBe(true);
  expect(await asyncOf('CopiesOff', { factor: 2, asyncEnabled: false })).toBe(false);
});
