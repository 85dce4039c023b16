/** The engine in this thread: joins the core, its storage and the vectorizers. Reads go straight to the core, writes
 * through one queue. */
import { hex } from '../bytes.js';
import { Core, isDead, jina, lacks, start } from '../engine/core.js';
import { type DatabaseStatus, EngineError, type IndexFile, type TransferOptions } from '../engine/engine.js';
import type { BatchReply, CallName, Calls } from '../engine/protocol.js';
import { environment, storeName } from '../environment.js';
import { type Announcement, failureOf, type StorageAdapter, StorageError } from '../storage/adapter.js';
import { type Credentials, embed } from '../vectorize/embedder.js';
import { Emitter } from './events.js';
import { Instance } from './instance.js';
import type { DatabaseOptions } from './options.js';
import {
  defined,
  isWrite,
  mayEmbed,
  type PackedQuery,
  packAggregate,
  packSearch,
  packWrite,
  queriesOf,
  splitBatch,
} from './requests.js';
import { exportCollection, importCollection } from './transfer.js';
import { type Durability, WriteQueue } from './write-queue.js';

const MEMORY_LIMIT = 3 * 2 ** 30;
const NO_VECTORS = new Float32Array(0);

/** Milliseconds between deletes of expired objects: `@every 1h30m`, else (a cron line) a minute, the least cron knows. */
function schedulePeriod(schedule: string): number {
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000 };
  const parts = [...(schedule.match(/^@every ((\d+[hms])+)$/)?.[1]?.matchAll(/(\d+)([hms])/g) ?? [])];
  const period = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit as string] ?? 0), 0);
  return period || 60_000;
}

/** Opens the adapter; where the environment has no storage at all, memory in its place, and the reason. */
async function openStore(store: StorageAdapter, options: DatabaseOptions) {
  try {
    await store.open(storeName(options.storage), { readOnly: options.readOnly });
    return { store };
  } catch (error) {
    const memory = environment().fallbackStorage?.();
    if (!memory || failureOf(error) !== 'unavailable') throw error;
    await memory.open(storeName(options.storage));
    return { store: memory, fallback: (error as Error).message };
  }
}

/** A database that is open in this process, shared by all connections to the same store. */
export class Database {
  readonly #create: () => Promise<Core>;
  readonly #instance: Instance;
  readonly #queue: WriteQueue;
  readonly #durability: Durability;
  readonly #fallback: string | undefined;
  readonly events: Emitter;
  #lost: string | undefined;
  #expiry: ReturnType<typeof setInterval> | undefined;
  users = 0;

  private constructor(
    create: () => Promise<Core>,
    instance: Instance,
    events: Emitter,
    durability: Durability,
    fallback: string | undefined,
  ) {
    this.#create = create;
    this.#instance = instance;
    this.#queue = new WriteQueue(instance, durability, events);
    this.#durability = durability;
    this.#fallback = fallback;
    this.events = events;
    instance.store.onLost((reason) => {
      this.#lost = reason;
      events.emit('lost', { reason });
    });
  }

  static async open(options: DatabaseOptions, adapter: StorageAdapter): Promise<Database> {
    // compiles while the store is being opened; who needs it waits for it, and hears of a failure
    const env = { ...environment().env, ...options.env };
    start(env).catch(() => undefined);
    const { store, fallback } = await openStore(adapter, options);
    // what others store while this one is being loaded may come too late for that
    const news: Announcement[] = [];
    store.onChange((announcement) => news.push(announcement));
    try {
      const create = () => Core.lead(env, options.memoryLimit ?? MEMORY_LIMIT, options.mirrors ?? []);
      const events = new Emitter();
      const onProgress = (done: number, total: number) => {
        options.onProgress?.({ phase: 'open', done, total });
        events.emit('progress', { phase: 'open', done, total });
      };
      const uuid = hex(environment().randomBytes(16));
      const instance = await Instance.open(create, store, {
        name: storeName(options.storage),
        uuid,
        readOnly: options.readOnly ?? false,
        acceptLoss: options.onLost === 'continue',
        onCorrupt: options.onCorrupt ?? 'fail',
        partial: options.partial ?? false,
        onProgress,
        signal: options.signal,
      });
      const database = new Database(create, instance, events, options.durability ?? 'strict', fallback);
      for (const announcement of news) database.#queue.hear(announcement);
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
    if (name === 'search.embed') {
      const packed = packSearch(request as Calls['search']['request']);
      return this.#embed('search', packed, credentials, signal) as Promise<Reply>;
    }
    if (name === 'aggregate') {
      return this.#aggregate(request as Calls['aggregate']['request'], credentials, signal) as Promise<Reply>;
    }
    if (name === 'objects.batch')
      return this.#batch(request as Calls['objects.batch']['request'], credentials, signal) as Promise<Reply>;
    if (isWrite(name)) return this.#queue.write(packWrite(name, request), credentials, signal) as Promise<Reply>;
    return this.#read(name, defined(request)) as Promise<Reply>;
  }

  /**
   * Answers a read, as often as it lacks parts of stored values. Another writer may have compacted these away: then
   * everything is loaded anew, once.
   */
  async #read(name: string, request: unknown, vectors: Float32Array = NO_VECTORS): Promise<unknown> {
    const now = environment().now();
    const { core, values } = await this.#queue.ready();
    const reply = core.read(name, request, vectors, now);
    if (!lacks(reply)) return reply;
    try {
      await values.supply(core, reply);
      return await values.complete(core, () => core.read(name, request, vectors, now));
    } catch (error) {
      const gone = error instanceof EngineError && error.kind === 'corrupt';
      if (!gone && !isDead(error)) throw error;
      await this.#queue.alone(() => this.#instance.reload());
      const again = this.#instance;
      return again.values.complete(again.core, () => again.core.read(name, request, vectors, now));
    }
  }

  /** Creates or activates a tenant where its collection asks for that. */
  async #touchTenant(name: CallName, request: object): Promise<void> {
    if (!('tenant' in request) || !request.tenant || !('collection' in request)) return;
    if (this.#instance.readOnly) return;
    const write = /^objects\.(insert|batch)$/.test(name);
    const { collection, tenant } = request;
    const touch = { name: 'tenants.touch', request: { collection, tenant, write }, vectors: NO_VECTORS };
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
    if (request.embedded) packed.supply(request.embedded);
    else if (mayEmbed(request)) packed.supply(await this.#embed('search', packed, credentials, signal));
    const found = (await this.#read('search', packed.request, packed.vectors)) as Calls['search']['reply'];
    if (!request.rerank) return found;
    const schema = await this.#read('schema.get', { collection: request.collection });
    try {
      const { rerank } = await import('../vectorize/rerank.js');
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
    packed.supply(await this.#embed('aggregate', packed, credentials, signal));
    return this.#read('aggregate', packed.request, packed.vectors);
  }

  /** Makes the query vectors that a search needs. */
  async #embed(name: 'search' | 'aggregate', { request }: PackedQuery, credentials: Credentials, signal?: AbortSignal) {
    const { core } = await this.#queue.ready();
    return queriesOf(await embed(core.plan(name, request).embeds, jina, credentials, signal));
  }

  /** Deletes objects past their time to live, now and then. The timer keeps no process alive. */
  #expire(period: number): void {
    const request = { name: 'objects.expire', request: { now: 0 }, vectors: NO_VECTORS };
    this.#expiry = setInterval(() => {
      request.request.now = environment().now();
      // a delete that fails is tried again next time; queries leave expired objects out where asked to
      this.#queue.write(request, { env: {} }).catch(() => {});
    }, period);
    (this.#expiry as { unref?: () => void }).unref?.();
  }

  async status(): Promise<DatabaseStatus> {
    const { core, persistence, store } = await this.#queue.ready();
    const { simd, memoryUsed, memoryLimit, pageBytes, collections } = core.status();
    const room = await store.estimate().catch(() => ({}));
    const kept = store.kind === 'memory' ? 'none' : this.#durability;
    return {
      storage: {
        kind: store.kind,
        readOnly: this.#instance.readOnly || store.capabilities.readOnly,
        fallback: this.#fallback,
        ...room,
      },
      simd,
      durability: kept,
      memory: { used: memoryUsed + (await core.mirroredBytes()), limit: memoryLimit, pages: pageBytes },
      stored: {
        bytes: persistence.entries.reduce((sum, { bytes }) => sum + bytes, 0),
        values: persistence.entries.length,
        commits: persistence.next - 1,
        generation: persistence.manifest.generation,
      },
      collections,
      loading: !this.#instance.isLoaded,
      damaged: persistence.damaged,
      torn: persistence.torn.length,
      lost: this.#lost,
      failure: this.#queue.failure,
    };
  }

  /** Resolves when everything stored is loaded. */
  get loaded(): Promise<void> {
    return this.#instance.loaded;
  }

  /** The name of the only collection: that of an index file. Its schema comes with the first part. */
  async onlyCollection(): Promise<string> {
    const [first] = (await this.#read('schema.list', {})) as { class: string }[];
    if (!first) throw new EngineError('the index file holds no collection', 500, 'corrupt');
    return first.class;
  }

  async *save(collection: string, options: TransferOptions): AsyncGenerator<Uint8Array> {
    const values = await this.#queue.alone(async () =>
      exportCollection(await this.#instance.alive(), collection, options),
    );
    const { indexFileParts } = await import('../storage/index-file.js');
    const total = values.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const byKey = new Map(values.map(({ key, bytes }) => [key, bytes]));
    const entries = values.map(({ key, bytes }) => ({ key, size: bytes.length }));
    let done = 0;
    for await (const part of indexFileParts(entries, async (key) => byKey.get(key))) {
      options.signal?.throwIfAborted();
      done += part.length;
      options.onProgress?.({ phase: 'save', done: Math.min(done, total), total });
      yield part;
    }
  }

  load(file: IndexFile, options: TransferOptions): Promise<string> {
    if (this.#instance.readOnly) throw new StorageError('readOnly', 'this connection is for reading only');
    return this.#queue.alone(async () => {
      const probe = await this.#create();
      try {
        const name = await importCollection(await this.#instance.alive(), probe, file, options);
        this.events.emit('change', { origin: 'here' });
        return name;
      } finally {
        probe.free();
      }
    });
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }

  async close(): Promise<void> {
    clearInterval(this.#expiry);
    try {
      await this.#queue.flush();
    } finally {
      await this.#instance.close();
    }
  }
}
