// What crosses between a program and its engine in a worker thread, and what happens when that ends.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import weavelet, { registerVectorizer, type WeaviateClient } from 'weavelet';

const { configure } = weavelet;
const SCRIPT = new URL('../../pkg/dist/node-worker.js', import.meta.url);

describe('an engine in a worker', () => {
  let client: WeaviateClient;
  beforeEach(async () => {
    client = await weavelet.connectToLocal({ storage: 'memory', worker: true });
  });
  afterEach(() => client.close());

  const notes = () =>
    client.collections.create({
      name: 'Notes',
      properties: [{ name: 'text', dataType: 'text' }],
      vectorizers: configure.multiVectors.selfProvided(),
    });

  it('takes multi-vectors in every form, and leaves them with their owner', async () => {
    const collection = await notes();
    const packed = { data: new Float32Array([1, 0, 0, 1]), dimensions: 2 };
    const rows = [new Float32Array([1, 0]), new Float32Array([0, 1])];
    const lists = [
      [1, 0],
      [0, 1],
    ];
    for (const vectors of [packed, rows, lists]) await collection.data.insert({ properties: { text: 'x' }, vectors });
    expect([packed.data.length, rows[0]!.length, lists[0]!.length]).toEqual([4, 2, 2]);
    const found = await collection.query.nearVector(lists, { includeVector: true, returnMetadata: ['distance'] });
    expect(found.objects.map(({ metadata, vectors }) => [metadata?.distance, vectors.default])).toEqual(
      Array(3).fill([-2, lists]),
    );
  });

  it('refuses with the same classes, and rows of unlike lengths with the same words', async () => {
    const collection = await notes();
    const here = await weavelet.connectToLocal({ storage: 'memory' });
    const there = here.collections.use('Notes');
    await here.collections.create({ name: 'Notes', vectorizers: configure.multiVectors.selfProvided() });
    const refusal = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'no refusal',
        (error: Error) => [error.constructor.name, error.message, (error as { code?: unknown }).code],
      );
    const ragged = { id: 'fdb575c8-c169-4148-ba79-2d2ba14f7ef8', vectors: [[1, 2], [3]] };
    expect(await refusal(collection.data.insert(ragged))).toEqual(await refusal(there.data.insert(ragged)));
    expect(await refusal(client.collections.use('None').query.bm25('x'))).toEqual(
      await refusal(here.collections.use('None').query.bm25('x')),
    );
    await here.close();
  });

  it('asks this thread for the embeddings of an encoder that is plugged in here', async () => {
    const seen: string[] = [];
    registerVectorizer('text2vec-openai', {
      async embed(inputs, { purpose }) {
        seen.push(purpose);
        return inputs.map((input) => (/four/.test(String(input)) ? [4, 1] : [1, 4]));
      },
    });
    const collection = await client.collections.create({
      name: 'Plugged',
      properties: [{ name: 'text', dataType: 'text' }],
      vectorizers: configure.vectors.text2VecOpenAI(),
    });
    await collection.data.insert({ text: 'four' });
    const { objects } = await collection.query.nearText('five', { includeVector: true });
    expect(objects[0]?.vectors.default).toEqual([4, 1]);
    expect(seen).toEqual(['document', 'query']);
  });

  it('saves an index file, opens it, and copies it in', async () => {
    const collection = await notes();
    await collection.data.insert({ properties: { text: 'kept' }, vectors: [[1, 0]] });
    const file = new Uint8Array(await new Response(collection.save()).arrayBuffer());
    const opened = await client.open<{ text: string }>(file);
    await opened.loaded;
    expect((await opened.query.bm25('kept')).objects.length).toBe(1);
    await expect(opened.data.insert({ text: 'x' })).rejects.toThrow(/reading only/);
    await client.collections.delete('Notes');
    const copied = await client.open<{ text: string }>(new Blob([file]), { copy: true });
    await copied.data.insert({ properties: { text: 'kept too' }, vectors: [[0, 1]] });
    expect(await copied.length()).toBe(2);
  });

  it('tells events and progress', async () => {
    const events: string[] = [];
    const stop = client.on('change', ({ origin }) => events.push(origin));
    const collection = await notes();
    expect(events).toEqual(['here']);
    stop();
    await collection.data.insert({ vectors: [[1, 0]] });
    expect(events).toEqual(['here']);
    const phases = new Set<string>();
    const stream = collection.save({ onProgress: ({ phase }) => phases.add(phase) });
    await new Response(stream).arrayBuffer();
    expect([...phases]).toEqual(['save']);
  });

  it('stores in a folder, for the next connection of this thread', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weavelet-worker-'));
    const env = { PERSISTENCE_DATA_PATH: folder };
    const first = await weavelet.connectToLocal({ env, worker: true });
    await first.collections.create({ name: 'Kept' });
    await first.collections.use('Kept').data.insert({ n: 1 });
    await first.close();
    const second = await weavelet.connectToLocal({ env });
    expect(await second.collections.use('Kept').length()).toBe(1);
    await second.close();
    await rm(folder, { recursive: true });
  });

  it('gives up connecting when asked to', async () => {
    const signal = AbortSignal.abort(new Error('not today'));
    await expect(weavelet.connectToLocal({ storage: 'memory', worker: true, signal })).rejects.toThrow(/not today/);
  });

  it('refuses a storage that cannot leave its thread', async () => {
    const storage = { kind: 'own', commit() {}, getMany() {} };
    await expect(weavelet.connectToLocal({ storage, worker: true })).rejects.toThrow(/cannot move into a worker/);
  });
});

describe('a worker that ends', () => {
  it('fails the calls under way with the reason, and every later one', async () => {
    const worker = new Worker(SCRIPT);
    const client = await weavelet.connectToLocal({ storage: 'memory', worker: { create: () => worker as never } });
    const pending = client.collections.listAll();
    await worker.terminate();
    await expect(pending).rejects.toThrow(/the worker ended with exit code 1/);
    await expect(client.status()).rejects.toThrow(/the worker ended/);
  });

  it('is replaced for the next connection', async () => {
    const first = await weavelet.connectToLocal({ storage: 'memory', worker: true });
    await first.close();
    const second = await weavelet.connectToLocal({ storage: 'memory', worker: true });
    expect(await second.collections.listAll()).toEqual([]);
    await second.close();
  });

  it('keeps no program alive that has nothing left to do', () => {
    const program = `
      import weavelet from 'weavelet';
      const client = await weavelet.connectToLocal({ storage: 'memory', worker: true });
      client.on('change', () => {});
      await client.collections.create({ name: 'A' });
      console.log('done');`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: new URL('../../pkg', import.meta.url),
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(output).toBe('done\n');
  });
});
