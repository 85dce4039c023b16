import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../storage/contract.js';
import { DevWorker } from './dev-worker.js';

describe('a store published to a bucket, in workerd', () => {
  let worker: DevWorker;
  beforeAll(async () => {
    worker = await DevWorker.bundled(new URL('storage-r2-worker.ts', import.meta.url), { buckets: ['BUCKET'] });
  });
  afterAll(() => worker?.stop());

  for (const [index, { name }] of contract.entries()) {
    it(name, async () => expect(await worker.ask(`case-${index}`)).toBe('passed'));
  }

  it('shows one generation whole, keeps it over the next one, and copies only what is new', async () => {
    expect(await worker.ask('generations')).toEqual({
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
    const { outcomes, objects } = (await worker.ask('race')) as { outcomes: string[][]; objects: number };
    for (let round = 0; round < 5; round++) {
      expect([...outcomes[2 * round]!].sort()).toEqual(['conflict', 'conflict', 'nothing thrown']);
      const winner = ['one', 'two', 'three'][outcomes[2 * round]!.indexOf('nothing thrown')];
      expect(outcomes[2 * round + 1]).toEqual([`${winner} ${round}`]);
    }
    // The current generation and the one before it; the losers took theirs back.
    expect(objects).toBe(6);
  });

  it('refuses a publisher that was overtaken, and leaves nothing of it', async () => {
    expect(await worker.ask('overtaken')).toEqual({ outcome: 'conflict', found: { a: 'fast' }, objects: 1 });
  });

  it('publishes nothing of a store that changes meanwhile, or that was given up', async () => {
    expect(await worker.ask('changing')).toEqual({ added: 'conflict', replaced: 'conflict', fresh: true });
    expect(await worker.ask('givenUp')).toEqual({ outcome: 'Error: enough', objects: 0 });
  });

  it('removes what publishers left that came to no end, and nothing of those under way', async () => {
    expect(await worker.ask('remains')).toBe(2);
  });

  it('says that a published store is damaged or newer', async () => {
    expect(await worker.ask('damaged')).toEqual(['corrupt', 'unavailable', 'corrupt']);
  });
});
