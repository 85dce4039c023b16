import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';

describe('a store published to a bucket, in workerd', () => {
  let folder: string;
  let worker: Miniflare;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-worker-'));
    const entry = fileURLToPath(new URL('storage-r2-worker.ts', import.meta.url));
    await build({
      entryPoints: [entry],
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
      r2Buckets: ['BUCKET'],
      r2Persist: join(folder, 'data'),
    });
    await worker.ready;
  });
  afterAll(async () => {
    await worker?.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  const ask = async (path: string): Promise<unknown> => (await worker.dispatchFetch(`http://worker/${path}`)).json();

  for (const [index, { name }] of contract.entries()) {
    it(name, async () => expect(await ask(`case-${index}`)).toBe('passed'));
  }

  it('shows one generation whole, keeps it over the next one, and copies only what is new', async () => {
    expect(await ask('generations')).toEqual({
      results: [
        { generation: 1, values: 3, copied: 2, bytes: 7 },
        { generation: 2, values: 2, copied: 1, bytes: 3 },
        { generation: 3, values: 1, copied: 1, bytes: 5 },
      ],
      progress: [3, 7, 11].map((loaded) => ({ loaded, total: 11 })),
      one: { a: 'one', b: 'same', c: 'same' },
      stayed: { a: 'one', b: 'same', c: 'same' },
      // Of the first generation only what the second shares is left.
      objects: [3, 3],
      gone: 'conflict',
      moved: true,
      three: { a: 'three' },
      again: false,
      generation: 3,
    });
  });

  it('lets one of several publishers win, whole', async () => {
    const { outcomes, objects } = (await ask('race')) as { outcomes: string[][]; objects: number };
    for (let round = 0; round < 5; round++) {
      expect([...outcomes[2 * round]!].sort()).toEqual(['conflict', 'conflict', 'nothing thrown']);
      const winner = ['one', 'two', 'three'][outcomes[2 * round]!.indexOf('nothing thrown')];
      expect(outcomes[2 * round + 1]).toEqual([`${winner} ${round}`]);
    }
    // The current generation and the one before it; the losers took theirs back.
    expect(objects).toBe(6);
  });

  it('refuses a publisher that was overtaken, and leaves nothing of it', async () => {
    expect(await ask('overtaken')).toEqual({ outcome: 'conflict', found: { a: 'fast' }, objects: 1 });
  });

  it('publishes nothing of a store that changes meanwhile, or that was given up', async () => {
    expect(await ask('changing')).toEqual({ added: 'conflict', replaced: 'conflict', fresh: true });
    expect(await ask('givenUp')).toEqual({ outcome: 'Error: enough', objects: 0 });
  });

  it('removes what publishers left that came to no end, and nothing of those under way', async () => {
    expect(await ask('remains')).toBe(2);
  });

  it('says that a published store is damaged or newer', async () => {
    expect(await ask('damaged')).toEqual(['corrupt', 'unavailable', 'corrupt']);
  });
});
