import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevWorker } from './dev-worker.js';

describe('the worker example in workerd', () => {
  let worker: DevWorker;
  beforeAll(async () => {
    worker = await DevWorker.deployed('worker', { objects: { INDEX: 'SearchIndex' } });
  });
  afterAll(() => worker?.stop());

  it('stores and searches, and finds the same after a restart of the process', async () => {
    const found = await worker.ask<Record<string, string[]>>('import', undefined, 'POST');
    expect(found.stored).toEqual(['doc1', 'doc2', 'doc3']);
    for (const kind of ['nearVector', 'hybrid', 'bm25']) expect(found[kind]?.[0], kind).toBe('doc1');
    await worker.restart();
    expect(await worker.ask('search')).toEqual(found);
  });
});
