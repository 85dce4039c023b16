import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { FormatTooNewError } from 'weavelet';
import { FORMS } from './forms.js';
import { HookedStorage } from './hooked.js';
import { connect, id, type Note, note, numbers } from './notes.js';
import { xxh64 } from './xxh64.js';

/** Everything that a version of the format stored of a small database: a snapshot, and a log after it. */
const storedBy = (version: number) =>
  Object.entries(
    JSON.parse(readFileSync(new URL(`fixtures/version-${version}.json`, import.meta.url), 'utf8')) as Record<
      string,
      string
    >,
  ).map(([key, value]): [string, Uint8Array] => [key, new Uint8Array(Buffer.from(value, 'base64'))]);

/** Where the header tells which reader the value needs, and where the checksum of all before it stands. */
const LEAST_READER = 6;
const CHECKSUM = 56;

describe.each([1, 2, 3, 4])('data of version %i', (version) => {
  const STORED = storedBy(version);
  let storage: HookedStorage;
  beforeEach(async () => {
    storage = await HookedStorage.of(new Map(STORED));
  });

  it('are read, and not touched by that', async () => {
    const client = await connect({ storage });
    const notes = client.collections.use<string, Note>('Notes');
    expect(await numbers(notes)).toEqual([3, 4]);
    const { objects } = await notes.query.nearVector([[3, 0, 1, 0.5]], { includeVector: true, limit: 1 });
    expect(objects[0]).toMatchObject({
      properties: { n: 4 },
      vectors: {
        tokens: [
          [4, 0, 1, 0.5],
          [4, 1, 1, 0.5],
        ],
      },
    });
    const near = { returnMetadata: ['explain' as const], limit: 2 };
    const third = (await notes.query.nearVector([[0, 1, 0, 0]], near)).objects.find(({ uuid }) => uuid === id(3));
    const [token] = third?.metadata?.explain?.vector?.targets[0]?.tokens ?? [];
    expect(token?.match).toEqual({ index: 1, ...(version > 2 && { label: 'note' }) });
    const room = await client.collections.use('Rooms').withTenant('a').query.fetchObjectById(id(9));
    expect(room?.properties.text).toBe('in room a');
    await client.close();
    expect(await storage.open('default').then(() => storage.contents())).toEqual(new Map(STORED));
  });

  it('go on in the version of today, beside what is old', async () => {
    let client = await connect({ storage });
    await client.collections.use('Notes').data.insert(note(5));
    await client.close();
    client = await connect({ storage });
    expect(await numbers(client.collections.use<string, Note>('Notes'))).toEqual([3, 4, 5]);
    await client.close();
    await storage.open('default');
    for (const [key, value] of STORED) expect(await storage.get(key)).toEqual(value);
  });

  it.runIf(version > 3)('have the same numbers in their vectors, whatever their form', async () => {
    const client = await connect({ storage });
    const stored = await client.collections.use('Forms').query.fetchObjectById(id(1), { includeVector: true });
    expect(stored?.vectors).toEqual(FORMS);
    await client.close();
  });

  it('are refused when they are newer, and not touched', async () => {
    const newer = new Map(
      STORED.map(([key, value]) => {
        const changed = value.slice();
        changed[LEAST_READER] = 99;
        new DataView(changed.buffer).setBigUint64(CHECKSUM, xxh64(changed.subarray(0, CHECKSUM)), true);
        return [key, changed];
      }),
    );
    storage = await HookedStorage.of(newer);
    await expect(connect({ storage })).rejects.toBeInstanceOf(FormatTooNewError);
    expect(storage.made).toEqual([]);
    await storage.open('default');
    expect(await storage.contents()).toEqual(newer);
  });
});
