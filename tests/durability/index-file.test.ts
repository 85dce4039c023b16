import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WeaviateClient } from 'weavelet';
import { connect, createNotes, id, type Note, note, numbers } from './notes.js';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../pkg/dist/cli.js', import.meta.url));
const COUNT = 300;

const bytesOf = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer());

describe('an index file', () => {
  let client: WeaviateClient;
  let file: Uint8Array;
  const steps: number[] = [];

  beforeAll(async () => {
    client = await connect({ storage: 'memory' });
    const notes = await createNotes(client, 'Notes', true);
    // some parts of a megabyte
    for (let n = 0; n < COUNT; n += 50) {
      await notes.data.insertMany(Array.from({ length: 50 }, (_, i) => note(n + i, 10_000)));
    }
    await createNotes(client, 'Others');
    file = await bytesOf(
      notes.save({ onProgress: ({ phase, done, total }) => phase === 'save' && steps.push(done / total) }),
    );
  });
  afterAll(() => client.close());

  it('holds one collection and tells its progress', async () => {
    expect(steps.at(-1)).toBe(1);
    expect(steps.every((step, i) => i === 0 || step >= (steps[i - 1] as number))).toBe(true);
    const opened = await client.open<Note>(new Blob([file as BlobPart]));
    await opened.loaded;
    expect(opened.name).toBe('Notes');
    expect(await numbers(opened)).toEqual(Array.from({ length: COUNT }, (_, n) => n));
    const query = note(7).vectors.tokens;
    const options = { limit: 3, returnMetadata: ['distance' as const] };
    const own = await client.collections.use('Notes').query.nearVector(query, options);
    expect(
      (await opened.query.nearVector(query, options)).objects.map(({ uuid, metadata }) => [uuid, metadata]),
    ).toEqual(own.objects.map(({ uuid, metadata }) => [uuid, metadata]));
    await expect(opened.data.insert(note(999))).rejects.toThrow(/reading only/);
  });

  it('can be on its way before the engine is there, and is opened once', async () => {
    const other = await connect({ storage: 'memory', preload: file });
    const done: number[] = [];
    const opened = await other.open<Note>(file, {
      onProgress: (progress) => done.push(progress.done / progress.total),
    });
    await opened.loaded;
    expect(await numbers(opened)).toEqual(Array.from({ length: COUNT }, (_, n) => n));
    expect(done.at(-1)).toBe(1);
    // what was handed over is opened anew, as another source is
    const again = await other.open<Note>(file);
    const another = await other.open<Note>(new Blob([file as BlobPart]));
    await Promise.all([again.loaded, another.loaded]);
    expect(await again.length()).toBe(COUNT);
    expect(await another.length()).toBe(COUNT);
    await other.close();
    await expect(opened.length()).rejects.toThrow(/shut down/);
  });

  it('that comes ahead and is damaged fails where it is opened', async () => {
    const damaged = file.slice();
    damaged[damaged.length - 10]! ^= 1;
    const other = await connect({ storage: 'memory', preload: damaged });
    const opening = other.open(damaged).then(({ loaded }) => loaded);
    await expect(opening).rejects.toThrow(/damaged/);
    await other.close();
  });

  it('that comes ahead stops when whoever opens it says so', async () => {
    const other = await connect({ storage: 'memory', preload: file });
    const opening = other.open(file, { signal: AbortSignal.abort() }).then(({ loaded }) => loaded);
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await other.close();
  });

  it('can be copied into a database, and then be changed', async () => {
    const other = await connect({ storage: 'memory' });
    const copied = await other.open<Note>(file, { copy: true });
    await copied.data.deleteMany(copied.filter.byProperty('n').greaterThan(2));
    await copied.data.insert(note(999));
    expect(await numbers(other.collections.use<string, Note>('Notes'))).toEqual([0, 1, 2, 999]);
    await expect(other.open(file, { copy: true })).rejects.toThrow(/is here already/);
    await other.close();
  });

  it('that is damaged or of another kind is refused, and nothing is copied', async () => {
    const other = await connect({ storage: 'memory' });
    const damaged = file.slice();
    damaged[damaged.length - 10]! ^= 1;
    await expect(other.open(damaged, { copy: true })).rejects.toThrow(/damaged/);
    await expect(other.open(file.slice(0, -100), { copy: true })).rejects.toThrow();
    await expect(other.open(new TextEncoder().encode('x'.repeat(1000)))).rejects.toThrow();
    expect(await other.collections.listAll()).toEqual([]);
    await other.close();
  });

  it('stops when it is told to', async () => {
    const other = await connect({ storage: 'memory' });
    const stop = new AbortController();
    const copying = other.open(file, { copy: true, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(copying).rejects.toMatchObject({ name: 'AbortError' });
    expect(await other.collections.listAll()).toEqual([]);
    await other.close();
  });

  describe('behind an address', () => {
    let server: Server;
    let url: string;
    let proceed: () => void;
    beforeAll(async () => {
      const held = new Promise<void>((resolve) => {
        proceed = resolve;
      });
      // A server without ranges that sends the first half, and the rest when it is told to.
      server = createServer(async (_, response) => {
        response.setHeader('content-length', file.length);
        response.write(file.subarray(0, file.length / 2));
        await held;
        response.end(file.subarray(file.length / 2));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notes.wvlt`;
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    it('answers from its first parts while the rest still arrives', async () => {
      const opened = await client.open<Note>(url);
      const first = await opened.length();
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThan(COUNT);
      expect((await opened.query.bm25('note')).objects.length).toBeGreaterThan(0);
      proceed();
      await opened.loaded;
      expect(await opened.length()).toBe(COUNT);
    });
  });
});

describe('weavelet build', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-build-'));
    const schema = {
      class: 'Notes',
      properties: [{ name: 'text', dataType: ['text'] }],
      vectorConfig: {
        tokens: {
          vectorizer: { none: {} },
          vectorIndexType: 'hnsw',
          vectorIndexConfig: { multivector: { enabled: true } },
        },
      },
    };
    await writeFile(path('schema.json'), JSON.stringify(schema));
    await writeFile(path('docs.jsonl'), `{"id":"${id(1)}","properties":{"text":"first"}}\n\n{"text":"second"}\n`);
    await writeFile(path('tokens.i8'), Uint8Array.from([127, 0, 0, 127, 127, 127]));
    await writeFile(path('offsets.u32'), new Uint8Array(Uint32Array.from([0, 1, 3]).buffer));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const build = (...more: string[]) =>
    run(process.execPath, [
      CLI,
      'build',
      path('docs.jsonl'),
      '--schema',
      path('schema.json'),
      '--out',
      path('out.wvlt'),
      ...more,
    ]);
  const vectors = () => ['--vectors', path('tokens.i8'), '--offsets', path('offsets.u32'), '--dimensions', '2'];

  it('makes an index file of documents and vectors', async () => {
    const { stderr } = await build(...vectors());
    expect(stderr).toContain('2 objects');
    const client = await connect({ storage: 'memory' });
    const opened = await client.open(new Uint8Array(await readFile(path('out.wvlt'))));
    const { objects } = await opened.query.nearVector([[1, 1]], { includeVector: true });
    expect(objects.map(({ properties, vectors }) => [properties.text, vectors])).toEqual([
      [
        'second',
        {
          tokens: [
            [0, 1],
            [1, 1],
          ],
        },
      ],
      ['first', { tokens: [[1, 0]] }],
    ]);
    expect(objects[1]?.uuid).toBe(id(1));
    await client.close();
  });

  it('says what is wrong, and leaves no file', async () => {
    await rm(path('out.wvlt'), { force: true });
    await writeFile(path('bad.jsonl'), '{"text":"first"}\n[1]\n');
    const cases: [string[], RegExp][] = [
      [['build'], /one file of documents/],
      [['make'], /no command is called "make"/],
      [['build', path('bad.jsonl'), '--schema', path('schema.json'), '--out', path('out.wvlt')], /line 2: an object/],
      [['build', path('docs.jsonl'), '--schema', path('docs.jsonl'), '--out', path('out.wvlt')], /docs\.jsonl: /],
      [['build', path('docs.jsonl'), '--schema', path('schema.json')], /--out is missing/],
    ];
    for (const [args, why] of cases) {
      await expect(run(process.execPath, [CLI, ...args])).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(why),
      });
    }
    await expect(build('--vectors', path('tokens.i8'), '--dimensions', '2')).rejects.toMatchObject({
      stderr: expect.stringMatching(/object 1: .*configured as multi-vector/),
    });
    await writeFile(path('more.u32'), new Uint8Array(Uint32Array.from([0, 1, 2, 3]).buffer));
    const more = ['--vectors', path('tokens.i8'), '--offsets', path('more.u32'), '--dimensions', '2'];
    await expect(build(...more)).rejects.toMatchObject({
      stderr: expect.stringMatching(/vectors for 3 objects, there are 2/),
    });
    await expect(build('--vectors', path('tokens.i8'), '--dimensions', '4')).rejects.toMatchObject({
      stderr: expect.stringMatching(/no whole number of rows/),
    });
    await expect(readFile(path('out.wvlt'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
