import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseStatus } from 'weavelet';
import { DOCUMENTS, distance, MEMORY_LIMIT, queryOf, tokensOf } from './larger-data.js';

/** Documents that one request inserts. */
const BATCH = 200;

describe('a Durable Object with more than it may hold in memory', () => {
  let folder: string;
  let worker: Miniflare;

  const start = async (): Promise<void> => {
    worker = new Miniflare({
      modules: true,
      modulesRoot: folder,
      modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
      scriptPath: join(folder, 'worker.mjs'),
      compatibilityDate: '2026-04-01',
      durableObjects: { LARGE: { className: 'Large', useSQLite: true } },
      durableObjectsPersist: join(folder, 'data'),
    });
    await worker.ready;
  };
  async function ask<T>(path: string): Promise<T> {
    const response = await worker.dispatchFetch(`http://worker/${path}`);
    const body = await response.text();
    expect(response.status, body).toBe(200);
    return JSON.parse(body) as T;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weavelet-larger-'));
    await build({
      entryPoints: [fileURLToPath(new URL('larger-worker.ts', import.meta.url))],
      outfile: join(folder, 'worker.mjs'),
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      loader: { '.wasm': 'copy' },
      logLevel: 'error',
    });
    await start();
  });
  afterAll(async () => {
    await worker?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers exactly, also after a restart, and stays within its budget', async () => {
    await ask('create');
    for (let from = 0; from < DOCUMENTS; from += BATCH) {
      const { memory } = await ask<DatabaseStatus>(`insert?from=${from}&to=${from + BATCH}`);
      expect(memory.used).toBeLessThanOrEqual(MEMORY_LIMIT);
    }
    const check = async () => {
      for (const like of [3, 4999, 9998]) {
        const hits = await ask<{ number: number; distance: number }[]>(`search?like=${like}`);
        expect(hits.length).toBe(5);
        expect(hits[0]?.number).toBe(like);
        for (const { number, distance: got } of hits) {
          expect(got).toBeCloseTo(distance(queryOf(like), tokensOf(number)), 4);
        }
      }
      const { memory, collections } = await ask<DatabaseStatus>('status');
      expect(memory.used).toBeLessThanOrEqual(MEMORY_LIMIT);
      expect(memory.limit).toBe(MEMORY_LIMIT);
      expect(collections.Documents?.objects).toBe(DOCUMENTS);
    };
    await check();
    await worker.dispose();
    await start();
    await check();
  }, 600_000);
});
