import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import weavelet, {
  type Collection,
  configure,
  type DataObject,
  type DataType,
  type VectorInput,
  type WeaviateClient,
  WeaviateQueryError,
  WeaviateUnexpectedStatusCodeError,
} from 'weavelet';
import { type JinaServer, startJina } from '../conformance/jina.js';

type Given = DataObject<undefined>;
/** What is wrong, the object, and what the message must contain; `many` where that of `insertMany` differs. */
type Case = { title: string; object: Given; names: string[]; many?: string[] };

const KEPT = '00000000-0000-4000-8000-000000000001';
const kept = (id = KEPT): Given => ({
  id,
  properties: { text: 'kept' },
  vectors: {
    tokens: [
      [1, 0],
      [0, 1],
    ],
    single: [1, 0, 0],
  },
});
const RAGGED = [
  [1, 0],
  [0, 1, 2],
];

/** For each data type a value of another. */
const WRONG: Record<string, unknown> = {
  text: 5,
  'text[]': 'a',
  int: 'five',
  'int[]': [1, 2.5],
  number: 'many',
  'number[]': ['many'],
  boolean: 'yes',
  'boolean[]': [true, 'yes'],
  date: 'today',
  'date[]': ['today'],
  uuid: 'nobody',
  'uuid[]': ['nobody'],
  blob: 'no base64!',
  geoCoordinates: 'here',
  phoneNumber: 'call',
  object: 'thing',
  'object[]': ['thing'],
};
const propertyOf = (type: string) => type.replace('[]', 's');

const vectorCases: Case[] = [
  { title: 'a ragged multi-vector', object: { vectors: { tokens: RAGGED } }, names: ['tokens', 'length 3'] },
  { title: 'wrong dimensions, multi', object: { vectors: { tokens: [[1, 0, 7]] } }, names: ['tokens', 'length 3'] },
  { title: 'wrong dimensions, single', object: { vectors: { single: [1, 0] } }, names: ['single', 'length 2'] },
  { title: 'an empty token vector', object: { vectors: { tokens: [[]] } }, names: ['tokens', 'length 0'] },
  { title: 'NaN, multi', object: { vectors: { tokens: [[1, Number.NaN]] } }, names: ['tokens', 'NaN'] },
  { title: 'NaN, single', object: { vectors: { single: [1, Number.NaN, 0] } }, names: ['single', 'NaN'] },
  { title: 'Infinity, multi', object: { vectors: { tokens: [[1, Infinity]] } }, names: ['tokens', 'inf'] },
  { title: '-Infinity, single', object: { vectors: { single: [1, -Infinity, 0] } }, names: ['single', '-inf'] },
  { title: 'a single vector for a multi-vector', object: { vectors: { tokens: [1, 0] } }, names: ['tokens', 'multi'] },
  {
    title: 'a multi-vector for a single one',
    object: { vectors: { single: [[1, 0, 0]] } },
    names: ['single', 'multi'],
  },
  { title: 'an unknown vector name', object: { vectors: { nowhere: [1, 0] } }, names: ['nowhere'] },
  { title: 'an unnamed vector, two targets', object: { vectors: [1, 0, 0] }, names: ['Two', 'single vector index'] },
];
/** Before the dimensions are known, the check is another one. */
const firstCases: Case[] = [
  { title: 'a ragged multi-vector', object: { vectors: { tokens: RAGGED } }, names: ['tokens', 'varying dimensions'] },
  { title: 'an empty token vector', object: { vectors: { tokens: [[]] } }, names: ['tokens', 'empty'] },
  { title: 'NaN', object: { vectors: { tokens: [[Number.NaN]] } }, names: ['tokens', 'NaN'] },
];
const objectCases: Case[] = [
  { title: 'an unknown property', object: { properties: { surprise: 1 } }, names: ['surprise'] },
  {
    title: 'an id that is no UUID',
    object: { id: 'not-a-uuid', properties: {} },
    names: ['not-a-uuid'],
    many: ['invalid UUID length: 10'],
  },
  ...Object.entries(WRONG).map(([type, value]) => ({
    title: `a value that is no ${type}`,
    object: { properties: { [propertyOf(type)]: value } } as Given,
    names: [`'${propertyOf(type)}'`],
  })),
];

type Thrown = abstract new (...args: never[]) => Error;

/** What a promise rejects with: an error of that class, by name and by prototype, whose message has all of `names`. */
async function refused(promise: Promise<unknown>, type: Thrown, names: string[]): Promise<string> {
  const error = await promise.then(
    (value) => expect.fail(`resolved to ${JSON.stringify(value)}`),
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(type);
  expect(error.name).toBe(type.name);
  for (const name of names) expect(error.message).toContain(name);
  return error.message;
}

/** Inserts one object with `insertMany`, which must report it and nothing else. */
async function reported(collection: Collection, object: Given, names: string[]): Promise<string> {
  const { hasErrors, errors, uuids, allResponses } = await collection.data.insertMany([object]);
  expect(hasErrors).toBe(true);
  expect(Object.keys(errors)).toEqual(['0']);
  expect(uuids).toEqual({});
  expect(allResponses).toEqual([errors[0]]);
  const { message, object: given, originalUuid } = errors[0]!;
  expect(given).toMatchObject(object);
  if (object.id) expect(originalUuid).toBe(object.id);
  for (const name of names) expect(message).toContain(name);
  return message;
}

/** Everything that a refused write must leave as it was. */
async function state(collection: Collection) {
  const { objects } = await collection.query.fetchObjects({ includeVector: true, limit: 100 });
  return { objects, length: await collection.length(), config: await collection.config.get() };
}

async function unchanged(collection: Collection, action: () => Promise<unknown>): Promise<void> {
  const before = await state(collection);
  await action();
  expect(await state(collection)).toEqual(before);
}

describe('a closed schema with two vectors', () => {
  let client: WeaviateClient;
  let two: Collection;
  beforeAll(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory', env: { AUTOSCHEMA_ENABLED: 'false' } });
  });
  afterAll(() => client?.close());
  beforeEach(async () => {
    await client.collections.delete('Two');
    await client.collections.create({
      name: 'Two',
      properties: Object.keys(WRONG).map((type) => ({
        name: propertyOf(type),
        dataType: type as DataType,
        ...(type.startsWith('object') ? { nestedProperties: [{ name: 'a', dataType: 'text' as const }] } : {}),
      })),
      vectorizers: [
        configure.multiVectors.selfProvided({ name: 'tokens' }),
        configure.vectors.selfProvided({ name: 'single' }),
      ],
    });
    two = client.collections.use('Two');
  });

  const refuses = ({ title, object, names, many }: Case) => {
    it(`insert refuses ${title}`, () =>
      unchanged(two, () => refused(two.data.insert(object), WeaviateUnexpectedStatusCodeError, names)));
    it(`insertMany reports ${title}`, () => unchanged(two, () => reported(two, object, many ?? names)));
  };

  describe('with an object', () => {
    beforeEach(() => two.data.insert(kept()));
    for (const one of [...vectorCases, ...objectCases]) refuses(one);

    it('insert refuses a taken id', () =>
      unchanged(two, () => refused(two.data.insert(kept()), WeaviateUnexpectedStatusCodeError, [KEPT])));

    it('insertMany keeps what is right', async () => {
      const id = (last: number) => `00000000-0000-4000-8000-00000000001${last}`;
      const cases = [...vectorCases, ...objectCases];
      const batch = [kept(id(0)), ...cases.map(({ object }) => object), kept(id(1))];
      const { errors, uuids } = await two.data.insertMany(batch);
      expect(uuids).toEqual({ 0: id(0), [batch.length - 1]: id(1) });
      for (const [i, { names, many }] of cases.entries())
        for (const name of many ?? names) expect(errors[i + 1]?.message).toContain(name);
      const { objects } = await two.query.fetchObjects({ includeVector: true });
      expect(objects.map(({ uuid }) => uuid).sort()).toEqual([KEPT, id(0), id(1)]);
      for (const { properties, vectors } of objects)
        expect({ properties, vectors }).toEqual({ properties: kept().properties, vectors: kept().vectors });
    });

    const queries: [title: string, vector: VectorInput, target: string, names: string[]][] = [
      ['NaN, multi', [[1, Number.NaN]], 'tokens', ['NaN']],
      ['NaN, single', [1, Number.NaN, 0], 'single', ['NaN']],
      ['Infinity, single', [1, Infinity, 0], 'single', ['inf']],
      ['wrong dimensions, multi', [[1, 0, 0]], 'tokens', ['2 vs 3']],
      ['wrong dimensions, single', [1, 0], 'single', ['3 vs 2']],
      ['rows of several lengths', RAGGED, 'tokens', ['varying dimensions']],
      ['a short last row', [[1, 0], [1]], 'tokens', ['varying dimensions']],
      ['one vector for a multi-vector', [1, 0], 'tokens', ['multi']],
      ['a multi-vector for one vector', [[1, 0, 0]], 'single', ['multi']],
      ['an unknown target', [1, 0], 'nowhere', ['nowhere']],
    ];
    for (const [title, vector, targetVector, names] of queries) {
      it(`nearVector refuses ${title}`, () =>
        unchanged(two, () => refused(two.query.nearVector(vector, { targetVector }), WeaviateQueryError, names)));
      it(`hybrid refuses ${title}`, () =>
        unchanged(two, () => refused(two.query.hybrid('kept', { vector, targetVector }), WeaviateQueryError, names)));
    }
  });

  describe('without objects', () => {
    for (const one of firstCases) refuses(one);

    it('lets no refused object fix the dimensions', async () => {
      for (const { object } of firstCases) await two.data.insertMany([object]);
      await two.data.insert({ vectors: { tokens: [[1, 2, 3, 4]] } });
      expect(await two.length()).toBe(1);
    });

    it('insertMany reports the second of two dimensions', async () => {
      const batch = [[[1, 0]], [[1, 0, 7]]].map((tokens) => ({ vectors: { tokens } }));
      const { errors } = await two.data.insertMany(batch);
      expect(Object.keys(errors)).toEqual(['1']);
      for (const name of ['tokens', 'length 3']) expect(errors[1]?.message).toContain(name);
      expect(await two.length()).toBe(1);
    });
  });

  it('creates no unknown collection', async () => {
    const before = await client.collections.listAll();
    const nowhere: Collection = client.collections.use('Nowhere');
    const object = { properties: { text: 'a' } };
    await refused(nowhere.data.insert(object), WeaviateUnexpectedStatusCodeError, ['Nowhere']);
    await reported(nowhere, object, ['Nowhere']);
    expect(await client.collections.listAll()).toEqual(before);
  });
});

describe('a wrong key for Jina', () => {
  let jina: JinaServer;
  beforeAll(async () => {
    jina = await startJina();
  });
  afterAll(() => jina?.stop());

  /** Tries every call that embeds, and gives what each says. */
  async function messages(key: string, baseURL: string, names: string[]): Promise<string[]> {
    const client = await weavelet.connectToLocal({ storage: 'memory', headers: { 'X-JinaAI-Api-Key': key } });
    const vectorizers = configure.multiVectors.text2VecJinaAI({ name: 'tokens', sourceProperties: ['text'], baseURL });
    await client.collections.create({ name: 'Texts', properties: [{ name: 'text', dataType: 'text' }], vectorizers });
    const texts: Collection = client.collections.use('Texts');
    const object = { properties: { text: 'a text' } };
    const all: string[] = [];
    await unchanged(texts, async () => {
      all.push(await refused(texts.data.insert(object), WeaviateUnexpectedStatusCodeError, names));
      all.push(await reported(texts, object, names));
      all.push(await refused(texts.query.nearText('a'), WeaviateQueryError, names));
      all.push(await refused(texts.query.hybrid('a'), WeaviateQueryError, names));
    });
    await client.close();
    return all;
  }

  it.each([
    ['bad', ['401', 'Invalid API key']],
    ['limited', ['429', 'RATE_TOKEN_LIMIT_EXCEEDED']],
  ])('%s is refused, and in no message', async (key, names) => {
    for (const message of await messages(key, jina.url, names)) expect(message).not.toMatch(new RegExp(`\\b${key}\\b`));
  });

  it('is in no message of a failed connection', async () => {
    const gone = await startJina();
    await gone.stop();
    for (const message of await messages('jina_secret', gone.url, [gone.url])) expect(message).not.toContain('secret');
  });

  it('is in no message when the provider repeats it', async () => {
    const server = createServer(({ headers }, response) => {
      response.writeHead(401, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ detail: `Invalid API key: ${headers.authorization}` }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      for (const message of await messages('jina_secret', url, ['401'])) expect(message).not.toContain('secret');
    } finally {
      server.close();
    }
  });

  // In a process of its own: what escapes a promise ends the process.
  it.each(['jina_\\nsecret', 'jina_secret\\u200b'])('that no header can hold is refused: %s', async (key) => {
    const program = `
      import weavelet, { configure, WeaviateUnexpectedStatusCodeError } from 'weavelet';
      const headers = { 'X-JinaAI-Api-Key': '${key}' };
      const client = await weavelet.connectToLocal({ storage: 'memory', headers });
      const vectorizers = configure.multiVectors.text2VecJinaAI({ name: 'tokens', baseURL: '${jina.url}' });
      const texts = await client.collections.create({ name: 'Texts', vectorizers });
      const error = await texts.data.insert({ text: 'a' }).catch((reason) => reason);
      console.log(error instanceof WeaviateUnexpectedStatusCodeError, await texts.length(), error.message);
      await client.close();`;
    const cwd = fileURLToPath(new URL('../../pkg/', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd });
    expect(stdout).toMatch(/^true 0 /);
    expect(stdout).not.toContain('secret');
  });
});
