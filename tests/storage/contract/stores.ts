/** Stores, their views, and what goes with them. */
import { bytes, type ContractCase, change, equal, failure, MIB, newName, opened, pattern, same } from './kit.js';

export const stores: ContractCase[] = [
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
