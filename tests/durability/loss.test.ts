import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageLostError } from 'weavelet';
import { HookedStorage } from './hooked.js';
import { connect, createNotes, note, numbers } from './notes.js';

describe('a folder that lost data while nobody looked', () => {
  let root: string;
  let env: { PERSISTENCE_DATA_PATH: string };
  const folder = () => join(root, 'default');

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'weavelet-loss-'));
    env = { PERSISTENCE_DATA_PATH: root };
    const client = await connect({ env });
    const notes = await createNotes(client);
    for (let n = 0; n < 5; n++) await notes.data.insert(note(n));
    await client.close();
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is not an empty collection but an error, when it is gone', async () => {
    await rm(folder(), { recursive: true });
    await expect(connect({ env })).rejects.toBeInstanceOf(StorageLostError);
    await expect(connect({ env })).rejects.toThrow(/are gone: 6 commits/);
    const client = await connect({ env, onLost: 'continue' });
    expect(await client.collections.listAll()).toEqual([]);
    await client.close();
    await (await connect({ env })).close();
  });

  it('says how many of the last commits are missing', async () => {
    const files = (await readdir(folder())).filter((file) => file.startsWith('wal')).sort();
    for (const file of files.slice(-2)) await rm(join(folder(), file));
    await expect(connect({ env })).rejects.toThrow('the last 2 of 6 commits to "default" are gone');
    const client = await connect({ env, onLost: 'continue' });
    expect(await numbers(client.collections.use('Notes'))).toEqual([0, 1, 2]);
    await client.close();
  });

  it('fails to open when a value is damaged, and without it when asked to', async () => {
    const third = (await readdir(folder())).filter((file) => file.startsWith('wal')).sort()[3] as string;
    await truncate(join(folder(), third), 100);
    await expect(connect({ env })).rejects.toThrow(/cut short/);
    let client = await connect({ env, onCorrupt: 'quarantine' });
    expect(await numbers(client.collections.use('Notes'))).toEqual([0, 1, 3, 4]);
    const { damaged } = await client.status();
    expect(damaged).toMatchObject([{ key: 'wal/0000000000000004', bytes: 100 }]);
    await client.close();
    // what could be read was written anew, and the damaged value set aside
    client = await connect({ env });
    expect(await numbers(client.collections.use('Notes'))).toEqual([0, 1, 3, 4]);
    expect((await client.status()).damaged).toEqual([]);
    await client.close();
    expect(await readdir(folder())).toContain(encodeURIComponent('quarantine/wal/0000000000000004'));
  });
});

describe('the end of a log', () => {
  const stored = async (durability: 'strict' | 'relaxed') => {
    const storage = new HookedStorage();
    const client = await connect({ storage, durability });
    const notes = await createNotes(client);
    for (let n = 0; n < 5; n++) await notes.data.insert(note(n));
    await client.close();
    await storage.open('default');
    return storage.contents();
  };
  const last = (contents: Map<string, Uint8Array>, back: number) =>
    [...contents.keys()]
      .filter((key) => key.startsWith('wal/'))
      .sort()
      .at(-back) as string;

  it('may be torn where it was stored relaxed: what is left is one state that was', async () => {
    const contents = await stored('relaxed');
    contents.delete(last(contents, 3));
    contents.set(last(contents, 1), new Uint8Array(70));
    const storage = await HookedStorage.of(contents);
    let client = await connect({ storage });
    const notes = client.collections.use<{ n: number; text: string }>('Notes');
    expect(await numbers(notes)).toEqual([0, 1]);
    expect((await client.status()).torn).toBe(2);
    await notes.data.insert(note(9));
    await client.close();
    client = await connect({ storage });
    expect(await numbers(client.collections.use('Notes'))).toEqual([0, 1, 9]);
    await client.close();
  });

  it('may not be torn where it was stored strictly', async () => {
    const contents = await stored('strict');
    contents.set(last(contents, 1), (contents.get(last(contents, 1)) as Uint8Array).slice(0, -1));
    await expect(connect({ storage: await HookedStorage.of(contents) })).rejects.toThrow(/cut short/);
  });

  it('never stands in another place', async () => {
    const contents = await stored('strict');
    const [a, b] = [last(contents, 1), last(contents, 2)];
    const [first, second] = [contents.get(a) as Uint8Array, contents.get(b) as Uint8Array];
    contents.set(a, second).set(b, first);
    await expect(connect({ storage: await HookedStorage.of(contents) })).rejects.toThrow(/in the place of/);
  });
});
