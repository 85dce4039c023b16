import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Miniflare, type MiniflareOptions } from 'miniflare';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import weavelet, { configure, dataType, generateUuid5 } from 'weavelet';
import { toyEmbeddings } from '../../pkg/examples/toy-embeddings.js';

const WRANGLER = fileURLToPath(new URL('../../pkg/node_modules/wrangler/bin/wrangler.js', import.meta.url));

type Bucket = { put(key: string, value: ArrayBuffer): Promise<unknown> };

const NOTES = [
  { id: 'a', text: 'Late interaction compares every token of a query.' },
  { id: 'b', text: 'A Durable Object is alone with its storage.' },
  { id: 'c', text: 'An index file is read from a bucket.' },
];

describe('the examples of Workers', () => {
  let folder: string;
  let worker: Miniflare | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-examples-'));
  });
  afterEach(async () => {
    await worker?.dispose();
    worker = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  /** Bundles an example by the tool and the configuration that a user deploys it with. */
  const bundle = (example: string) =>
    execFileSync(process.execPath, [WRANGLER, 'deploy', '--dry-run', '--outdir', join(folder, 'bundle')], {
      cwd: fileURLToPath(new URL(`../../pkg/examples/${example}/`, import.meta.url)),
      env: { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', HOME: folder },
      stdio: 'pipe',
    });

  async function start(options: Partial<MiniflareOptions>): Promise<Miniflare> {
    await worker?.dispose();
    worker = new Miniflare({
      modules: true,
      modulesRoot: join(folder, 'bundle'),
      modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
      scriptPath: join(folder, 'bundle/index.js'),
      compatibilityDate: '2026-04-01',
      ...options,
    } as MiniflareOptions);
    await worker.ready;
    return worker;
  }

  async function ask(path: string, body?: object): Promise<{ text: string }[]> {
    const init = body && { method: 'POST', body: JSON.stringify(body) };
    const response = await worker!.dispatchFetch(`http://worker${path}`, init);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return JSON.parse(text);
  }

  it('has an object per tenant, which keeps what it was given', async () => {
    bundle('worker-tenants');
    const objects = {
      durableObjects: { OBJECTS: { className: 'WeaveletObject', useSQLite: true } },
      durableObjectsPersist: join(folder, 'data'),
    };
    await start(objects);
    expect(await ask('/one', NOTES.slice(0, 2))).toEqual({ stored: 2, errors: [] });
    expect(await ask('/two', NOTES.slice(2))).toEqual({ stored: 1, errors: [] });
    const found = await ask('/one?q=token%20query');
    expect(found.map(({ text }) => text)).toEqual([NOTES[0]!.text, NOTES[1]!.text]);
    expect(await ask('/two?q=bucket')).toMatchObject([{ text: NOTES[2]!.text }]);
    await start(objects);
    expect(await ask('/one?q=token%20query')).toEqual(found);
  });

  it('searches an index file in a bucket', async () => {
    bundle('worker-file');
    const started = await start({ r2Buckets: { FILES: 'weavelet-example' } });
    const files = (await started.getR2Bucket('FILES')) as unknown as Bucket;
    await files.put('notes.wvlt', await indexFile());
    const [first] = await ask('/?q=token%20query');
    expect(first?.text).toBe(NOTES[0]!.text);
  });
});

/** The notes as an index file. */
async function indexFile(): Promise<ArrayBuffer> {
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  const notes = await client.collections.create({
    name: 'Notes',
    properties: [{ name: 'text', dataType: dataType.TEXT }],
    vectorizers: [configure.multiVectors.selfProvided({ name: 'tokens' })],
  });
  await notes.data.insertMany(
    NOTES.map(({ id, text }) => ({
      id: generateUuid5(id),
      properties: { text },
      vectors: { tokens: toyEmbeddings(text) },
    })),
  );
  const bytes = await new Response(notes.save()).arrayBuffer();
  await client.close();
  return bytes;
}
