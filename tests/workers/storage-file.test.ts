import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileServer } from '../storage/file-server.js';
import { fileOf } from '../storage/index-files.js';

describe('an index file at an address, in workerd', () => {
  let folder: string;
  let worker: Miniflare;
  let server: FileServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-worker-'));
    server = await FileServer.start();
    await build({
      entryPoints: [fileURLToPath(new URL('storage-file-worker.ts', import.meta.url))],
      outfile: join(folder, 'worker.mjs'),
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    worker = new Miniflare({
      modules: true,
      modulesRoot: folder,
      scriptPath: join(folder, 'worker.mjs'),
      compatibilityDate: '2026-01-01',
    });
    await worker.ready;
  });
  afterAll(async () => {
    await worker?.dispose();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const ask = async (): Promise<unknown> =>
    (await worker.dispatchFetch(`http://worker/?at=${encodeURIComponent(server.url)}`)).json();

  for (const ranges of [true, false]) {
    it(`is read and given up ${ranges ? 'with' : 'without'} ranges`, async () => {
      server.ranges = ranges;
      server.file = await fileOf([100_000, 200_000, 0, 1_000_000]);
      expect(await ask()).toEqual({ sizes: [100_000, 200_000, 0, 1_000_000], part: [1, 1, 1], stopped: 'enough' });
    });
  }

  it('says what is wrong', async () => {
    server.file = server.file.slice(0, 700_000);
    expect(await ask()).toMatchObject({ failure: 'corrupt' });
    server.status = 404;
    expect(await ask()).toMatchObject({ failure: 'io', message: expect.stringContaining('status 404') });
  });
});
