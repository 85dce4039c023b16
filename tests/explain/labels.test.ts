// What token vectors stand for: given beside them, kept with them, told of matches, and mapped.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import weavelet, {
  type Collection,
  configure,
  type Explanation,
  heatMap,
  type LabelledVectors,
  registerVectorizer,
  type WeaviateClient,
  WeaviateInvalidInputError,
} from 'weavelet';

const ID = '5c35f3a6-1f2e-4d0a-9a37-000000000001';
const WORDS: LabelledVectors = {
  vectors: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  tokens: ['late', 'inter', '##action'],
};
const QUERY: LabelledVectors = {
  vectors: [
    [0.1, 0.9, 0],
    [0.8, 0.1, 0],
  ],
  tokens: ['act', 'late'],
};

const create = (client: WeaviateClient, options: object = {}) =>
  client.collections.create({
    name: 'Notes',
    properties: [{ name: 'text', dataType: 'text' }],
    vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens', ...options })],
  });

const explain = async (notes: Collection, vector: LabelledVectors = QUERY): Promise<Explanation> => {
  const options = { targetVector: 'tokens', returnMetadata: ['explain' as const], explain: { matrix: true }, limit: 1 };
  const { objects } = await notes.query.nearVector(vector, options);
  return objects[0]?.metadata?.explain as Explanation;
};
const matches = ({ vector }: Explanation) =>
  vector?.targets[0]?.tokens?.map(({ label, match }) => [label, match.label ?? match.box ?? match.index]);
const LATE = [
  ['act', 'inter'],
  ['late', 'late'],
];

describe('labels', () => {
  let client: WeaviateClient;
  let notes: Collection;
  beforeEach(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory' });
    notes = (await create(client)) as unknown as Collection;
  });
  afterEach(() => client.close());

  it('come back with matches, in every form of vectors', async () => {
    const [a, b, c] = WORDS.vectors as number[][];
    const forms: LabelledVectors['vectors'][] = [
      WORDS.vectors,
      [a, b, c].map((row) => Float32Array.from(row as number[])),
      { data: Float32Array.from([a, b, c].flat() as number[]), dimensions: 3 },
    ];
    for (const vectors of forms) {
      await notes.data.deleteMany(notes.filter.byId().notEqual(ID));
      await notes.data.insert({ properties: { text: 'x' }, vectors: { ...WORDS, vectors } });
      expect(matches(await explain(notes))).toEqual(LATE);
      expect((await explain(notes)).vector?.targets[0]?.matrix?.labels).toEqual(WORDS.tokens);
    }
    const { objects } = await notes.query.hybrid('x', {
      vector: { tokens: QUERY },
      targetVector: 'tokens',
      returnMetadata: ['explain'],
    });
    expect(matches(objects[0]?.metadata?.explain as Explanation)).toEqual(LATE);
  });

  it('are given as the only vector, or by name also of a target called vectors', async () => {
    await notes.data.insertMany([{ properties: { text: 'x' }, vectors: { tokens: WORDS } }]);
    expect(matches(await explain(notes))).toEqual(LATE);
    const odd = await client.collections.create({
      name: 'Odd',
      vectorizers: [
        configure.multiVectors.selfProvided({ name: 'vectors' }),
        configure.multiVectors.selfProvided({ name: 'tokens' }),
      ],
    });
    await odd.data.insert({ properties: {}, vectors: { vectors: [[1, 2]], tokens: [[1, 2, 3]] } } as never);
    const found = await odd.query.fetchObjects({ includeVector: true });
    expect(found.objects[0]?.vectors).toEqual({ vectors: [[1, 2]], tokens: [[1, 2, 3]] });
  });

  it('stay with a vector that stays, and go with one that goes', async () => {
    await notes.data.insert({ id: ID, properties: { text: 'x' }, vectors: { tokens: WORDS } });
    await notes.data.update({ id: ID, properties: { text: 'y' } });
    expect(matches(await explain(notes))).toEqual(LATE);
    await notes.data.update({ id: ID, vectors: { tokens: { ...WORDS, tokens: ['a', 'b', 'c'] } } });
    expect(matches(await explain(notes))).toEqual([
      ['act', 'b'],
      ['late', 'a'],
    ]);
    await notes.data.replace({ id: ID, properties: { text: 'z' }, vectors: { tokens: WORDS.vectors as number[][] } });
    expect(matches(await explain(notes))).toEqual([
      ['act', 1],
      ['late', 0],
    ]);
  });

  it('are boxes or cells of a grid, and a heat map of them', async () => {
    const boxes: LabelledVectors['boxes'] = [
      [0, 0, 0.5, 0.25],
      [0.5, 0, 0.5, 0.25],
      [0, 0, 0, 0],
    ];
    await notes.data.insert({ properties: {}, vectors: { vectors: WORDS.vectors, boxes } });
    const page = await explain(notes);
    expect(matches(page)).toEqual([
      ['act', boxes[1]],
      ['late', boxes[0]],
    ]);
    const map = heatMap(page);
    expect([...map.values].map((value) => Math.round(value * 10))).toEqual([10, 10, 0]);
    expect(map.boxes).toEqual(Float32Array.from(boxes.flat()));
    expect([...heatMap(page, { token: 1 }).values].map((value) => Math.round(value * 10))).toEqual([10, 1, 0]);
    await notes.data.deleteMany(notes.filter.byId().notEqual(ID));
    await notes.data.insert({ properties: {}, vectors: { vectors: WORDS.vectors, grid: { rows: 1, columns: 2 } } });
    const patches = await explain(notes);
    expect(matches(patches)).toEqual([
      ['act', [0.5, 0, 0.5, 1]],
      ['late', [0, 0, 0.5, 1]],
    ]);
    expect(heatMap(patches, { target: 'tokens' })).toMatchObject({
      grid: { rows: 1, columns: 2 },
      values: { length: 2 },
    });
    expect(() => heatMap(patches, { token: 2 })).toThrow(WeaviateInvalidInputError);
    expect(() => heatMap(patches, { target: 'other' })).toThrow(/'other' is not explained, only: 'tokens'/);
    const { objects } = await notes.query.nearVector(QUERY, { targetVector: 'tokens', returnMetadata: ['explain'] });
    expect(() => heatMap(objects[0]?.metadata?.explain)).toThrow(/has no matrix/);
  });

  it.each([
    [{ tokens: ['a'] }, /'tokens': there are 1 tokens for 3 token vectors/],
    [{ tokens: ['a', 'b', 3] }, /tokens must be strings, number 2 is: 3/],
    [{ boxes: [[0, 0, 1, 1]] }, /there are 1 boxes for 3 token vectors/],
    [{ boxes: [[0, 0, 1]] }, /a box is \[x, y, width, height\], number 0/],
    [{ boxes: new Float32Array(12).fill(2) }, /fractions from 0 to 1 of the page, box 0 has 2/],
    [{ grid: { rows: 2, columns: 2 } }, /a grid of 2 × 2 does not fit 3 token vectors/],
    [{ grid: { rows: 0.5, columns: 2 } }, /whole numbers of rows and columns/],
    [{ grid: 3 }, /whole numbers of rows and columns/],
    [{ boxes: 'none' }, /boxes must be lists of four numbers, got: none/],
    [{ vectors: [1, 2, 3], tokens: ['a'] }, /it must be a multi-vector/],
  ])('that do not fit are refused: %j', async (labels, words) => {
    const given = { tokens: { ...WORDS, tokens: undefined, ...labels } } as never;
    const attempt = notes.data.insert({ properties: {}, vectors: given });
    await expect(attempt).rejects.toThrow(WeaviateInvalidInputError);
    await expect(attempt).rejects.toThrow(words);
    await expect(notes.query.nearVector(given)).rejects.toThrow(words);
    const many = await notes.data.insertMany([{ properties: {}, vectors: given }, { properties: {} }]);
    expect([many.errors[0]?.message, many.errors[1]]).toEqual([expect.stringMatching(words), undefined]);
  });

  it('of pooled vectors are those of all they stand for', async () => {
    await client.collections.delete('Notes');
    const pooled = (await create(client, { pooling: { factor: 2 } })) as unknown as Collection;
    const vectors = [
      [1, 0, 0],
      [0, 1, 0],
      [0.9, 0.1, 0],
      [0.1, 0.9, 0],
    ];
    await pooled.data.insert({ properties: {}, vectors: { tokens: { vectors, tokens: ['a', 'b', 'c', 'd'] } } });
    expect(matches(await explain(pooled))).toEqual([
      ['act', 'b d'],
      ['late', 'a c'],
    ]);
  });

  it('come from encoders, for documents and for queries', async () => {
    registerVectorizer('text2multivec-jinaai', {
      embed: async (inputs) =>
        inputs.map((input) => (/broken/.test(String(input)) ? { ...WORDS, tokens: ['a'] } : WORDS)),
    });
    const made = await client.collections.create({
      name: 'Made',
      properties: [{ name: 'text', dataType: 'text' }],
      vectorizers: [configure.multiVectors.text2VecJinaAI({ name: 'tokens' })],
    });
    await made.data.insert({ text: 'late interaction' } as never);
    const { objects } = await made.query.nearText('late', { returnMetadata: ['explain'] });
    expect(matches(objects[0]?.metadata?.explain as Explanation)).toEqual(WORDS.tokens?.map((token) => [token, token]));
    await expect(made.data.insert({ text: 'broken' } as never)).rejects.toThrow(
      /there are 1 tokens for 3 token vectors/,
    );
  });
});

describe.each([
  ['held', {}],
  ['in storage', { quantizer: true }],
])('labels of rows that are %s', (_, { quantizer }: { quantizer?: boolean }) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-labels-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const index = {
    vectorIndexConfig: configure.vectorIndex.hnsw({
      multiVector: configure.vectorIndex.multiVector.multiVector(),
      quantizer: configure.vectorIndex.quantizer.rq(),
    }),
  };

  it('survive a restart, compaction, an index file and workers', async () => {
    const connect = (worker = false) =>
      weavelet.connectToLocal({
        env: { PERSISTENCE_DATA_PATH: folder },
        ...(worker && { worker: { count: 2 } }),
      } as never);
    let client = await connect();
    let notes = (await create(client, quantizer ? index : {})) as unknown as Collection;
    await notes.data.insert({ id: ID, properties: { text: 'x' }, vectors: { tokens: WORDS } });
    await notes.data.update({ id: ID, properties: { text: 'y' } });
    // enough bytes written over for a snapshot
    const large = { id: ID.replace(/1$/, '2'), vectors: { tokens: [[-1, -1, -1]] } };
    await notes.data.insert({ ...large, properties: { text: '' } });
    for (let i = 0; i < 14; i++) {
      await notes.data.replace({ ...large, properties: { text: `${i}`.repeat(500_000) } });
    }
    await client.close();
    const files = await readdir(folder, { recursive: true });
    expect(
      files.filter((name) => /manifest/.test(name)),
      files.join(' '),
    ).not.toEqual([]);
    for (const worker of [false, true]) {
      client = await connect(worker);
      notes = client.collections.use('Notes') as unknown as Collection;
      expect(matches(await explain(notes))).toEqual(LATE);
      if (!worker) {
        const file = await new Response(notes.save()).blob();
        const other = await weavelet.connectToLocal({ storage: 'memory' });
        const opened = await other.open(file);
        expect(matches(await explain(opened as unknown as Collection))).toEqual(LATE);
        await other.close();
      }
      await client.close();
    }
  });
});
