/** Collections over Durable Objects, beside the same data in one engine: `/ACTION` gives what both say. */
import weavelet, {
  type Collection,
  configure,
  connectToObjects,
  WeaveletObject,
  type WeaviateClient,
} from 'weavelet/workers';
import { Ring } from '../../pkg/src/shards/ring.js';
import { DOCUMENTS, documentOf, query, SHARDS, schemaOf, TENANTS, uuidOf } from './shards-data.js';
import { SAME, type Search, said, UNMERGEABLE } from './shards-searches.js';

export { WeaveletObject };

/** An object that can be made to fail. */
export class Fragile extends WeaveletObject {
  #broken = false;
  breakDown(broken: boolean): void {
    this.#broken = broken;
  }
  override async weavelet(...args: Parameters<WeaveletObject['weavelet']>) {
    if (this.#broken) throw new Error('out of order');
    return super.weavelet(...args);
  }
}

type Fragiles = { idFromName(name: string): unknown; get(id: unknown): { breakDown(broken: boolean): Promise<void> } };
type Env = { OBJECTS: never; FRAGILE: Fragiles };

type Hit = { uuid: string; metadata: { score: number; distance: number } };
async function fill(collection: Collection, from = 0, to = DOCUMENTS): Promise<void> {
  const documents = Array.from({ length: to - from }, (_, i) => documentOf(from + i));
  const { hasErrors, errors } = await collection.data.insertMany(documents);
  if (hasErrors) throw new Error(Object.values(errors)[0]?.message);
}

async function single(): Promise<Collection> {
  const client = await weavelet.connectToLocal({ storage: 'memory' });
  await client.collections.create(schemaOf('Documents'));
  const collection = client.collections.use('Documents');
  await fill(collection);
  return collection;
}

/** What each shard holds, in an engine of its own: the oracle for statistics per shard. */
async function split(): Promise<Collection[]> {
  const ring = new Ring(SHARDS);
  return Promise.all(
    Array.from({ length: SHARDS }, async (_, shard) => {
      const client = await weavelet.connectToLocal({ storage: 'memory' });
      await client.collections.create(schemaOf('Documents'));
      const collection = client.collections.use('Documents');
      const all = Array.from({ length: DOCUMENTS }, (_, n) => documentOf(n));
      await collection.data.insertMany(all.filter(({ id }) => ring.shardOf(id) === shard));
      return collection;
    }),
  );
}

const ACTIONS: Record<string, (client: WeaviateClient, env: Env, given: never) => Promise<unknown>> = {
  async create(client) {
    await client.collections.create({ ...schemaOf('Documents'), sharding: { desiredCount: SHARDS } });
    await fill(client.collections.use('Documents'));
    return client.collections.use('Documents').config.getShards();
  },
  async same(client) {
    const [one, many] = [await single(), client.collections.use('Documents')];
    const pairs: Record<string, unknown> = {};
    for (const [name, search] of Object.entries(SAME)) pairs[name] = [await search(many), await search(one)];
    return pairs;
  },
  async perShard(client) {
    const shards = await split();
    const many = client.collections.use('Documents');
    const both = { one: query.one, tokens: query.tokens };
    const targetVector = many.multiTargetVector.sum(['one', 'tokens']);
    const first = (a: string, b: string) => (a < b ? -1 : 1);
    const pages: Record<string, [Search, (a: Hit, b: Hit) => number]> = {
      keyword: [
        (c) => c.query.bm25('late ring', { limit: 20, returnMetadata: ['score'], returnProperties: ['text'] }),
        (a, b) => b.metadata.score - a.metadata.score || first(a.uuid, b.uuid),
      ],
      'two targets': [
        (c) => c.query.nearVector(both, { targetVector, limit: 20, returnMetadata: ['distance'] }),
        (a, b) => a.metadata.distance - b.metadata.distance || first(a.uuid, b.uuid),
      ],
    };
    const pairs: Record<string, unknown> = {};
    for (const [name, [search, order]] of Object.entries(pages)) {
      const hits = async (c: Collection) => ((await search(c)) as { objects: Hit[] }).objects;
      const all = (await Promise.all(shards.map(hits))).flat().sort(order);
      pairs[name] = [await hits(many), all.slice(0, 20)];
    }
    return pairs;
  },
  async hybrid(client) {
    const many = client.collections.use('Documents');
    const [near, keyword] = [
      await many.query.nearVector(query.one, { targetVector: 'one', limit: 100, returnMetadata: ['distance'] }),
      await many.query.bm25('late ring', { limit: 100, returnMetadata: ['score'] }),
    ];
    const share = (values: number[]) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return values.map((value) => (value - low) / (high - low));
    };
    const scores = new Map<string, number>();
    const add = (uuids: string[], shares: number[], weight: number) => {
      for (const [i, uuid] of uuids.entries()) scores.set(uuid, (scores.get(uuid) ?? 0) + weight * shares[i]!);
    };
    add(
      near.objects.map(({ uuid }) => uuid),
      share(near.objects.map(({ metadata }) => -metadata!.distance!)),
      0.4,
    );
    add(
      keyword.objects.map(({ uuid }) => uuid),
      share(keyword.objects.map(({ metadata }) => metadata!.score!)),
      0.6,
    );
    const expected = [...scores].sort(([, a], [, b]) => b - a).slice(0, 10);
    const { objects } = await many.query.hybrid('late ring', {
      alpha: 0.4,
      vector: query.one,
      targetVector: 'one',
      limit: 10,
      includeVector: ['tokens'],
      returnMetadata: ['score', 'creationTime'],
    });
    return { objects, expected };
  },
  async explained(client) {
    const many = client.collections.use('Documents');
    const search = async (fusionType: 'Ranked' | 'RelativeScore') => {
      const { objects } = await many.query.hybrid('late ring', {
        alpha: 0.4,
        vector: query.tokens,
        targetVector: 'tokens',
        fusionType,
        limit: 60,
        returnMetadata: ['score', 'explain'],
      });
      return objects.map(({ metadata }) => ({ score: metadata!.score, ...metadata!.explain }));
    };
    return [await search('Ranked'), await search('RelativeScore')];
  },
  async refused(client) {
    const many = client.collections.use('Documents');
    const reference = { name: 'Linked', references: [{ name: 'to', targetCollection: 'Documents' }] };
    return {
      ...Object.fromEntries(
        await Promise.all(Object.entries(UNMERGEABLE).map(async ([name, search]) => [name, await said(search(many))])),
      ),
      reference: await said(client.collections.create(reference)),
      many: await said(client.collections.create({ name: 'Many', sharding: { desiredCount: 257 } })),
      unknown: await said(many.data.insert({ unheard: 1 })),
    };
  },
  async writes(client) {
    const many = client.collections.use('Documents');
    await many.config.addProperty({ name: 'late', dataType: 'text' });
    const id = await many.data.insert({
      id: uuidOf(9000),
      properties: { n: 9000, late: 'came' },
      vectors: { one: query.one },
    });
    const nearest = await many.query.nearVector(query.one, { targetVector: 'one', limit: 1 });
    await many.data.update({ id, properties: { late: 'went' } });
    const late = weavelet.filter.byProperty('late').equal('went');
    const found = await many.query.fetchObjects({ filters: late });
    const removed = await many.data.deleteMany(weavelet.filter.byProperty('n').greaterOrEqual(395), { verbose: true });
    return { id, nearest: nearest.objects[0]?.uuid, found: found.objects.length, removed, left: await many.length() };
  },
  async aliased(client) {
    await client.alias.create({ collection: 'Documents', alias: 'Papers' });
    const papers = client.collections.use('Papers');
    const id = await papers.data.insert({ id: uuidOf(8000), properties: { n: 8000 } });
    await said(client.collections.delete('Papers'));
    const found = await papers.query.fetchObjectById(id);
    await client.collections.use('Documents').data.deleteById(id);
    return { n: found?.properties.n, length: await papers.length() };
  },
  async copied(client) {
    const copy = client.collections.use('Copy');
    const result = await (await single()).copyTo(copy);
    return { ...result, again: (await copy.copyFrom(client.collections.use('Documents'))).failed };
  },
  async recreate(client, { OBJECTS }) {
    const stale = await connectToObjects({ namespace: OBJECTS });
    const before = await stale.collections.use('Documents').length();
    await client.collections.delete('Documents');
    const gone = await said(stale.collections.use('Documents').length());
    await client.collections.create({ ...schemaOf('Documents'), sharding: { desiredCount: 3 } });
    await fill(client.collections.use('Documents'), 0, 30);
    return { before, gone, after: await stale.collections.use('Documents').length() };
  },
  async failing(_, { FRAGILE }) {
    const namespace = FRAGILE as never;
    const careful = await connectToObjects({ namespace });
    const bold = await connectToObjects({ namespace, onShardFailure: 'continue' });
    await careful.collections.create({ ...schemaOf('Documents'), sharding: { desiredCount: 4 } });
    await fill(careful.collections.use('Documents'), 0, 100);
    await FRAGILE.get(FRAGILE.idFromName('default/Documents/shard/2')).breakDown(true);
    const ring = new Ring(4);
    const search = { limit: 100, returnProperties: ['n'] };
    const partial = await bold.collections.use('Documents').query.fetchObjects(search);
    const hybrid = await bold.collections.use('Documents').query.hybrid('late ring', { alpha: 0 });
    const there = Array.from({ length: 100 }, (_, n) => uuidOf(n)).filter((uuid) => ring.shardOf(uuid) !== 2);
    return {
      careful: await said(careful.collections.use('Documents').query.fetchObjects(search)),
      partial: [partial.objects.map(({ uuid }) => uuid), partial.missingShards],
      hybrid: hybrid.missingShards,
      there: there.sort(),
    };
  },
  /** Searches by text; the texts are embedded by a module at this address. */
  async embedded(_, { OBJECTS }, { jina }: { jina: string }) {
    const headers = { 'X-JinaAI-Api-Key': 'toy' };
    const client = await connectToObjects({ namespace: OBJECTS, headers });
    await client.collections.create({
      name: 'Embedded',
      properties: [{ name: 'text', dataType: 'text' }],
      vectorizers: [configure.multiVectors.text2VecJinaAI({ name: 'tokens', baseURL: jina })],
      sharding: { desiredCount: SHARDS },
    });
    const many = client.collections.use('Embedded');
    await many.data.insertMany(Array.from({ length: 40 }, (_, n) => ({ text: documentOf(n).properties.text })));
    const searches = [
      many.query.nearText('token ring', { limit: 5 }),
      many.query.hybrid('late token', { limit: 5, highlight: true }),
    ];
    return (await Promise.all(searches)).map(({ objects }) => objects.length);
  },
  async tenants(client) {
    const multiTenancy = { enabled: true, autoTenantCreation: true };
    await client.collections.create({ ...schemaOf('Shared'), multiTenancy });
    const shared = client.collections.use('Shared');
    const names = Array.from({ length: TENANTS }, (_, i) => `tenant${i}`);
    await shared.tenants.create(names.slice(0, TENANTS / 2).map((name) => ({ name })));
    for (let at = 0; at < TENANTS; at += 10) {
      await Promise.all(names.slice(at, at + 10).map((name, i) => fill(shared.withTenant(name), at + i, at + i + 3)));
    }
    const search = (of: Collection) => of.query.bm25('late', { returnProperties: ['n'], returnMetadata: ['score'] });
    const local = await weavelet.connectToLocal({ storage: 'memory' });
    await local.collections.create({ ...schemaOf('Shared'), multiTenancy });
    const same: unknown[] = [];
    for (const [i, name] of names.entries()) {
      await fill(local.collections.use('Shared').withTenant(name), i, i + 3);
      const found = await search(shared.withTenant(name));
      same.push([found, await search(local.collections.use('Shared').withTenant(name))]);
    }
    await shared.tenants.deactivate('tenant1');
    const inactive = await said(search(shared.withTenant('tenant1')));
    await shared.tenants.remove(['tenant2']);
    const removed = await said(search(shared.withTenant('tenant2')));
    await shared.tenants.create({ name: 'tenant2' });
    return {
      same,
      count: Object.keys(await shared.tenants.get()).length,
      inactive,
      removed,
      again: await shared.withTenant('tenant2').length(),
      without: await said(search(shared)),
      unknown: await said(search(shared.withTenant('nobody'))),
      localUnknown: await said(search(local.collections.use('Shared').withTenant('nobody'))),
    };
  },
};

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      const action = ACTIONS[new URL(request.url).pathname.slice(1)]!;
      const given = (request.method === 'POST' ? await request.json() : undefined) as never;
      return Response.json((await action(await connectToObjects({ namespace: env.OBJECTS }), env, given)) ?? null);
    } catch (error) {
      return new Response(String((error as Error).stack), { status: 500 });
    }
  },
};
