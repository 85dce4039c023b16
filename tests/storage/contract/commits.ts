/** A commit happens whole or not at all, and only as expected. */
import type { Commit } from '../../../pkg/src/storage/adapter.js';
import { bytes, type ContractCase, change, equal, failure, opened, same } from './kit.js';

export const commits: ContractCase[] = [
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
    name: 'a commit whose expectation fails is refused, or made as it says it should be instead',
    async run(medium) {
      const adapter = await opened(medium);
      await adapter.commit(change([['log/1', bytes(1)]]), 'strict');
      const seen: unknown[] = [];
      const attempt = (n: number, mine: Uint8Array): Commit => ({
        ...change([[`log/${n}`, mine]], [], { key: `log/${n}`, prefix: undefined }),
        otherwise(found) {
          seen.push(found.map((value) => value && [...value]));
          return n < 9 ? attempt(n + 1, bytes(...mine, n)) : undefined;
        },
      });
      const outcome = await failure(adapter.commit(attempt(1, bytes(7)), 'strict'));
      if (seen.length === 0) {
        equal(outcome, 'conflict', 'an adapter that does without');
        equal(await adapter.list('log/'), [{ key: 'log/1', size: 1 }], 'after a refusal');
      } else {
        equal(outcome, 'nothing thrown', 'the other commit');
        equal(seen, [[[1]]], 'what it was told of');
        same(await adapter.get('log/1'), bytes(1), 'what was there');
        same(await adapter.get('log/2'), bytes(7, 1), 'what was made instead');
      }
      const stubborn = { ...attempt(1, bytes(8)), otherwise: () => undefined };
      equal(await failure(adapter.commit(stubborn, 'strict')), 'conflict', 'none instead');
      same(await adapter.get('log/1'), bytes(1), 'after a refusal');
      await adapter.close();
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
];
