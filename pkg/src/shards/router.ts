/** An engine whose data are in many objects: routes each call to the parts that it concerns, and merges what they say. */
import { splitBatch } from '../database/requests.js';
import type { DatabaseStatus, Engine } from '../engine/engine.js';
import type {
  AggregateRequest,
  BatchReply,
  CallName,
  Calls,
  ObjectInput,
  Place,
  SearchReply,
  SearchRequest,
  TenantRecord,
} from '../engine/protocol.js';
import { WeaviateUnsupportedFeatureError } from '../errors.js';
import { mergeAggregates, widenAggregate } from './aggregate.js';
import type { Ask } from './legs.js';
import { isFailure, type Layout, type Objects, OutdatedLayout, type Part } from './objects.js';
import { searchShards } from './search.js';
import type { Limits } from './settings.js';

/** What to do when a part of a collection does not answer a search. */
export type OnShardFailure = 'fail' | 'continue';

const CATALOG = /^(schema\.(list|get)|alias\.|tenants\.(create|get)|tokenize\.)/;
const ATTEMPTS = 3;

type Request<N extends CallName> = Calls[N]['request'];

export class Router implements Engine {
  readonly #objects: Objects;
  readonly #limits: Limits;
  readonly #onFailure: OnShardFailure;

  constructor(objects: Objects, limits: Limits, onFailure: OnShardFailure) {
    this.#objects = objects;
    this.#limits = limits;
    this.#onFailure = onFailure;
  }

  async call<N extends CallName>(name: N, request: Request<N>, signal?: AbortSignal): Promise<Calls[N]['reply']> {
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return (await this.#route(name, request)) as Calls[N]['reply'];
      } catch (error) {
        if (!(error instanceof OutdatedLayout) || attempt === ATTEMPTS) throw error;
        this.#objects.forget((request as unknown as Place).collection);
      }
    }
  }

  async #route(name: CallName, request: unknown): Promise<unknown> {
    if (CATALOG.test(name)) return this.#objects.catalog(name, request as Request<typeof name>);
    if (name === 'schema.create') return this.#objects.change({ name, request: request as Request<typeof name> });
    const { collection } = request as Place;
    const layout = await this.#objects.layout(collection);
    // the catalog has the schema and no data: it refuses as one engine would
    if (!layout) return this.#objects.catalog(name, request as never);
    const isAlias = layout.name !== collection;
    if (isAlias && name.startsWith('schema.')) return this.#objects.catalog(name, request as never);
    return this.#ofCollection(layout, name, isAlias ? { ...(request as Place), collection: layout.name } : request);
  }

  async #ofCollection(layout: Layout, name: CallName, request: unknown): Promise<unknown> {
    const collection = layout.name;
    switch (name) {
      case 'schema.update':
      case 'schema.addProperty':
      case 'schema.dropIndex':
        return this.#change(layout, { name, request } as never);
      case 'schema.delete':
        return this.#delete(layout, request as Request<typeof name>);
      case 'schema.shards':
        return layout.isMultiTenant ? this.#objects.catalog(name, { collection }) : this.#shards(layout);
      case 'schema.updateShard': {
        const { shard, ...rest } = request as Request<typeof name>;
        const [own] = await this.#objects.call(layout, Number(shard), 'schema.shards', { collection });
        return this.#objects.call(layout, Number(shard), name, { ...rest, shard: own?.name ?? shard });
      }
      case 'tenants.update':
        return this.#updateTenants(layout, request as Request<typeof name>);
      case 'tenants.delete':
        await all((request as Request<typeof name>).names, (tenant) => this.#objects.drop(layout, { tenant }));
        return this.#objects.catalog(name, request as Request<typeof name>);
      default:
        return layout.isMultiTenant ? this.#ofTenant(layout, name, request) : this.#ofShards(layout, name, request);
    }
  }

  /**
   * Changes a schema: every shard has the change before it is told of. A tenant's object takes it in when it is asked by a
   * Worker that knows of it.
   */
  async #change(layout: Layout, change: Parameters<Objects['change']>[0]): Promise<unknown> {
    const changed = await this.#objects.change(change);
    this.#objects.forget(layout.name);
    const fresh = await this.#objects.layout(layout.name);
    if (fresh) await all(partsOf(fresh), (part) => this.#objects.prepare(fresh, part));
    return changed;
  }

  async #delete(layout: Layout, request: Request<'schema.delete'>): Promise<unknown> {
    const { name: collection } = layout;
    // the objects first: what is in the catalog can be deleted again
    const tenants = layout.isMultiTenant ? await this.#objects.catalog('tenants.get', { collection }) : [];
    await all(tenants, ({ name: tenant }) => this.#objects.drop(layout, { tenant }));
    await all(partsOf(layout), (part) => this.#objects.drop(layout, part));
    this.#objects.forget(collection);
    return this.#objects.change({ name: 'schema.delete', request });
  }

  async #shards(layout: Layout): Promise<Calls['schema.shards']['reply']> {
    const request = { collection: layout.name };
    const each = await all(partsOf(layout), (part) => this.#objects.call(layout, part, 'schema.shards', request));
    return each.map(([own], i) => ({ vectorQueueSize: 0, status: 'READY', ...own, name: String(i) }));
  }

  async #updateTenants(layout: Layout, request: Request<'tenants.update'>): Promise<TenantRecord[]> {
    const updated = await this.#objects.catalog('tenants.update', request);
    await all(request.tenants, async (record) => {
      const own = { ...request, tenants: [record] };
      await this.#objects.call(layout, { tenant: record.name }, 'tenants.update', own, async () => record);
    });
    return updated;
  }

  /** A call that concerns one tenant goes to its object as it is. */
  async #ofTenant(layout: Layout, name: CallName, request: unknown): Promise<unknown> {
    const { tenant } = request as Place;
    if (!tenant) return this.#objects.catalog(name, request as never);
    const record = () => this.#tenant(layout, tenant, name);
    if (name !== 'objects.batch') {
      try {
        return await this.#objects.call(layout, { tenant }, name, request as never, record);
      } catch (error) {
        if (!(error instanceof OutdatedLayout) || (await record())) throw error;
        return this.#objects.catalog(name, request as never);
      }
    }
    const results: BatchReply['results'] = [];
    for (const part of splitBatch(request as Request<'objects.batch'>)) {
      results.push(...(await this.#tenantBatch(layout, tenant, part, record)));
    }
    return { results };
  }

  async #tenantBatch(
    layout: Layout,
    tenant: string,
    request: Request<'objects.batch'>,
    record: () => Promise<TenantRecord | undefined>,
  ): Promise<BatchReply['results']> {
    try {
      return (await this.#objects.call(layout, { tenant }, 'objects.batch', request, record)).results;
    } catch (error) {
      if (!(error instanceof OutdatedLayout) || (await record())) throw error;
      return (await this.#objects.catalog('objects.batch', request)).results;
    }
  }

  /** The tenant as the catalog has it; a write makes one where the collection says so. */
  async #tenant(layout: Layout, tenant: string, name: CallName): Promise<TenantRecord | undefined> {
    const collection = layout.name;
    const find = async () =>
      (await this.#objects.catalog('tenants.get', { collection, names: [tenant] })).find(({ name }) => name === tenant);
    const found = await find();
    const { multiTenancyConfig } = layout.described.class as {
      multiTenancyConfig?: { autoTenantCreation?: boolean };
    };
    if (found || !/^objects\.(insert|batch)$/.test(name) || !multiTenancyConfig?.autoTenantCreation) return found;
    await this.#objects.catalog('tenants.create', { collection, tenants: [{ name: tenant, activityStatus: 'HOT' }] });
    return find();
  }

  async #ofShards(layout: Layout, name: CallName, request: unknown): Promise<unknown> {
    const one = (part: number, own = request) => this.#objects.call(layout, part, name, own as never);
    const { id, object } = request as { id?: string; object?: ObjectInput };
    switch (name) {
      case 'objects.batch':
        return this.#batch(layout, request as Request<typeof name>);
      case 'search':
        return this.#search(layout, request as SearchRequest);
      case 'aggregate': {
        if (layout.shards === 1) return one(0);
        const asked = request as AggregateRequest;
        const wide = widenAggregate(asked);
        return mergeAggregates(asked, (await all(partsOf(layout), (part) => one(part, wide))) as never);
      }
      case 'objects.deleteMany': {
        const replies = (await all(partsOf(layout), (part) => one(part))) as Calls[typeof name]['reply'][];
        return replies.reduce((sum, reply) => ({
          matches: sum.matches + reply.matches,
          successful: sum.successful + reply.successful,
          failed: sum.failed + reply.failed,
          objects: sum.objects && [...sum.objects, ...(reply.objects ?? [])],
        }));
      }
      default:
        return one(layout.ring.shardOf(id ?? object?.id ?? ''));
    }
  }

  /** Each object to its shard; the results in the order of the objects. */
  async #batch(layout: Layout, request: Request<'objects.batch'>): Promise<BatchReply> {
    const parts = new Map<number, number[]>();
    for (const [i, { id }] of request.objects.entries()) {
      const shard = layout.ring.shardOf(id ?? '');
      const own = parts.get(shard);
      if (own) own.push(i);
      else parts.set(shard, [i]);
    }
    const results: BatchReply['results'] = [];
    await all([...parts], async ([shard, indexes]) => {
      let next = 0;
      const own = { ...request, objects: indexes.map((i) => request.objects[i]!) };
      for (const batch of splitBatch(own)) {
        const reply = await this.#objects.call(layout, shard, 'objects.batch', batch);
        for (const result of reply.results) results[indexes[next++]!] = result;
      }
    });
    return { results };
  }

  async #search(layout: Layout, request: SearchRequest): Promise<SearchReply> {
    const missing = new Set<string>();
    const one = (part: number, own: SearchRequest) => this.#objects.call(layout, part, 'search', own);
    const ask: Ask = {
      shards: layout.shards,
      schema: layout.described.class,
      shardOf: (uuid) => layout.ring.shardOf(uuid),
      one,
      embed: (own) => this.#objects.call(layout, 0, 'search.embed', own),
      fetch: (part, id) => {
        const { collection } = request;
        return this.#objects.call(layout, part, 'objects.fetch', {
          collection,
          id,
          returns: { properties: [], vectors: true },
        });
      },
      each: async (own, parts = partsOf(layout)) => {
        const outcomes = await Promise.allSettled(parts.map((part) => one(part, own)));
        const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
        const fatal = failures.find((error) => error instanceof OutdatedLayout || !isFailure(error));
        if (fatal) throw fatal;
        if (failures.length > 0 && (this.#onFailure === 'fail' || failures.length === parts.length)) throw failures[0];
        return outcomes.flatMap((outcome, i) => {
          if (outcome.status === 'fulfilled') return [outcome.value];
          missing.add(String(parts[i]));
          return [];
        });
      },
    };
    const reply = await searchShards(ask, request, this.#limits);
    return missing.size > 0 ? { ...reply, missingShards: [...missing].sort() } : reply;
  }

  /** Each object stores what it accepts before it answers. */
  async flush(): Promise<void> {}

  async status(): Promise<DatabaseStatus> {
    return (await this.#objects.status()) as DatabaseStatus;
  }

  on(): () => void {
    return () => {};
  }

  save(): never {
    throw new WeaviateUnsupportedFeatureError('save is not supported over objects: copy the collection with copyTo');
  }

  async load(): Promise<never> {
    throw new WeaviateUnsupportedFeatureError('an index file cannot be copied into objects: open it, then use copyTo');
  }

  async close(): Promise<void> {}
}

const partsOf = ({ shards, isMultiTenant }: Layout): (Part & number)[] =>
  isMultiTenant ? [] : Array.from({ length: shards }, (_, i) => i);

const all = <T, R>(items: T[], action: (item: T) => Promise<R>): Promise<R[]> => Promise.all(items.map(action));
