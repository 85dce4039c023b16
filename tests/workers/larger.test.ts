import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseStatus } from 'weavelet';
import { DevWorker } from './dev-worker.js';
import { DOCUMENTS, distance, MEMORY_LIMIT, queryOf, tokensOf } from './larger-data.js';

/** Documents that one request inserts. */
const BATCH = 200;

describe('a Durable Object with more than it may hold in memory', () => {
  let worker: DevWorker;
  beforeAll(async () => {
    worker = await DevWorker.bundled(new URL('larger-worker.ts', import.meta.url), { objects: { LARGE: 'Large' } });
  });
  afterAll(() => worker?.stop());

  it('answers exactly, also after a restart, and stays within its budget', async () => {
    await worker.ask('create');
    for (let from = 0; from < DOCUMENTS; from += BATCH) {
      const { memory } = await worker.ask<DatabaseStatus>(`insert?from=${from}&to=${from + BATCH}`);
      expect(memory.used).toBeLessThanOrEqual(MEMORY_LIMIT);
    }
    const check = async () => {
      for (const like of [3, 4999, 9998]) {
        const hits = await worker.ask<{ number: number; distance: number }[]>(`search?like=${like}`);
        expect(hits.length).toBe(5);
        expect(hits[0]?.number).toBe(like);
        for (const { number, distance: got } of hits) {
          expect(got).toBeCloseTo(distance(queryOf(like), tokensOf(number)), 4);
        }
      }
      const { memory, collections } = await worker.ask<DatabaseStatus>('status');
      expect(memory.used).toBeLessThanOrEqual(MEMORY_LIMIT);
      expect(memory.limit).toBe(MEMORY_LIMIT);
      expect(collections.Documents?.objects).toBe(DOCUMENTS);
    };
    await check();
    await worker.restart();
    await check();
  }, 600_000);
});
