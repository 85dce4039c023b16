/** What runs in a Durable Object: one engine over its storage, which holds a shard, a tenant, or the catalog. */

import type { DatabaseOptions } from '../database/options.js';
import { localHost } from '../database.js';
import { type Engine, EngineError } from '../engine/engine.js';
import type { JsonObject } from '../engine/protocol.js';
import { environment } from '../environment.js';
import { packError } from '../worker/wire-error.js';
import type { Answer, Credentials, Described, MethodName, ObjectMethods, Stamp } from './rpc.js';
import { applySchema } from './schema.js';

/** The part of an object's storage that is used beside the engine's. */
export type ObjectStorage = {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<unknown>;
  deleteAll(): Promise<void>;
};

/** How the engine of an object is opened. */
export type ObjectOptions = Pick<DatabaseOptions, 'memoryLimit' | 'durability' | 'onLost' | 'onCorrupt' | 'env'>;

/** Where an object notes which collection it holds; the catalog notes one such key per collection. */
const STAMP = 'weavelet:stamp';
const stampOf = (collection: string) => `${STAMP}/${collection}`;

type Answers = { [M in MethodName]: (argument: ObjectMethods[M][0]) => Promise<ObjectMethods[M][1]> };

class Stale extends Error {}

export class ShardObject {
  readonly #storage: ObjectStorage;
  readonly #options: ObjectOptions;
  /** By credentials: all of them share one database. */
  readonly #engines = new Map<string, Promise<Engine>>();
  #stamp: Promise<Stamp | undefined> | undefined;
  /** Preparing goes one after the other. */
  #preparing: Promise<unknown> = Promise.resolve();

  constructor(storage: object, options: ObjectOptions) {
    this.#storage = storage as ObjectStorage;
    this.#options = options;
  }

  async answer(method: MethodName, argument: unknown): Promise<Answer> {
    try {
      const answer = this.#answers[method] as ((argument: unknown) => Promise<unknown>) | undefined;
      if (!answer) throw new TypeError(`no method is called ${method}`);
      return { value: await answer(argument) };
    } catch (error) {
      return error instanceof Stale ? { stale: true } : { error: packError(error) };
    }
  }

  readonly #answers: Answers = {
    call: async ({ stamp, name, request, credentials }) => {
      if (stamp) await this.#check(stamp);
      return (await this.#engine(credentials)).call(name, request as never);
    },
    prepare: (argument) => {
      const prepared = this.#preparing.then(() => this.#prepare(argument));
      this.#preparing = prepared.catch(() => undefined);
      return prepared;
    },
    drop: async () => {
      await this.#forget();
      return null;
    },
    describe: async (name) => this.#describe(name),
    change: async ({ name, request }) => {
      const engine = await this.#engine();
      if (name === 'schema.create') {
        refuseReferences((request.class.properties ?? []) as JsonObject[]);
        refuseShards(request.class);
        const created = await engine.call(name, request);
        await this.#storage.put(stampOf(created.class as string), newStamp());
        return created;
      }
      if (name === 'schema.addProperty') refuseReferences([request.property]);
      const known = await this.#describe(request.collection);
      if (known) {
        // noted first: a version too many costs a look, one too few a change that does not arrive
        const key = stampOf(known.class.class as string);
        if (name === 'schema.delete') await this.#storage.delete(key);
        else await this.#storage.put(key, { identity: known.identity, version: known.version + 1 });
      }
      return engine.call(name, request as never) as Promise<JsonObject | null>;
    },
    status: async () => {
      const status = await (await this.#engine()).status();
      return { ...status, failure: status.failure && packError(status.failure) };
    },
  };

  #engine(credentials: Credentials = {}): Promise<Engine> {
    const key = JSON.stringify(credentials);
    let engine = this.#engines.get(key);
    if (!engine) {
      // a property that one object inferred would be unknown to the others
      const env = { ...this.#options.env, ...credentials.env, AUTOSCHEMA_ENABLED: 'false' };
      engine = localHost.openDatabase({ ...this.#options, ...credentials, env, storage: this.#storage });
      engine.catch(() => this.#engines.delete(key));
      this.#engines.set(key, engine);
    }
    return engine;
  }

  #read(): Promise<Stamp | undefined> {
    this.#stamp ??= (this.#storage.get(STAMP) as Promise<Stamp | undefined>).catch((error: unknown) => {
      this.#stamp = undefined;
      throw error;
    });
    return this.#stamp;
  }

  async #check({ identity, version }: Stamp): Promise<void> {
    const own = await this.#read();
    if (own?.identity !== identity || own.version !== version) throw new Stale();
  }

  async #prepare({ described, tenant }: ObjectMethods['prepare'][0]): Promise<null> {
    const { identity, version, class: schema } = described;
    const own = await this.#read();
    if (own?.identity === identity && own.version > version) return null;
    if (own && own.identity !== identity) await this.#forget();
    const engine = await this.#engine();
    await applySchema(engine, schema);
    if (tenant) {
      const collection = schema.class as string;
      const there = await engine.call('tenants.get', { collection });
      if (!there.some(({ name }) => name === tenant.name)) {
        await engine.call('tenants.create', { collection, tenants: [{ ...tenant, activityStatus: 'HOT' }] });
        if (tenant.activityStatus !== 'HOT') await engine.call('tenants.update', { collection, tenants: [tenant] });
      }
    }
    await this.#storage.put(STAMP, { identity, version });
    this.#stamp = Promise.resolve({ identity, version });
    return null;
  }

  async #forget(): Promise<void> {
    const engines = [...this.#engines.values()];
    this.#engines.clear();
    this.#stamp = undefined;
    for (const engine of engines) await (await engine).close();
    await this.#storage.deleteAll();
  }

  async #describe(name: string): Promise<Described | null> {
    const schema = await (await this.#engine()).call('schema.get', { collection: name });
    if (!schema) return null;
    const key = stampOf(schema.class as string);
    let stamp = (await this.#storage.get(key)) as Stamp | undefined;
    if (!stamp) {
      // the object ended between making the collection and noting it
      stamp = newStamp();
      await this.#storage.put(key, stamp);
    }
    return { class: schema, ...stamp };
  }
}

function newStamp(): Stamp {
  const identity = Array.from(environment().randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { identity, version: 0 };
}

/** What the catalog refuses before it changes a schema. */
function refuseReferences(properties: JsonObject[]): void {
  const reference = properties.find(({ dataType }) => /^\p{Lu}/u.test(String((dataType as string[] | undefined)?.[0])));
  if (!reference) return;
  throw new EngineError(
    `property ${reference.name} is a reference: an engine in one object cannot follow it to another`,
    422,
    'unprocessable',
  );
}

/** Objects that one search may ask: a Worker's request has a limited number of calls. */
const MOST_SHARDS = 256;

function refuseShards({ shardingConfig }: JsonObject): void {
  const count = (shardingConfig as JsonObject | undefined)?.desiredCount;
  if (typeof count !== 'number' || count <= MOST_SHARDS) return;
  throw new EngineError(
    `sharding: desiredCount is ${count}; a collection has at most ${MOST_SHARDS} objects`,
    422,
    'unprocessable',
  );
}
