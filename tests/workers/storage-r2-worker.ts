/** Runs the tests of published stores over a real bucket binding: `/ACTION` answers with JSON. */
import type { StorageAdapter } from '../../pkg/src/storage/adapter.js';
import { MemoryStorage } from '../../pkg/src/storage/memory.js';
import { type R2BucketLike, R2Storage } from '../../pkg/src/storage/r2.js';
import { type Published, publish } from '../../pkg/src/storage/r2-publish.js';
import { contract } from '../storage/contract.js';
import { PublishedStorage } from '../storage/published.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const failure = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => 'nothing thrown',
    (error) => error.failure ?? String(error),
  );

/** A store with these values. */
async function storeOf(values: Record<string, string>): Promise<StorageAdapter> {
  const store: StorageAdapter = new MemoryStorage();
  await store.open('source');
  await store.commit({ puts: Object.entries(values).map(([key, value]) => [key, text(value)]), deletes: [] }, 'strict');
  return store;
}

async function reader(bucket: R2BucketLike, name: string): Promise<R2Storage> {
  const store = new R2Storage(bucket);
  await store.open(name);
  return store;
}

async function contents(store: StorageAdapter): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const keys = (await store.list('')).map(({ key }) => key);
  for await (const [key, value] of store.getMany(keys)) found[key] = new TextDecoder().decode(value);
  return found;
}

/** A store that goes on with something else when the given key is read. */
function interrupted(store: StorageAdapter, key: string, action: () => Promise<unknown>): StorageAdapter {
  const getMany: StorageAdapter['getMany'] = async function* (keys, signal) {
    for await (const pair of store.getMany(keys, signal)) {
      if (pair[0] === key) await action();
      yield pair;
    }
  };
  return Object.assign(Object.create(store) as StorageAdapter, {
    getMany,
    list: (prefix: string) => store.list(prefix),
  });
}

async function objectsOf(bucket: R2BucketLike, name: string): Promise<number> {
  return (await bucket.list({ prefix: `weavelet/${name}/values/` })).objects.length;
}

const actions: Record<string, (bucket: R2BucketLike) => Promise<unknown>> = {
  async generations(bucket) {
    const name = 'generations';
    const results: Published[] = [];
    const progress: unknown[] = [];
    const put = async (values: Record<string, string>) =>
      results.push(await publish(await storeOf(values), bucket, { name, onProgress: (at) => progress.push(at) }));
    await put({ a: 'one', b: 'same', c: 'same' });
    const first = await reader(bucket, name);
    const one = await contents(first);
    await put({ a: 'two', b: 'same' });
    const stayed = await contents(first);
    const objects = [await objectsOf(bucket, name)];
    await put({ a: 'three' });
    objects.push(await objectsOf(bucket, name));
    const gone = await failure(contents(first));
    const moved = await first.refresh();
    return {
      results,
      progress: progress.slice(0, 3),
      one,
      stayed,
      objects,
      gone,
      moved,
      three: await contents(first),
      again: await first.refresh(),
      generation: first.generation,
    };
  },

  async race(bucket) {
    const name = 'race';
    const values = (who: string) => Object.fromEntries(['a', 'b', 'c'].map((key) => [key, `${who} ${key}`]));
    const outcomes: string[][] = [];
    for (let round = 0; round < 5; round++) {
      const stores = await Promise.all(['one', 'two', 'three'].map((who) => storeOf(values(`${who} ${round}`))));
      outcomes.push(await Promise.all(stores.map((store) => failure(publish(store, bucket, { name })))));
      const found = Object.values(await contents(await reader(bucket, name))).map((value) => value.slice(0, -2));
      outcomes.push([...new Set(found)]);
    }
    return { outcomes, objects: await objectsOf(bucket, name) };
  },

  async overtaken(bucket) {
    const name = 'overtaken';
    const slow = interrupted(await storeOf({ a: 'slow', b: 'slow b' }), 'b', async () =>
      publish(await storeOf({ a: 'fast' }), bucket, { name }),
    );
    const outcome = await failure(publish(slow, bucket, { name }));
    return { outcome, found: await contents(await reader(bucket, name)), objects: await objectsOf(bucket, name) };
  },

  async changing(bucket) {
    const source = await storeOf({ a: 'before', b: 'before' });
    const put = (key: string) => source.commit({ puts: [[key, text('after')]], deletes: [] }, 'strict');
    const added = await failure(
      publish(
        interrupted(source, 'a', () => put('c')),
        bucket,
        { name: 'changing' },
      ),
    );
    const replaced = await failure(
      publish(
        interrupted(source, 'a', () => put('b')),
        bucket,
        { name: 'changing' },
      ),
    );
    return { added, replaced, fresh: (await new R2Storage(bucket).open('changing')).fresh };
  },

  async givenUp(bucket) {
    const controller = new AbortController();
    const source = interrupted(await storeOf({ a: 'a', b: 'b' }), 'b', async () =>
      controller.abort(new Error('enough')),
    );
    const outcome = await failure(publish(source, bucket, { name: 'given-up', signal: controller.signal }));
    return { outcome, objects: await objectsOf(bucket, 'given-up') };
  },

  async remains(bucket) {
    const name = 'remains';
    // What publishers left that were ended: on top of nothing, and one that is faster than we are.
    await bucket.put(`weavelet/${name}/values/0000000001-x/0`, 'remains');
    await bucket.put(`weavelet/${name}/values/0000000002-y/0`, 'under way');
    await publish(await storeOf({ a: 'a' }), bucket, { name });
    return objectsOf(bucket, name);
  },

  async damaged(bucket) {
    const open = (name: string) => failure(new R2Storage(bucket).open(name));
    await bucket.put('weavelet/garbage/current', '{"generation":1,"val');
    await bucket.put('weavelet/newer/current', '{"format":9,"reader":9}');
    await publish(await storeOf({ a: 'value' }), bucket, { name: 'short' });
    const { objects } = await bucket.list({ prefix: 'weavelet/short/values/' });
    await bucket.put(objects[0]!.key, 'val');
    return [await open('garbage'), await open('newer'), await failure((await reader(bucket, 'short')).get('a'))];
  },
};

export default {
  async fetch(request: Request, env: { BUCKET: R2BucketLike }): Promise<Response> {
    const action = new URL(request.url).pathname.slice(1);
    try {
      if (!action.startsWith('case-')) return Response.json(await actions[action]!(env.BUCKET));
      const copy = async (store: StorageAdapter, name: string) => {
        await publish(store, env.BUCKET, { prefix: 'contract/', name });
        return new R2Storage(env.BUCKET, { prefix: 'contract/' });
      };
      await contract[Number(action.slice(5))]!.run({ adapter: () => new PublishedStorage(copy), persistent: false });
      return Response.json('passed');
    } catch (error) {
      return Response.json(error instanceof Error ? error.stack : String(error));
    }
  },
};
