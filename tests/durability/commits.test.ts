import { beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from 'weavelet';
import type { Commit } from '../../pkg/src/storage/adapter.js';
import { HookedStorage } from './hooked.js';
import { connect, createNotes, type Note, note, numbers } from './notes.js';

const isLog = (puts: [string, Uint8Array][]) => puts.some(([key]) => key.startsWith('wal/'));

describe('a commit', () => {
  let storage: HookedStorage;
  beforeEach(() => {
    storage = new HookedStorage();
  });

  it('that fails rejects every write in it and publishes none', async () => {
    const client = await connect({ storage });
    const notes = await createNotes(client);
    await notes.data.insert(note(0));
    storage.before = () => {
      throw new StorageError('io', 'the disk is on fire');
    };
    const results = await Promise.allSettled([1, 2, 3].map((n) => notes.data.insert(note(n))));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await numbers(notes)).toEqual([0]);
    storage.before = () => undefined;
    await notes.data.insert(note(4));
    await client.close();
    const again = await connect({ storage });
    expect(await numbers(again.collections.use<string, Note>('Notes'))).toEqual([0, 4]);
    await again.close();
  });

  it('whose outcome is unknown counts if it was stored, once it is flushed for sure', async () => {
    const client = await connect({ storage });
    const notes = await createNotes(client);
    storage.after = () => {
      storage.after = () => undefined;
      throw new StorageError('io', 'the connection broke');
    };
    await notes.data.insert(note(1));
    const keys = storage.made.slice(-2).map(({ commit, durability }) => [commit.puts[0]?.[0], durability]);
    expect(keys).toEqual([
      [expect.stringMatching(/^wal/), 'strict'],
      ['barrier', 'strict'],
    ]);
    await notes.data.insert(note(2));
    expect(await numbers(notes)).toEqual([1, 2]);
    await client.close();
    const again = await connect({ storage });
    expect(await numbers(again.collections.use<string, Note>('Notes'))).toEqual([1, 2]);
    await again.close();
  });

  it('whose outcome is unknown is refused while nothing can be flushed', async () => {
    const client = await connect({ storage });
    const notes = await createNotes(client);
    storage.after = () => {
      throw new StorageError('io', 'the medium is ill');
    };
    await expect(notes.data.insert(note(1))).rejects.toThrow(/the medium is ill/);
    expect(await numbers(notes)).toEqual([]);
    storage.after = () => undefined;
    await notes.data.insert(note(2));
    expect(await numbers(notes)).toContain(2);
    await client.close();
  });

  it('gathers what is written at the same time', async () => {
    const client = await connect({ storage });
    const notes = await createNotes(client);
    storage.made.length = 0;
    await Promise.all(Array.from({ length: 100 }, (_, n) => notes.data.insert(note(n))));
    // the first fixes the dimensions of the vector; all others come after it, together
    expect(storage.made.length).toBe(2);
    await client.close();
  });

  it.each(['strict', 'relaxed', 'memory'] as const)('is as durable as asked for: %s', async (durability) => {
    const client = await connect({ storage, durability });
    const notes = await createNotes(client);
    await notes.data.insert(note(1));
    await client.flush();
    const strict = storage.made.filter(({ commit }) => isLog(commit.puts)).map((made) => made.durability === 'strict');
    expect(new Set(strict)).toEqual(new Set([durability === 'strict']));
    expect(storage.made.at(-1)?.durability).toBe('strict');
    expect((await client.status()).durability).toBe(durability);
    await client.close();
  });

  it('in the background is tried again, and flush() tells what keeps it', async () => {
    const client = await connect({ storage, durability: 'memory' });
    const failures: unknown[] = [];
    client.on('failure', ({ error }) => failures.push(error));
    const notes = await createNotes(client);
    await client.flush();
    const broken = new StorageError('io', 'the disk is away');
    storage.before = () => {
      throw broken;
    };
    await notes.data.insert(note(1));
    await notes.data.insert(note(2));
    expect(await numbers(notes)).toEqual([1, 2]);
    await expect(client.flush()).rejects.toBe(broken);
    await expect(client.flush()).rejects.toBe(broken);
    expect(failures).toEqual([broken]);
    expect((await client.status()).failure).toBe(broken);
    storage.before = () => undefined;
    await notes.data.insert(note(3));
    await client.flush();
    await client.close();
    const again = await connect({ storage });
    expect(await numbers(again.collections.use<string, Note>('Notes'))).toEqual([1, 2, 3]);
    await again.close();
  });

  it.each([false, true])(
    'makes room once, and is refused when there is none to make; quantized: %s',
    async (quantized) => {
      const client = await connect({ storage });
      const notes = await createNotes(client, 'Notes', quantized);
      for (let n = 0; n < 40; n++) await notes.data.insert(note(n, 20_000));
      const limit = 950_000;
      storage.before = async ({ puts, deletes }) => {
        const sizes = new Map((await storage.list('')).map(({ key, size }) => [key, size]));
        for (const key of deletes) sizes.delete(key);
        for (const [key, value] of puts) sizes.set(key, value.length);
        const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
        if (total > limit) throw new StorageError('quota', `${total} of ${limit} bytes`);
      };
      await expect(notes.data.insert(note(100, 200_000))).rejects.toThrow(/quota|bytes/);
      expect((await numbers(notes)).length).toBe(40);
      await notes.data.deleteMany(notes.filter.byProperty('n').greaterThan(4));
      await notes.data.insert(note(100, 200_000));
      const made = await notes.query.fetchObjectById(note(100).id, { includeVector: true });
      expect(made?.vectors).toEqual(note(100).vectors);
      await client.close();
      const again = await connect({ storage });
      expect(await numbers(again.collections.use<string, Note>('Notes'))).toEqual([0, 1, 2, 3, 4, 100]);
      await again.close();
    },
  );
});

describe('a full store', () => {
  /** A medium with a limit that counts its reserve. */
  class Full extends HookedStorage {
    limit = Number.POSITIVE_INFINITY;
    reserved = 0;
    readonly reserve = {
      size: async () => this.reserved,
      resize: async (bytes: number) => {
        const used = (await this.list('')).reduce((sum, { size }) => sum + size, bytes);
        if (bytes > this.reserved && used > this.limit) throw new StorageError('quota', 'full');
        this.reserved = bytes;
      },
    };
    override before = async ({ puts }: Commit) => {
      const added = puts.reduce((sum, [, { length }]) => sum + length, this.reserved);
      const used = (await this.list('')).reduce((sum, { size }) => sum + size, added);
      if (puts.length > 0 && used > this.limit) throw new StorageError('quota', 'full');
    };
  }

  it('keeps room that grows with it, and takes deletes also beside inserts that it refuses', async () => {
    const storage = new Full();
    const client = await connect({ storage });
    const notes = await createNotes(client, 'Notes');
    for (let n = 0; n < 10; n++) await notes.data.insert(note(n, 90_000));
    expect(storage.reserved).toBe(0);
    for (let n = 10; n < 20; n++) await notes.data.insert(note(n, 90_000));
    expect(storage.reserved).toBe(1 << 17);
    storage.limit = storage.reserved + (await storage.list('')).reduce((sum, { size }) => sum + size, 0);
    const [insert, deleted, small] = await Promise.allSettled([
      notes.data.insert(note(100, 200_000)),
      notes.data.deleteById(note(3).id),
      notes.data.insert(note(101)),
    ]);
    expect(insert).toMatchObject({
      reason: expect.objectContaining({ message: expect.stringMatching(/delete objects/) }),
    });
    expect(deleted).toMatchObject({ status: 'fulfilled' });
    expect(small.status).toBe('fulfilled');
    expect(storage.reserved).toBe((1 << 17) * 0.875);
    storage.limit = Number.POSITIVE_INFINITY;
    for (let n = 200; n < 264; n++) await notes.data.insert(note(n));
    expect(storage.reserved).toBe(1 << 17);
    await client.close();
  });

  it('says so when others have taken even what it keeps', async () => {
    const storage = new Full();
    const client = await connect({ storage });
    const notes = await createNotes(client, 'Notes');
    for (let n = 0; n < 20; n++) await notes.data.insert(note(n, 90_000));
    storage.limit = 1000;
    await expect(notes.data.deleteById(note(3).id)).rejects.toThrow(/others have taken/);
    expect((await numbers(notes)).length).toBe(20);
    storage.limit = Number.POSITIVE_INFINITY;
    await notes.data.deleteById(note(3).id);
    expect((await numbers(notes)).length).toBe(19);
    await client.close();
  });
});

describe('compaction', () => {
  it.each([false, true])('writes small commits again and leaves large ones; quantized: %s', async (quantized) => {
    const storage = new HookedStorage();
    let client = await connect({ storage });
    const notes = await createNotes(client, 'Notes', quantized);
    await notes.data.insertMany(Array.from({ length: 60 }, (_, n) => note(n, 30_000)));
    for (let round = 0; round < 9; round++) {
      for (let n = 100; n < 130; n++) {
        const object = note(n, 32_000);
        await (round === 0
          ? notes.data.insert(object)
          : notes.data.update({ id: object.id, properties: { n: n + round } }));
      }
    }
    const { stored } = await client.status();
    expect(stored.generation).toBeGreaterThan(0);
    const large = storage.made.find(({ commit }) => (commit.puts[0]?.[1].length ?? 0) > 1 << 20)?.commit.puts[0]?.[0];
    expect((await storage.list('wal/')).map(({ key }) => key)).toContain(large);
    const want = await numbers(notes);
    await notes.data.deleteMany(notes.filter.byProperty('n').greaterThan(10));
    for (let n = 0; n < 5; n++) await notes.data.insert(note(200 + n, 1000));
    expect(want.length).toBe(90);
    await client.close();
    client = await connect({ storage });
    expect(await numbers(client.collections.use<string, Note>('Notes'))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200, 201, 202, 203, 204,
    ]);
    await client.close();
  });

  it('leaves a way back: the generation before is read when the newest is damaged', async () => {
    const storage = new HookedStorage();
    let client = await connect({ storage });
    const notes = await createNotes(client);
    for (let n = 0; n < 150; n++) await notes.data.insert(note(n, 60_000));
    const { stored } = await client.status();
    expect(stored.generation).toBe(1);
    await notes.data.insert(note(1000));
    const want = await numbers(notes);
    await client.close();
    await storage.open('default');
    const [segment] = await storage.list('segment/');
    const bytes = (await storage.get(segment?.key as string)) as Uint8Array;
    bytes[bytes.length - 1]! ^= 1;
    await storage.commit({ puts: [[segment?.key as string, bytes]], deletes: [] });
    client = await connect({ storage });
    expect(await numbers(client.collections.use<string, Note>('Notes'))).toEqual(want);
    await client.close();
  });
});
