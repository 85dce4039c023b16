/** The Worker's way to the objects: which there are for a collection, and calls that bring them up to date. */
import { EngineError } from '../engine/engine.js';
import type { CallName, Calls, JsonObject, TenantRecord } from '../engine/protocol.js';
import { movable } from '../worker/buffers.js';
import { unpackError } from '../worker/wire-error.js';
import { type Ring, ringOf } from './ring.js';
import type { Credentials, Described, MethodName, ObjectMethods, ObjectNamespace, ObjectStub } from './rpc.js';

/** A collection by its parts: a number of shards, or one part per tenant. */
export type Layout = { described: Described; name: string; ring: Ring; shards: number; isMultiTenant: boolean };

/** One part of a collection: the number of a shard, or a tenant's name. */
export type Part = number | { tenant: string };

/** The layout that a call went by is of a collection or tenant that is gone: begin again with what there is now. */
export class OutdatedLayout extends Error {
  constructor() {
    super('the collection was deleted or made again while it was asked');
  }
}

/** How often in a row an object may turn out to have another schema: each time it is brought up to date. */
const ATTEMPTS = 5;

const STALE = Symbol('stale');

/** Kinds of refusals that say something of the part, and nothing of what was asked. */
const FAILURES = ['shard', 'internal', 'memory-limit', 'corrupt', 'busy', 'restarted'];

/** Whether a part failed by itself, rather than having refused what was asked. */
export const isFailure = (error: unknown): boolean => !(error instanceof EngineError) || FAILURES.includes(error.kind);

export class Objects {
  readonly #namespace: ObjectNamespace;
  readonly #database: string;
  readonly #credentials: Credentials;
  readonly #layouts = new Map<string, Layout>();

  /** @param database names of objects begin with it */
  constructor(namespace: ObjectNamespace, database: string, credentials: Credentials) {
    this.#namespace = namespace;
    this.#database = database;
    this.#credentials = credentials;
  }

  /** A call of the catalog, where schemas, aliases and tenants are. */
  catalog<N extends CallName>(name: N, request: Calls[N]['request']): Promise<Calls[N]['reply']> {
    const argument = { name, request, credentials: this.#credentials };
    return this.#ask('catalog', 'call', argument) as Promise<Calls[N]['reply']>;
  }

  change(change: ObjectMethods['change'][0]): Promise<JsonObject | null> {
    return this.#ask('catalog', 'change', change) as Promise<JsonObject | null>;
  }

  status(): Promise<unknown> {
    return this.#ask('catalog', 'status', null);
  }

  /** The layout of a collection; undefined where there is none. */
  async layout(collection: string): Promise<Layout | undefined> {
    return this.#layouts.get(collection) ?? (await this.#look(collection));
  }

  /** Forgets what was known of a collection. */
  forget(collection: string): void {
    this.#layouts.delete(collection);
  }

  async #look(collection: string): Promise<Layout | undefined> {
    const described = (await this.#ask('catalog', 'describe', collection)) as Described | null;
    this.#layouts.delete(collection);
    if (!described) return undefined;
    const schema = described.class;
    const isMultiTenant = (schema.multiTenancyConfig as JsonObject | undefined)?.enabled === true;
    const wanted = (schema.shardingConfig as JsonObject | undefined)?.desiredCount;
    const shards = isMultiTenant || typeof wanted !== 'number' ? 1 : Math.max(1, wanted);
    const layout = { described, name: schema.class as string, ring: ringOf(shards), shards, isMultiTenant };
    // an alias may lead elsewhere tomorrow
    if (layout.name === collection) this.#layouts.set(collection, layout);
    return layout;
  }

  /** A call of one part. @throws {OutdatedLayout} when the collection is another one now. */
  async call<N extends CallName>(
    layout: Layout,
    part: Part,
    name: N,
    request: Calls[N]['request'],
    tenant?: () => Promise<TenantRecord | undefined>,
  ): Promise<Calls[N]['reply']> {
    const object = objectName(layout.name, part);
    let described = layout.described;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { identity, version } = described;
      // typed arrays are views of larger buffers, all of which would be sent
      const [copy] = movable<N>(request);
      const argument = { stamp: { identity, version }, name, request: copy, credentials: this.#credentials };
      const reply = await this.#ask(object, 'call', argument);
      if (reply !== STALE) return reply as Calls[N]['reply'];
      const fresh = await this.#look(layout.name);
      if (fresh?.described.identity !== identity) throw new OutdatedLayout();
      described = fresh.described;
      const record = typeof part === 'number' ? undefined : await tenant?.();
      if (typeof part !== 'number' && !record) throw new OutdatedLayout();
      await this.#ask(object, 'prepare', { described, tenant: record });
    }
    throw new EngineError(
      `${object} does not come up to date: its schema changes faster than it can follow`,
      503,
      'shard',
    );
  }

  /** Brings a shard up to date. */
  async prepare({ name, described }: Layout, shard: number): Promise<void> {
    await this.#ask(objectName(name, shard), 'prepare', { described });
  }

  /** Deletes what a part holds. */
  async drop(layout: Layout, part: Part): Promise<void> {
    await this.#ask(objectName(layout.name, part), 'drop', null);
  }

  async #ask<M extends MethodName>(object: string, method: M, argument: ObjectMethods[M][0]): Promise<unknown> {
    const id = this.#namespace.idFromName(`${this.#database}/${object}`);
    const stub = this.#namespace.get(id as never) as ObjectStub;
    let answer: Awaited<ReturnType<ObjectStub['weavelet']>>;
    try {
      answer = await stub.weavelet(method, argument);
    } catch (cause) {
      const error = new EngineError(`the object ${object} did not answer: ${(cause as Error).message}`, 503, 'shard');
      error.cause = cause;
      throw error;
    }
    if ('stale' in answer) return STALE;
    if ('error' in answer) throw unpackError(answer.error);
    return answer.value;
  }
}

/** The name of a part's object within the database. */
const objectName = (collection: string, part: Part): string =>
  typeof part === 'number' ? `${collection}/shard/${part}` : `${collection}/tenant/${part.tenant}`;
