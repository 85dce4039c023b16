import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';
import { DevWorker } from './dev-worker.js';

describe('Durable Object storage in workerd', () => {
  let worker: DevWorker;
  beforeAll(async () => {
    worker = await DevWorker.bundled(new URL('storage-worker.ts', import.meta.url), {
      objects: { WithSql: 'WithSql' },
      withoutSql: { WithoutSql: 'WithoutSql' },
    });
  });
  afterAll(() => worker?.stop());

  for (const [index, { name }] of contract.entries()) {
    it(name, async () => expect(await worker.text(`WithSql/case-${index}`)).toBe('passed'));
  }

  it('keeps data over a restart of the process', async () => {
    expect(await worker.ask('WithSql/look')).toEqual({ fresh: true, keys: [] });
    expect(await worker.text('WithSql/write')).toBe('written');
    await worker.restart();
    const keys = ['a', 'b'].map((key) => ({ key, size: 3_000_000 }));
    expect(await worker.ask('WithSql/look')).toEqual({ fresh: false, keys });
  });

  it('refuses an object without SQLite', async () => {
    await expect(worker.text('WithoutSql/look')).rejects.toThrow('status 500: unavailable');
  });
});
