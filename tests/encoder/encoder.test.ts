// What a program does with the encoder in Node: collections embed by it, its files are checked, it can be given up.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import weavelet, { configure, type Encoder, type EncoderProgress, WeaviateEncoderError } from 'weavelet';
import { createEncoder, type LocalEncoder } from 'weavelet/encoder';
import { localOption1 } from '../../pkg/examples/local.js';
import { serve } from '../../scripts/serve.mjs';
import { encoderFolder } from './files.js';

const COLLECTION = {
  name: 'Notes',
  properties: [{ name: 'text', dataType: 'text' as const }],
  vectorizers: configure.multiVectors.local(),
};

let folder: string;
let encoder: LocalEncoder;
beforeAll(() => {
  folder = encoderFolder();
  encoder = createEncoder({ files: folder });
});
afterAll(() => encoder?.close());

/** An encoder of one vector per word, by its length. */
const byLength: Encoder = async (texts) =>
  texts.map((text) => {
    const tokens = text.split(' ');
    return { tokens, vectors: tokens.map((token) => Float32Array.of(1, token.length)) };
  });

describe.each([false, true])('the tutorial, with the engine in a worker: %s', (worker) => {
  it('runs without key and network', async () => {
    const lines: string[] = [];
    vi.stubEnv('JINAAI_APIKEY', '');
    vi.stubGlobal('fetch', () => Promise.reject(new Error('there is no network')));
    const found = await localOption1(encoder, { storage: 'memory', worker, log: (line) => lines.push(line) });
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    for (const kind of ['nearText', 'hybrid', 'nearVector', 'hybridVector'])
      expect(found[kind]?.[0], kind).toBe('doc1');
    expect(found.nearText).toHaveLength(3);
    expect(lines.slice(0, 3).sort()).toEqual([
      expect.stringMatching(/^doc1: 1\d vectors of 128 dimensions$/),
      expect.stringMatching(/^doc2: 1\d vectors of 128 dimensions$/),
      expect.stringMatching(/^doc3: 1\d vectors of 128 dimensions$/),
    ]);
  });
});

describe('a collection of local vectors', () => {
  const connect = (encoders?: Record<string, Encoder>) => weavelet.connectToLocal({ storage: 'memory', encoders });

  it('keeps the name of its encoder, and takes any function as one', async () => {
    const seen: string[] = [];
    const client = await connect({
      own: (texts, options) => {
        seen.push(`${options.kind}: ${texts.join(' | ')}`);
        return byLength(texts, options);
      },
    });
    const notes = await client.collections.create({
      ...COLLECTION,
      vectorizers: configure.multiVectors.local({ name: 'tokens', encoder: 'own', sourceProperties: ['text'] }),
    });
    const { vectorizers } = await notes.config.get();
    expect(vectorizers.tokens?.vectorizer).toEqual({
      name: 'text2multivec-local',
      config: { encoder: 'own', vectorizeCollectionName: false },
    });
    await notes.data.insertMany([{ text: 'one' }, { text: 'three four' }]);
    const { objects } = await notes.query.nearText('three', { includeVector: true });
    expect(seen).toEqual(['document: text one | text three four', 'query: three']);
    expect(objects[0]?.vectors.tokens).toEqual([
      [1, 4],
      [1, 5],
      [1, 4],
    ]);
    expect((await client.getMeta()).modules).toHaveProperty('text2multivec-local');
    await client.close();
  });

  it.each([false, true])('is refused where no encoder of its name is (worker: %s)', async (worker) => {
    const client = await weavelet.connectToLocal({ storage: 'memory', worker, encoders: { other: byLength } });
    const notes = await client.collections.create(COLLECTION);
    const refusal = expect.objectContaining({
      code: 'no-encoder',
      message: 'no encoder "local" is here (other): connect with { encoders: { "local": … } }',
    });
    for (const attempt of [
      notes.data.insert({ text: 'x' }),
      notes.data.insertMany([{ text: 'x' }]),
      notes.query.nearText('x'),
    ]) {
      const error = await attempt.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WeaviateEncoderError);
      expect(error).toEqual(refusal);
    }
    await client.close();
  });

  it('tells its encoder when the search that wanted it is given up', async () => {
    let given: AbortSignal | undefined;
    const never: Encoder = (_, { signal }) => {
      given = signal;
      controller.abort();
      return new Promise(() => {});
    };
    const controller = new AbortController();
    const client = await connect({ local: never });
    const notes = await client.collections.create(COLLECTION);
    const search = notes.query.nearText('x', {}, { abortSignal: controller.signal });
    await expect(search).rejects.toMatchObject({ name: 'AbortError' });
    expect(given?.aborted).toBe(true);
    await client.close();
  });

  it('is refused what an encoder gives too little of', async () => {
    const client = await connect({ local: async () => [] });
    const notes = await client.collections.create(COLLECTION);
    await expect(notes.data.insert({ text: 'x' })).rejects.toThrow(
      /text2multivec-local gave 0 embeddings for 1 inputs/,
    );
    await client.close();
  });
});

describe('the files of an encoder', () => {
  let copy: string;
  let broken: LocalEncoder | undefined;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'weavelet-encoder-'));
  });
  afterEach(() => broken?.close());
  afterAll(() => rm(copy, { recursive: true }));

  /** What an encoder says about a copy of the files after a change. */
  async function refused(change: () => Promise<unknown>): Promise<WeaviateEncoderError> {
    await cp(folder, copy, { recursive: true });
    await change();
    broken = createEncoder({ files: copy });
    const error = await broken.load().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WeaviateEncoderError);
    return error as WeaviateEncoderError;
  }
  const manifest = async () => JSON.parse(await readFile(join(copy, 'encoder.json'), 'utf8'));
  const write = (value: unknown) => writeFile(join(copy, 'encoder.json'), JSON.stringify(value));

  it('are named when they are missing', async () => {
    const { code, message } = await refused(() => rm(join(copy, 'model.onnx')));
    expect(code).toBe('not-found');
    expect(message).toMatch(/^cannot read file:.*model\.onnx: ENOENT/);
    broken = createEncoder({ files: join(copy, 'nowhere') });
    await expect(broken.load()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/nowhere\/encoder\.json/),
    });
  });

  it('are refused when a byte is another one, or one is missing', async () => {
    const change = (edit: (bytes: Buffer) => Buffer) => async () => {
      await writeFile(join(copy, 'tokenizer.json'), edit(await readFile(join(copy, 'tokenizer.json'))));
    };
    const flipped = await refused(change((bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from(' ')])));
    expect(flipped.code).toBe('checksum');
    expect(flipped.message).toMatch(/tokenizer\.json has the SHA-256 [0-9a-f]{64}; encoder\.json says [0-9a-f]{64}$/);
    const cut = await refused(change((bytes) => bytes.subarray(0, -1)));
    expect(cut.message).toMatch(/tokenizer\.json has \d+ bytes; encoder\.json says \d+$/);
  });

  it('are refused in a form that is not known, by the member', async () => {
    const cases: [change: object, message: RegExp][] = [
      [{ format: 2 }, /format is 2; 1 is known/],
      [{ dimensions: 0 }, /dimensions is 0/],
      [{ longest: 2 }, /longest is 2/],
      [{ prefix: {} }, /prefix\.query must be a text/],
      [{ files: { model: { path: 'model.onnx' } } }, /files\.model must have a path, a size in bytes and a sha256/],
    ];
    for (const [change, message] of cases) {
      const error = await refused(async () => write({ ...(await manifest()), ...change }));
      expect(error.code).toBe('format');
      expect(error.message).toMatch(message);
    }
    expect((await refused(() => writeFile(join(copy, 'encoder.json'), 'x'))).message).toMatch(/this is not JSON/);
  });

  it('need a runtime, and say which', async () => {
    broken = createEncoder({ files: folder, runtime: join(copy, 'no-runtime.mjs') });
    await expect(broken.load()).rejects.toMatchObject({
      code: 'no-runtime',
      message: expect.stringMatching(/^onnxruntime-web cannot be loaded: the option runtime must be the address/),
    });
  });

  it('are named when the connection ends in their middle', async () => {
    const server = createServer(async ({ url }, response) => {
      const bytes = await readFile(join(folder, url as string));
      if (url === '/encoder.json') return void response.end(bytes);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000), () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    broken = createEncoder({ files: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(broken.load()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/tokenizer\.json: terminated/),
    });
    server.close();
  });

  it('are downloaded once, when a folder is given to keep them in', async () => {
    const kept = join(copy, 'kept');
    const server = await serve({ folders: { '/': `${folder}/` } });
    const first = createEncoder({ files: server.url, cache: kept });
    await first.load();
    await first.close();
    await server.close();
    broken = createEncoder({ files: server.url, cache: kept });
    const [made] = await broken(['kept'], { kind: 'query' });
    expect(made?.tokens).toEqual(['kept']);
    await broken.close();
    // without the folder there is no way to them
    broken = createEncoder({ files: server.url });
    await expect(broken.load()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('an encoder at work', () => {
  it('tells its progress', async () => {
    const seen: EncoderProgress[] = [];
    const own = createEncoder({ files: folder, onProgress: (progress) => seen.push(progress) });
    const also: EncoderProgress[] = [];
    await own(['a', 'b', 'c'], { kind: 'query', onProgress: (progress) => also.push(progress) });
    const downloads = seen.filter(({ phase }) => phase === 'download');
    expect(downloads.at(-1)?.done).toBe(downloads.at(-1)?.total);
    expect(downloads.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ phase: 'embed', done: 3, total: 3 });
    expect(also).toEqual(seen);
    await own.close();
  });

  it('gives up a load that nobody waits for any more, and loads again when asked', async () => {
    const own = createEncoder({ files: folder });
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [own.load({ signal: first.signal }), own.load({ signal: second.signal })];
    first.abort(new Error('not needed'));
    await expect(waiting[0]).rejects.toThrow('not needed');
    await waiting[1];
    await own.close();
    const again = own.load({ signal: AbortSignal.timeout(1) });
    await expect(again).rejects.toMatchObject({ name: 'TimeoutError' });
    const [made] = await own(['later'], { kind: 'query' });
    expect(made?.tokens).toEqual(['later']);
    await own.close();
  });

  it('stops between texts when it is given up, and goes on with others', async () => {
    const client = await weavelet.connectToLocal({ storage: 'memory', encoders: { local: encoder } });
    const notes = await client.collections.create(COLLECTION);
    const controller = new AbortController();
    const text = 'a text that takes its time '.repeat(20);
    const many = encoder(
      Array.from({ length: 200 }, () => text),
      {
        kind: 'document',
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      },
    );
    await expect(many).rejects.toThrow('enough');
    await notes.data.insert({ text: 'a cat' });
    await notes.data.insert({ text: 'a law' });
    expect((await notes.query.nearText('kitten')).objects[0]?.properties.text).toBe('a cat');
    await client.close();
  });

  it('rejects what is under way when it is closed', async () => {
    const own = createEncoder({ files: folder });
    const pending = own(['x'], { kind: 'query' });
    await own.close();
    await expect(pending).rejects.toThrow(/the encoder was closed/);
  });
});
