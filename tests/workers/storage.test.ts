import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';

describe('Durable Object storage in workerd', () => {
  let folder: string;
  let worker: Miniflare;

  const start = async (): Promise<void> => {
    worker = new Miniflare({
      modules: true,
      modulesRoot: folder,
      scriptPath: join(folder, 'worker.mjs'),
      compatibilityDate: '2026-01-01',
      durableObjects: { WithSql: { className: 'WithSql', useSQLite: true }, WithoutSql: { className: 'WithoutSql' } },
      durableObjectsPersist: join(folder, 'data'),
    });
    await worker.ready;
  };
  const ask = async (path: string): Promise<string> => (await worker.dispatchFetch(`http://worker/${path}`)).text();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-worker-'));
    const entry = fileURLToPath(new URL('storage-worker.ts', import.meta.url));
    await build({
      entryPoints: [entry],
      outfile: join(folder, 'worker.mjs'),
      bundle: true,
      format: 'esm',
      logLevel: 'error',
    });
    await start();
  });
  afterAll(async () => {
    await worker?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [index, { name }] of contract.entries()) {
    it(name, async () => expect(await ask(`WithSql/case-${index}`)).toBe('passed'));
  }

  it('keeps data over a restart of the process', async () => {
    expect(JSON.parse(await ask('WithSql/look'))).toEqual({ fresh: true, keys: [] });
    expect(await ask('WithSql/write')).toBe('written');
    await worker.dispose();
    await start();
    const keys = ['a', 'b'].map((key) => ({ key, size: 3_000_000 }));
    expect(JSON.parse(await ask('WithSql/look'))).toEqual({ fresh: false, keys });
  });

  it('refuses an object without SQLite', async () => {
    expect(await ask('WithoutSql/look')).toBe('unavailable');
  });
});
