/**
 * The engine in this thread: joins the core, its storage and the vectorizers. Writes go through one queue, so that
 * many small ones share a commit: prepared in the core, stored, then published.
 */

import { Persistence } from './database/persistence.js';
import { defined, isWrite, packAggregate, packSearch, packWrite, splitBatch } from './database/requests.js';
import { type Durability, WriteQueue } from './database/write-queue.js';
import { Core, jina } from './engine/core.js';
import { type Engine, EngineError } from './engine/engine.js';
import type { BatchReply, CallName, Calls } from './engine/protocol.js';
import { environment, type StorageOption, storeName } from './environment.js';
import type { StorageAdapter } from './storage/adapter.js';
import { type Credentials, embed } from './vectorize/embedder.js';
import { rerank } from './vectorize/rerank.js';

export type { Durability } from './database/write-queue.js';

/** What a connection can ask of its database. */
export type DatabaseOptions = {
  /** `'memory'`, a name, an adapter or a Durable Object's storage; absent: the environment's default. */
  storage?: StorageOption;
  durability?: Durability;
  /** Bytes of vectors, rows and indexes; default 3 GiB, below what a 32-bit module can address. */
  memoryLimit?: number;
  /** Settings that a server reads from its environment. */
  env?: Record<string, string | undefined>;
  /** Keys for embedding providers. */
  headers?: Record<string, string>;
  /** Addresses of embedding providers: `{ jinaai: 'https://proxy.example' }`. */
  baseUrl?: Record<string, string>;
};

const MEMORY_LIMIT = 3 * 2 ** 30;

/** Milliseconds between deletes of expired objects: `@every 1h30m`, else (a cron line) a minute, the least cron knows. */
function schedulePeriod(schedule: string): number {
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000 };
  const parts = [...(schedule.match(/^@every ((\d+[hms])+)$/)?.[1]?.matchAll(/(\d+)([hms])/g) ?? [])];
  const period = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit as string] ?? 0), 0);
  return period || 60_000;
}

/** A database that is open in this process, shared by all connections to the same store. */
class Database {
  readonly #queue: WriteQueue;
  #expiry: ReturnType<typeof setInterval> | undefined;
  users = 0;

  private constructor(
    readonly store: StorageAdapter,
    queue: WriteQueue,
  ) {
    this.#queue = queue;
  }

  static async open(options: DatabaseOptions, store: StorageAdapter): Promise<Database> {
    await store.open(storeName(options.storage));
    try {
      const env = { ...environment().env, ...options.env };
      const create = () => Core.create(env, options.memoryLimit ?? MEMORY_LIMIT);
      const queue = await WriteQueue.open(create, new Persistence(store), options.durability ?? 'strict');
      const database = new Database(store, queue);
      if (env.OBJECTS_TTL_DELETE_SCHEDULE) database.#expire(schedulePeriod(env.OBJECTS_TTL_DELETE_SCHEDULE));
      return database;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async call<N extends CallName>(
    name: N,
    request: Calls[N]['request'],
    credentials: Credentials,
    signal?: AbortSignal,
  ): Promise<Calls[N]['reply']> {
    type Reply = Calls[N]['reply'];
    signal?.throwIfAborted();
    await this.#touchTenant(name, request);
    if (name === 'search')
      return this.#search(request as Calls['search']['request'], credentials, signal) as Promise<Reply>;
    if (name === 'aggregate') {
      return this.#aggregate(request as Calls['aggregate']['request'], credentials, signal) as Promise<Reply>;
    }
    if (name === 'objects.batch')
      return this.#batch(request as Calls['objects.batch']['request'], credentials, signal) as Promise<Reply>;
    if (isWrite(name)) return this.#queue.write(packWrite(name, request), credentials, signal) as Promise<Reply>;
    return this.#queue.core.read(name, defined(request), new Float32Array(0), environment().now()) as Reply;
  }

  /** Creates or activates a tenant where its collection asks for that. */
  async #touchTenant(name: CallName, request: object): Promise<void> {
    if (!('tenant' in request) || !request.tenant || !('collection' in request)) return;
    const write = /^objects\.(insert|batch)$/.test(name);
    const { collection, tenant } = request;
    const touch = { name: 'tenants.touch', request: { collection, tenant, write }, vectors: new Float32Array(0) };
    try {
      await this.#queue.write(touch, { env: {} });
    } catch (error) {
      if (name === 'objects.batch' && error instanceof EngineError) {
        throw new EngineError(`auto create tenants: ${error.message}`, error.status, error.kind);
      }
      throw error;
    }
  }

  /** Writes a batch in parts of bounded size. */
  async #batch(
    request: Calls['objects.batch']['request'],
    credentials: Credentials,
    signal?: AbortSignal,
  ): Promise<BatchReply> {
    const results: BatchReply['results'] = [];
    for (const part of splitBatch(request)) {
      const reply = await this.#queue.write(packWrite('objects.batch', part), credentials, signal);
      results.push(...(reply as BatchReply).results);
    }
    return { results };
  }

  async #search(request: Calls['search']['request'], credentials: Credentials, signal?: AbortSignal) {
    const packed = packSearch(request);
    const { embeds } = this.#queue.core.plan('search', packed.request);
    packed.supply(await embed(embeds, jina, credentials, signal));
    const reply = this.#queue.core.read('search', packed.request, packed.vectors, environment().now());
    const found = reply as Calls['search']['reply'];
    if (!request.rerank) return found;
    const schema = this.#queue.core.read('schema.get', { collection: request.collection }, new Float32Array(0), 0);
    try {
      return await rerank(
        found,
        schema as Calls['schema.create']['reply'],
        request.rerank.query ?? '',
        jina,
        credentials,
        signal,
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw new EngineError(`explorer: get class: extend: ${(error as Error).message}`, 500, 'internal');
    }
  }

  async #aggregate(request: Calls['aggregate']['request'], credentials: Credentials, signal?: AbortSignal) {
    const packed = packAggregate(request);
    const { embeds } = this.#queue.core.plan('aggregate', packed.request);
    packed.supply(await embed(embeds, jina, credentials, signal));
    return this.#queue.core.read('aggregate', packed.request, packed.vectors, environment().now());
  }

  /** Deletes objects past their time to live, now and then. The timer keeps no process alive. */
  #expire(period: number): void {
    const request = { name: 'objects.expire', request: { now: 0 }, vectors: new Float32Array(0) };
    this.#expiry = setInterval(() => {
      request.request.now = environment().now();
      // a delete that fails is tried again next time; queries leave expired objects out where asked to
      this.#queue.write(request, { env: {} }).catch(() => {});
    }, period);
    (this.#expiry as { unref?: () => void }).unref?.();
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }

  async close(): Promise<void> {
    clearInterval(this.#expiry);
    await this.#queue.flush();
    this.#queue.core.free();
    await this.store.close();
  }
}

/** Databases open in this process: by what their adapter calls its place, then by name. */
const open = new Map<unknown, Map<string, Promise<Database>>>();

function share(options: DatabaseOptions, store: StorageAdapter): { database: Promise<Database>; release: () => void } {
  if (store.place === undefined) return { database: Database.open(options, store), release: () => {} };
  const name = storeName(options.storage);
  const here = open.get(store.place) ?? new Map<string, Promise<Database>>();
  open.set(store.place, here);
  const release = () => {
    here.delete(name);
    if (here.size === 0) open.delete(store.place);
  };
  let database = here.get(name);
  if (!database) {
    database = Database.open(options, store);
    here.set(name, database);
    database.catch(release);
  }
  return { database, release };
}

/** Opens a database, or joins the one that is open on the same store. */
export async function openDatabase(options: DatabaseOptions): Promise<Engine> {
  const env = { ...environment().env, ...options.env };
  const { database: opening, release } = share(options, environment().openStorage({ storage: options.storage, env }));
  const database = await opening;
  database.users++;
  const credentials: Credentials = { headers: options.headers, env, baseUrl: options.baseUrl };
  let closed = false;
  return {
    call: (name, request, signal) => database.call(name, request, credentials, signal),
    flush: () => database.flush(),
    async close() {
      if (closed) return;
      closed = true;
      if (--database.users > 0) return database.flush();
      release();
      await database.close();
    },
  };
}
