/**
 * What every storage adapter must do. Plain functions that throw, so that the same list runs
 * in Node, in a browser page and inside a Durable Object.
 */
import { type Commit, type Expectation, getAll, type StorageAdapter } from '../../pkg/src/storage/adapter.js';

/** One medium under test. */
export type Medium = {
  /** A new adapter over the same stored data. */
  adapter(): StorageAdapter;
  /** Whether another adapter finds what one stored. */
  persistent: boolean;
  /** Whether a view hears of the commits of a writer beside it. */
  tells?: boolean;
};

export type ContractCase = { name: string; run(medium: Medium): Promise<void> };

const MIB = 1 << 20;
let stores = 0;

function equal(got: unknown, want: unknown, what: string): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`${what}: want ${b}, got ${a}`);
}

async function failure(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return (error as { failure?: string }).failure ?? String(error);
  }
  return 'nothing thrown';
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Bytes that differ between any two seeds and anywhere in one value. */
function pattern(length: number, seed: number): Uint8Array {
  const value = new Uint8Array(length);
  for (let i = 0, state = seed * 2654435761 + 1; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    value[i] = state >>> 24;
  }
  return value;
}

function same(got: Uint8Array | undefined, want: Uint8Array, what: string): void {
  if (!got || got.length !== want.length) throw new Error(`${what}: want ${want.length} bytes, got ${got?.length}`);
  for (let i = 0; i < want.length; i++) if (got[i] !== want[i]) throw new Error(`${what}: byte ${i} differs`);
}

const change = (puts: [string, Uint8Array][], deletes: string[] = [], ...expect: Expectation[]): Commit => ({
  puts,
  deletes,
  expect,
});
const newName = (): string => `contract-${Date.now().toString(36)}-${stores++}`;

async function opened(medium: Medium, name = newName()): Promise<StorageAdapter> {
  const adapter = medium.adapter();
  await adapter.open(name);
  return adapter;
}

export const contract: ContractCase[] = [
  {
    name: 'a new store is fresh and empty, a used one is not',
    async run(medium) {
      const name = newName();
      const adapter = medium.adapter();
      equal(await adapter.open(name), { fresh: true }, 'first open');
      equal(await adapter.list(''), [], 'list');
      equal(await adapter.get('a'), undefined, 'get');
      await adapter.commit(change([['a', bytes(1)]]), 'strict');
      await adapter.close();
      const again = medium.persistent ? medium.adapter() : adapter;
      equal(await again.open(name), { fresh: false }, 'second open');
      same(await again.get('a'), bytes(1), 'value after reopening');
      await again.close();
    },
  },
  {
    name: 'values of every size come back as they went in',
    async run(medium) {
      const adapter = await opened(medium);
      for (const [i, size] of [0, 1, 65_535, 65_537, MIB, MIB + 1, 3 * MIB + 7].entries()) {
        const value = pattern(size, i);
        for (const durability of ['strict', 'relaxed'] as const) {
          await adapter.commit(change([[`size/${size}`, value]]), durability);
          same(await adapter.get(`size/${size}`), value, `${size} bytes, ${durability}`);
        }
      }
      await adapter.close();
    },
  },
  {
    name: 'several values come in the order they are asked for in',
    async run(medium) {
      const adapter = await opened(medium);
      await adapter.commit(
        change([
          ['a', bytes(1)],
          ['b', bytes(2)],
          ['empty', bytes()],
        ]),
        'strict',
      );
      const values = await getAll(adapter, ['b', 'absent', 'empty', 'a']);
      equal(
        values.map((value) => value && [...value]),
        [[2], undefined, [], [1]],
        'values',
      );
      await adapter.close();
    },
  },
  {
    name: 'a part of a value is read as it stands there, across every boundary inside it',
    async run(medium) {
      const adapter = await opened(medium);
      const value = pattern(2 * MIB + 100, 9);
      await adapter.commit(change([['ranges', value]]), 'strict');
      for (const [offset, length] of [
        [0, 1],
        [0, MIB],
        [MIB - 1, 2],
        [MIB, MIB],
        [MIB - 7, MIB + 14],
        [value.length - 5, 5],
        [value.length - 5, 50],
        [value.length, 10],
        [17, 0],
      ] as const) {
        const got = await adapter.getRange('ranges', offset, length);
        same(got, value.subarray(offset, offset + length), `${length} bytes from ${offset}`);
      }
      equal(await adapter.getRange('nothing', 0, 10), undefined, 'range of an absent value');
      await adapter.close();
    },
  },
  {
    name: 'values are copies, and a view stores only its own bytes',
    async run(medium) {
      const adapter = await opened(medium);
      const memory = pattern(1000, 1);
      const view = memory.subarray(100, 110);
      const want = view.slice();
      await adapter.commit(change([['view', view]]), 'strict');
      memory.fill(0);
      const got = await adapter.get('view');
      same(got, want, 'after the source changed');
      got?.slice().fill(8);
      same(got, want, 'after a copy of the result changed');
      got?.fill(9);
      same(await adapter.get('view'), want, 'after the result changed');
      equal(await adapter.list(''), [{ key: 'view', size: 10 }], 'size');
      await adapter.close();
    },
  },
  {
    name: 'a later value replaces an earlier one of another size',
    async run(medium) {
      const adapter = await opened(medium);
      for (const size of [10, 2 * MIB + 1, 3, 0, 5]) {
        await adapter.commit(change([['key', pattern(size, size)]]), 'strict');
        same(await adapter.get('key'), pattern(size, size), `${size} bytes`);
        equal(await adapter.list(''), [{ key: 'key', size }], 'list');
      }
      await adapter.close();
    },
  },
  {
    name: 'one commit puts and deletes many keys',
    async run(medium) {
      const adapter = await opened(medium);
      const keys = Array.from({ length: 20 }, (_, i) => `k/${i}`);
      await adapter.commit(change(keys.map((key, i) => [key, bytes(i)])), 'strict');
      await adapter.commit(
        change(
          [
            ['k/3', bytes(33)],
            ['new', bytes(1)],
          ],
          ['k/4', 'k/5', 'absent'],
        ),
        'strict',
      );
      same(await adapter.get('k/3'), bytes(33), 'replaced');
      equal(await adapter.get('k/4'), undefined, 'deleted');
      equal((await adapter.list('k/')).length, 18, 'rest');
      await adapter.commit(change([['k/6', bytes(66)]], ['k/6']), 'strict');
      same(await adapter.get('k/6'), bytes(66), 'deletes come before puts');
      await adapter.close();
    },
  },
  {
    name: 'getMany keeps the order asked for and tells what is absent',
    async run(medium) {
      const adapter = await opened(medium);
      const keys = Array.from({ length: 11 }, (_, i) => `m/${i}`);
      await adapter.commit(change(keys.map((key, i) => [key, pattern(1000 * i, i)])), 'strict');
      const asked = [...keys].reverse().flatMap((key) => [key, `${key}/absent`]);
      const got: [string, number | undefined][] = [];
      for await (const [key, value] of adapter.getMany(asked)) got.push([key, value?.length]);
      equal(
        got,
        asked.map((key) => [key, key.endsWith('absent') ? undefined : 1000 * Number(key.slice(2))]),
        'pairs',
      );
      const controller = new AbortController();
      let seen = 0;
      const reading = (async () => {
        for await (const _ of adapter.getMany(keys, controller.signal))
          if (++seen === 2) controller.abort(new Error('enough'));
      })();
      equal(await failure(reading), 'Error: enough', 'abort');
      equal(seen, 2, 'values before the abort');
      await adapter.close();
    },
  },
  {
    name: 'list is sorted and keeps to its prefix',
    async run(medium) {
      const adapter = await opened(medium);
      const keys = [
        'wal/2',
        'wal/10',
        'wal',
        'wam/1',
        'wal/',
        'wal0',
        'Wal/1',
        'v/%41',
        'v/A',
        '.hidden',
        'a:b*c',
        'x y',
      ];
      await adapter.commit(change(keys.map((key, i) => [key, new Uint8Array(i)])), 'strict');
      equal(
        (await adapter.list('wal/')).map(({ key }) => key),
        ['wal/', 'wal/10', 'wal/2'],
        'prefix',
      );
      equal(
        (await adapter.list('')).map(({ key }) => key),
        [...keys].sort((a, b) => (a < b ? -1 : 1)),
        'all',
      );
      equal(
        await adapter.list('v/'),
        [
          { key: 'v/%41', size: 7 },
          { key: 'v/A', size: 8 },
        ],
        'sizes',
      );
      equal(await adapter.list('nothing'), [], 'none');
      await adapter.close();
    },
  },
  {
    name: 'a commit with an expectation happens only when it holds',
    async run(medium) {
      const adapter = await opened(medium);
      const expecting = (prefix: Uint8Array | undefined, value: number) =>
        adapter.commit(
          change(
            [
              ['head', bytes(value, 99)],
              ['data', bytes(value)],
            ],
            ['old'],
            { key: 'head', prefix },
          ),
          'strict',
        );
      await adapter.commit(change([['old', bytes(1)]]), 'strict');
      equal(await failure(expecting(bytes(1), 1)), 'conflict', 'a value where there is none');
      same(await adapter.get('old'), bytes(1), 'nothing deleted');
      equal(await adapter.get('data'), undefined, 'nothing put');
      await expecting(undefined, 1);
      equal(await adapter.get('old'), undefined, 'deleted now');
      equal(await failure(expecting(undefined, 2)), 'conflict', 'none where there is a value');
      equal(await failure(expecting(bytes(2), 2)), 'conflict', 'another value');
      equal(await failure(expecting(bytes(1, 99, 0), 2)), 'conflict', 'a longer value');
      await expecting(bytes(1), 2);
      await expecting(bytes(2, 99), 3);
      await expecting(bytes(), 4);
      same(await adapter.get('data'), bytes(4), 'the last one');
      await adapter.close();
    },
  },
  {
    name: 'concurrent commits happen one after the other',
    async run(medium) {
      const adapter = await opened(medium);
      await adapter.commit(change([['counter', bytes(0)]]), 'strict');
      const increment = async (id: number): Promise<void> => {
        for (;;) {
          const now = (await adapter.get('counter'))?.[0] ?? 0;
          const commit = change(
            [
              ['counter', bytes(now + 1)],
              [`by/${id}`, bytes(now)],
            ],
            [],
            { key: 'counter', prefix: bytes(now) },
          );
          const result = await failure(adapter.commit(commit, 'relaxed'));
          if (result === 'nothing thrown') return;
          equal(result, 'conflict', 'the only failure');
        }
      };
      await Promise.all(Array.from({ length: 16 }, (_, id) => increment(id)));
      same(await adapter.get('counter'), bytes(16), 'no increment lost');
      equal((await adapter.list('by/')).length, 16, 'each wrote its mark');
      await adapter.close();
    },
  },
  {
    name: 'stores with different names do not see each other',
    async run(medium) {
      const [one, two] = [await opened(medium), await opened(medium)];
      await one.commit(change([['key', bytes(1)]]), 'strict');
      equal(await two.get('key'), undefined, 'the other store');
      await two.commit(change([['key', bytes(2)]]), 'strict');
      await two.destroy();
      same(await one.get('key'), bytes(1), 'after the other is destroyed');
      await Promise.all([one.close(), two.close()]);
    },
  },
  {
    name: 'a commit that expects several values happens when all are as expected',
    async run(medium) {
      const store = await opened(medium);
      await store.commit(change([['one', bytes(1)]]), 'strict');
      const [one, none] = [
        { key: 'one', prefix: bytes(1) },
        { key: 'two', prefix: undefined },
      ];
      const both = (prefix: Uint8Array) => change([['two', bytes(2)]], [], { key: 'one', prefix }, none);
      equal(await failure(store.commit(both(bytes(9)), 'strict')), 'conflict', 'the first is another');
      equal(
        await failure(store.commit(change([], [], none, { key: 'one', prefix: undefined }), 'strict')),
        'conflict',
        'last',
      );
      equal(await store.get('two'), undefined, 'nothing happened');
      await store.commit(change([['two', bytes(2)]], [], one, none), 'strict');
      same(await store.get('two'), bytes(2), 'both hold');
      await store.close();
    },
  },
  {
    name: 'two adapters of one process share a store',
    async run(medium) {
      if (!medium.persistent) return;
      const name = newName();
      const [one, two] = [await opened(medium, name), await opened(medium, name)];
      await one.commit(change([['key', bytes(1)]]), 'strict');
      same(await two.get('key'), bytes(1), 'the other sees it');
      await one.close();
      await two.commit(change([['key', bytes(2)]], [], { key: 'key', prefix: bytes(1) }), 'strict');
      same(await two.get('key'), bytes(2), 'after the first closed');
      await two.close();
    },
  },
  {
    name: 'a store opened for reading only shows what is there and refuses every change',
    async run(medium) {
      const name = newName();
      const writer = await opened(medium, name);
      equal(writer.capabilities.readOnly, false, 'capability of a writer');
      await writer.commit(change([['key', bytes(1)]]), 'strict');
      await writer.close();
      const reader = medium.persistent ? medium.adapter() : writer;
      equal(await reader.open(name, { readOnly: true }), { fresh: false }, 'open');
      equal(reader.capabilities.readOnly, true, 'capability of a reader');
      equal(await failure(reader.commit(change([['key', bytes(2)]]), 'strict')), 'readOnly', 'put');
      equal(await failure(reader.commit(change([], ['key']), 'relaxed')), 'readOnly', 'delete');
      equal(await failure(reader.destroy()), 'readOnly', 'destroy');
      same(await reader.get('key'), bytes(1), 'get');
      same(await reader.getRange('key', 0, 5), bytes(1), 'getRange');
      for await (const [, value] of reader.getMany(['key'])) same(value, bytes(1), 'getMany');
      equal(await reader.list(''), [{ key: 'key', size: 1 }], 'list');
      await reader.close();
      await reader.open(name);
      await reader.commit(change([['key', bytes(3)]]), 'strict');
      same(await reader.get('key'), bytes(3), 'opened again for writing');
      await reader.close();
    },
  },
  {
    name: 'a view of nothing is fresh and empty, and sees what is stored later',
    async run(medium) {
      if (!medium.persistent) return;
      const name = newName();
      const [reader, writer] = [medium.adapter(), medium.adapter()];
      equal(await reader.open(name, { readOnly: true }), { fresh: true }, 'view');
      equal(await reader.list(''), [], 'list');
      equal(await reader.get('key'), undefined, 'get');
      equal(await reader.getRange('key', 0, 1), undefined, 'getRange');
      equal(await writer.open(name), { fresh: true }, 'writer');
      await writer.commit(change([['key', bytes(1)]]), 'strict');
      same(await reader.get('key'), bytes(1), 'later');
      await Promise.all([reader.close(), writer.close()]);
    },
  },
  {
    name: 'a view beside the writer hears of each commit and sees all of it',
    async run(medium) {
      if (!medium.tells) return;
      const name = newName();
      const writer = await opened(medium, name);
      await writer.commit(change([['old', bytes(1)]]), 'strict');
      const reader = medium.adapter();
      await reader.open(name, { readOnly: true });
      for (let i = 0; i < 3; i++) {
        const heard = new Promise<void>((resolve) => reader.onChange(() => resolve()));
        const puts = ['a', 'b', 'c'].map((key): [string, Uint8Array] => [`${key}${i}`, bytes(i)]);
        await writer.commit(change(puts, i === 0 ? ['old'] : [`a${i - 1}`]), 'strict');
        await heard;
        const keys = (await reader.list('')).map(({ key }) => key);
        equal(
          keys.filter((key) => /^(a|old)/.test(key)),
          [`a${i}`],
          `keys after commit ${i}`,
        );
        for await (const [key, value] of reader.getMany(puts.map(([key]) => key))) same(value, bytes(i), key);
      }
      await Promise.all([reader.close(), writer.close()]);
    },
  },
  {
    name: 'destroy empties a store, which can be used again',
    async run(medium) {
      const adapter = await opened(medium);
      await adapter.commit(
        change([
          ['a', bytes(1)],
          ['b', pattern(2 * MIB, 1)],
        ]),
        'strict',
      );
      await adapter.destroy();
      equal(await adapter.list(''), [], 'list');
      await adapter.commit(change([['a', bytes(2)]]), 'strict');
      same(await adapter.get('a'), bytes(2), 'a new value');
      await adapter.close();
    },
  },
  {
    name: 'a reserve is as large as asked for, in no listing, and goes with the store',
    async run(medium) {
      const adapter = await opened(medium);
      const { reserve } = adapter;
      if (!reserve) return void (await adapter.close());
      equal(await reserve.size(), 0, 'at first');
      await adapter.commit(change([['a', bytes(1)]]), 'strict');
      for (const size of [3 * MIB, 70_000, 0, MIB]) {
        await reserve.resize(size);
        equal(await reserve.size(), size, 'size');
        equal(await adapter.list(''), [{ key: 'a', size: 1 }], 'list');
      }
      await adapter.destroy();
      equal(await reserve.size(), 0, 'after the store');
      await adapter.close();
    },
  },
  {
    name: 'estimate counts bytes, and a closed adapter says so',
    async run(medium) {
      const adapter = await opened(medium);
      await adapter.commit(change([['a', pattern(2 * MIB, 1)]]), 'strict');
      const { usage, quota } = await adapter.estimate();
      if (usage !== undefined && usage < MIB) throw new Error(`usage is ${usage} after 2 MiB were written`);
      if (usage !== undefined && quota !== undefined && quota < usage)
        throw new Error(`quota ${quota} is below usage ${usage}`);
      await adapter.close();
      await adapter.close();
      equal(await failure(adapter.get('a')), 'unavailable', 'get');
      equal(await failure(adapter.list('')), 'unavailable', 'list');
      equal(await failure(adapter.commit(change([['a', bytes(1)]]), 'strict')), 'unavailable', 'commit');
    },
  },
];
