import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageError } from 'weavelet';
import { HookedStorage } from './hooked.js';
import { connect, createNotes, id, type Note, note, numbers } from './notes.js';

const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url));

/** Opens the folder for writing and inserts an object for each message. */
const WRITER = `
import weavelet from 'weavelet';
const client = await weavelet.connectToLocal();
const name = 'Notes';
if (!(await client.collections.exists(name))) await client.collections.create({ name });
const notes = client.collections.use(name);
process.on('message', async (n) => {
  await notes.data.insert({ properties: { n } });
  process.send(n);
});
process.send('ready');
`;

describe('a second process', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(PKG, 'node_modules/.following-'));
    writeFileSync(join(folder, 'writer.mjs'), WRITER);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('may not write, and may read and follow', async () => {
    const env = { PERSISTENCE_DATA_PATH: join(folder, 'data') };
    const writer = fork(join(folder, 'writer.mjs'), { cwd: folder, env: { ...process.env, ...env } });
    await once(writer, 'message');
    const insert = async (n: number) => {
      writer.send(n);
      await once(writer, 'message');
    };
    await insert(1);
    await expect(connect({ env })).rejects.toMatchObject({ cause: { failure: 'locked' } });
    const client = await connect({ env, readOnly: true });
    const notes = client.collections.use<string, Note>('Notes');
    expect(await numbers(notes)).toEqual([1]);
    const changed = new Promise((resolve) => client.on('change', resolve));
    await insert(2);
    expect(await changed).toEqual({ origin: 'elsewhere' });
    expect(await numbers(notes)).toEqual([1, 2]);
    await expect(notes.data.insert({ properties: { n: 3, text: '' } })).rejects.toThrow(/reading only/);
    expect((await client.status()).storage.readOnly).toBe(true);
    await client.close();
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const next = await connect({ env });
    expect(await numbers(next.collections.use<string, Note>('Notes'))).toEqual([1, 2]);
    await next.close();
  });
});

describe('two databases over one storage', () => {
  const pair = async (quantized = false) => {
    const storage = new HookedStorage();
    const first = await connect({ storage });
    const notes = await createNotes(first, 'Notes', quantized);
    const second = await connect({ storage });
    return { storage, first, second, notes, others: second.collections.use<string, Note>('Notes') };
  };

  /** Numbers of the notes that a database finds in a copy of what is stored. */
  const storedIn = async (storage: HookedStorage) => {
    const client = await connect({ storage: await HookedStorage.of(await storage.contents()) });
    const found = await numbers(client.collections.use<string, Note>('Notes'));
    await client.close();
    return found;
  };

  it('take in what the other writes while they are being opened', async () => {
    const storage = new HookedStorage();
    const first = await connect({ storage });
    const notes = await createNotes(first);
    await notes.data.insert(note(0));
    let written = 0;
    storage.afterGetMany = async () => {
      storage.afterGetMany = () => undefined;
      await notes.data.insert(note(++written));
      storage.tell();
    };
    const second = await connect({ storage });
    await expect.poll(() => numbers(second.collections.use<string, Note>('Notes'))).toEqual([0, 1]);
    expect(written).toBe(1);
    await Promise.all([first.close(), second.close()]);
  });

  it('take in what the other wrote before they write', async () => {
    const { first, second, notes, others } = await pair();
    for (let n = 0; n < 20; n++) await (n % 2 === 0 ? notes : others).data.insert(note(n));
    await Promise.all([notes.data.insert(note(20)), others.data.insert(note(21))]);
    await others.data.insert(note(22));
    expect(await numbers(others)).toEqual(Array.from({ length: 23 }, (_, n) => n));
    await first.close();
    await second.close();
  });

  it('see what the other wrote when they are told of it', async () => {
    const { storage, first, second, notes, others } = await pair();
    const changed = new Promise((resolve) => second.on('change', resolve));
    await notes.data.insert(note(1));
    storage.tell();
    await changed;
    expect(await numbers(others)).toEqual([1]);
    await first.close();
    await second.close();
  });

  it('need not read what they are told of', async () => {
    const { storage, first, second, notes, others } = await pair();
    const stored = () => {
      const [[key, value]] = storage.made.at(-1)!.commit.puts as [[string, Uint8Array]];
      return { key, value };
    };
    const read: string[] = [];
    storage.beforeGet = (key) => read.push(key);
    for (const n of [1, 2, 3]) {
      const changed = new Promise((resolve) => second.on('change', resolve));
      await notes.data.insert(note(n));
      storage.tell(stored());
      await changed;
    }
    expect(read).toEqual([]);
    expect(await numbers(others)).toEqual([1, 2, 3]);
    await first.close();
    await second.close();
  });

  it('read what lies between what they know and what they are told of', async () => {
    const { storage, first, second, notes, others } = await pair();
    await notes.data.insert(note(1));
    await notes.data.insert(note(2));
    const [[key, value]] = storage.made.at(-1)!.commit.puts as [[string, Uint8Array]];
    const changed = new Promise((resolve) => second.on('change', resolve));
    storage.tell({ key, value });
    await changed;
    // what is told late is known already
    storage.tell({ key, value });
    await others.data.insert(note(3));
    expect(await numbers(others)).toEqual([1, 2, 3]);
    await first.close();
    await second.close();
  });

  describe('of which one is about to store a write', () => {
    /** The second database's next commit comes after `between`, though it was prepared before. */
    const overtaken = async (between: (notes: Awaited<ReturnType<typeof createNotes>>) => Promise<unknown>) => {
      const { storage, first, second, notes, others } = await pair();
      await notes.data.insert(note(1));
      // refused once, since nobody told of the other: from now on it expects company
      await others.data.insert(note(2));
      let asked = 0;
      storage.before = async () => {
        if (++asked === 1) await between(notes);
      };
      return { first, second, notes, others, asked: () => asked };
    };
    const close = ({ first, second }: Awaited<ReturnType<typeof overtaken>>) =>
      Promise.all([first.close(), second.close()]);

    it('makes the commit again after another one that was faster', async () => {
      const both = await overtaken((notes) => notes.data.insert(note(3)));
      const origins: string[] = [];
      both.second.on('change', ({ origin }) => origins.push(origin));
      await both.others.data.insert(note(4));
      // its own, and the other one's, which is refused once since nobody told that one either
      expect(both.asked()).toBe(3);
      expect(origins).toEqual(['elsewhere', 'here']);
      expect(await numbers(both.others)).toEqual([1, 2, 3, 4]);
      await both.notes.data.insert(note(5));
      expect(await numbers(both.notes)).toEqual([1, 2, 3, 4, 5]);
      await close(both);
    });

    it('refuses what is not allowed any more', async () => {
      const both = await overtaken((notes) => notes.data.insert(note(3)));
      const same = both.others.data.insert({ ...note(30), id: id(3) });
      await expect(same).rejects.toThrow(/already exists/);
      expect(await numbers(both.others)).toEqual([1, 2, 3]);
      await both.others.data.insert(note(4));
      expect(await numbers(both.others)).toEqual([1, 2, 3, 4]);
      await close(both);
    });
  });

  it('lose nothing to one that looks for room and knows of no compaction', async () => {
    const { storage, first, second, notes, others } = await pair();
    for (let n = 0; (await first.status()).stored.generation < 2; n++) await notes.data.insert(note(n, 60_000));
    const written = await numbers(notes);
    // what this one takes for garbage are the segments of the newest generation
    let full = 1;
    storage.before = ({ puts }) => {
      if (puts.length > 0 && full-- > 0) throw new StorageError('quota', 'no room');
    };
    await others.data.insert(note(1000));
    expect(full).toBeLessThan(1);
    expect(await numbers(others)).toEqual([...written, 1000]);
    const stored = await storedIn(storage);
    await Promise.all([first.close(), second.close()]);
    expect(stored).toEqual([...written, 1000]);
  });

  describe('of which one drops garbage', () => {
    /** The pair, and what was acknowledged to either. */
    const acknowledging = async (quantized = false) => {
      const { storage, first, second, notes, others } = await pair(quantized);
      const acknowledged: number[] = [];
      let made = 0;
      const writer = (client: typeof first, collection: typeof notes) => {
        const insert = async (size?: number) => {
          const n = made++;
          await collection.data.insert(note(n, size));
          acknowledged.push(n);
        };
        const compacted = async (generation: number) => {
          const until = made + 400;
          while ((await client.status()).stored.generation < generation && made < until) await insert(60_000);
        };
        return { insert, compacted };
      };
      /** A write finds no room before garbage was dropped, and compaction none at all. */
      const pressed = async ({ insert }: ReturnType<typeof writer>) => {
        let dropped = 0;
        storage.before = ({ puts, deletes }) => {
          const fits = dropped > 0 && puts.every(([key]) => key.startsWith('wal/'));
          if (puts.length > 0 && !fits) throw new StorageError('quota', 'no room');
          dropped += deletes.length;
        };
        await insert();
        storage.before = () => undefined;
        expect(dropped).toBeGreaterThan(0);
      };
      /** What is stored after one more compaction is what was acknowledged. */
      const holdsAll = async () => {
        await one.insert();
        await one.compacted((await first.status()).stored.generation + 1);
        await two.insert();
        for (const found of [await numbers(others), await storedIn(storage)]) {
          expect(acknowledged.filter((n) => !found.includes(n))).toEqual([]);
        }
        await Promise.all([first.close(), second.close()]);
      };
      const [one, two] = [writer(first, notes), writer(second, others)];
      return { storage, one, two, pressed, holdsAll };
    };

    it('keep the write of one that knows neither of the first compaction nor of what was dropped after it', async () => {
      const { one, two, pressed, holdsAll } = await acknowledging();
      await one.compacted(1);
      await pressed(one);
      // nobody has told this one, and its next commit's number is free again
      await two.insert();
      await holdsAll();
    });

    it('keep the segments that the other one is still writing', async () => {
      // the rows are nowhere but in these segments
      const { storage, one, two, pressed, holdsAll } = await acknowledging(true);
      storage.before = async ({ puts }) => {
        if (puts.some(([key]) => key.startsWith('manifest/'))) await pressed(two);
      };
      await one.compacted(1);
      await holdsAll();
    });

    it('keep what was compacted twice while the other one slept over its first compaction', async () => {
      const { storage, one, two, pressed, holdsAll } = await acknowledging();
      storage.before = async ({ puts }) => {
        if (!puts.some(([key]) => key.startsWith('segment/'))) return;
        storage.before = () => undefined;
        await two.compacted(2);
        await pressed(two);
      };
      await one.compacted(1);
      await holdsAll();
    });
  });

  it('never write the same segment', async () => {
    const segments = async () => {
      const storage = new HookedStorage();
      const client = await connect({ storage });
      const notes = await createNotes(client);
      for (let n = 0; (await client.status()).stored.generation < 1; n++) await notes.data.insert(note(n, 60_000));
      const keys = (await storage.list('segment/')).map(({ key }) => key);
      await client.close();
      return keys;
    };
    const [one, two] = [await segments(), await segments()];
    expect(one.length).toBe(two.length);
    expect(one.filter((key) => two.includes(key))).toEqual([]);
  });

  it('lose nothing to one that has slept through two compactions', async () => {
    const { storage, first, second, notes, others } = await pair();
    expect(await numbers(others)).toEqual([]);
    for (let n = 0; (await first.status()).stored.generation < 2; n++) await notes.data.insert(note(n, 60_000));
    const written = await numbers(notes);
    // nobody has told it, and its next commit's number is free again
    await others.data.insert(note(1000));
    const stored = await storedIn(storage);
    await Promise.all([first.close(), second.close()]);
    expect(stored).toEqual([...written, 1000]);
  });

  it('follow through a compaction', async () => {
    const { first, second, notes, others } = await pair();
    for (let n = 0; n < 150; n++) await notes.data.insert(note(n, 60_000));
    expect((await first.status()).stored.generation).toBe(1);
    await others.data.insert(note(1000));
    expect((await numbers(others)).length).toBe(151);
    await notes.data.insert(note(1001));
    expect((await numbers(notes)).length).toBe(152);
    await first.close();
    await second.close();
  });
});
