/** What is read is what was written. */
import { getAll } from '../../../pkg/src/storage/adapter.js';
import { bytes, type ContractCase, change, equal, failure, MIB, opened, pattern, same } from './kit.js';

export const values: ContractCase[] = [
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
        [900_000 - 3, 7],
        [1_800_000, 5],
        [100, 2 * MIB],
        [value.length - 5, 5],
        [value.length - 5, 50],
        [value.length, 10],
        [17, 0],
      ] as const) {
        const got = await adapter.getRange('ranges', offset, length);
        same(got, value.subarray(offset, offset + length), `${length} bytes from ${offset}`);
      }
      equal(await adapter.getRange('nothing', 0, 10), undefined, 'range of an absent value');
      equal(await adapter.getRange('nothing', MIB, 10), undefined, 'range of an absent value, further on');
      await adapter.close();
    },
  },
  {
    name: 'parts are those of the value that is there, also of one that was read before it was replaced',
    async run(medium) {
      const adapter = await opened(medium);
      const sizes = [MIB + 5, 2 * MIB, 700_000, 10, MIB + 5];
      for (const [i, size] of sizes.entries()) {
        await adapter.commit(change([['key', pattern(size, i)]]), i % 2 ? 'strict' : 'relaxed');
        for (const offset of [0, 5, 600_000, MIB, 3 * MIB]) {
          const want = pattern(size, i).subarray(offset, offset + 300_000);
          same(await adapter.getRange('key', offset, 300_000), want, `${size} bytes from ${offset}`);
        }
      }
      await adapter.commit(change([['other', bytes(1)]], ['key']), 'strict');
      for (const offset of [0, MIB]) equal(await adapter.getRange('key', offset, 5), undefined, 'a deleted value');
      await adapter.commit(change([['key', bytes(1, 2, 3)]]), 'strict');
      same(await adapter.getRange('key', 1, 5), bytes(2, 3), 'a value in place of a deleted one');
      const large = pattern(2 * MIB, 7);
      const refused = change([['key', large]], [], { key: 'other', prefix: undefined });
      equal(await failure(adapter.commit(refused, 'strict')), 'conflict', 'refusal');
      same(await adapter.getRange('key', 0, MIB), bytes(1, 2, 3), 'nothing of a refused value');
      equal(await adapter.list('key'), [{ key: 'key', size: 3 }], 'list');
      await adapter.close();
    },
  },
  {
    name: 'parts that are read while their value is replaced or deleted are of one value, or of none',
    async run(medium) {
      const adapter = await opened(medium);
      for (let round = 0; round < 12; round++) {
        const value = pattern(MIB, round);
        const old = round > 0 && round % 3 !== 1 ? pattern(MIB, round - 1) : undefined;
        const read = (offset: number) => adapter.getRange('key', offset, 40_000);
        const deletes = round % 3 === 0;
        const earlier = Array.from({ length: 6 }, (_, i) => read(i * 170_000));
        const commit = adapter.commit(deletes ? change([], ['key']) : change([['key', value]]), 'relaxed');
        const later = Array.from({ length: 6 }, (_, i) => read(i * 170_000));
        await commit;
        for (const reading of [earlier, later]) {
          for (const [i, part] of (await Promise.all(reading)).entries()) {
            const from = i * 170_000;
            const of = [deletes ? undefined : value, old].find(
              (one) => part?.[0] === one?.[from] && part?.[9] === one?.[from + 9],
            );
            equal(part === undefined, of === undefined, `round ${round}: a part of none`);
            if (part && of) same(part, of.subarray(from, from + 40_000), `round ${round}: a part of one`);
          }
        }
        const now = await read(0);
        if (deletes) equal(now, undefined, 'deleted');
        else same(now, value.subarray(0, 40_000), 'after the commit');
      }
      await adapter.close();
    },
  },
  {
    name: 'several parts come in the order they are asked for in',
    async run(medium) {
      const adapter = await opened(medium);
      if (!adapter.getRanges) return adapter.close();
      const values = { large: pattern(MIB + 9, 1), small: pattern(99, 2) };
      await adapter.commit(change(Object.entries(values)), 'strict');
      const parts = [
        { key: 'large', offset: MIB - 5, length: 14 },
        { key: 'absent', offset: 0, length: 4 },
        { key: 'large', offset: 0, length: 10 },
        { key: 'small', offset: 90, length: 50 },
        { key: 'large', offset: 5, length: MIB },
        { key: 'absent', offset: MIB, length: 4 },
      ] as const;
      const read = await adapter.getRanges([...parts]);
      for (const [i, { key, offset, length }] of parts.entries()) {
        if (key === 'absent') equal(read[i], undefined, 'absent');
        else same(read[i], values[key].subarray(offset, offset + length), `${length} bytes of ${key} from ${offset}`);
      }
      equal(await adapter.getRanges([]), [], 'none');
      return adapter.close();
    },
  },
  {
    name: 'a view stores a copy of its own bytes, and what is read is a copy',
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
    name: 'getMany takes sizes as hints: right ones, wrong ones, and too few',
    async run(medium) {
      const adapter = await opened(medium);
      const keys = Array.from({ length: 6 }, (_, i) => `h/${i}`);
      await adapter.commit(change(keys.map((key, i) => [key, pattern(1000 + i, i)])), 'strict');
      const got: [string, number | undefined][] = [];
      const sizes = [1000, 1000, 0, 2 ** 40];
      for await (const [key, value] of adapter.getMany([...keys, 'h/absent'], undefined, sizes)) {
        got.push([key, value?.length]);
      }
      equal(got, [...keys.map((key, i) => [key, 1000 + i]), ['h/absent', undefined]], 'pairs');
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
];
