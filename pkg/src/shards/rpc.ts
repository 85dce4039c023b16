/** What a Worker and the objects behind it say to each other. */
import type { CallName, Calls, JsonObject, TenantRecord } from '../engine/protocol.js';
import type { WireError } from '../worker/wire-error.js';

/** What a connection brings along for every call: keys of providers, and where to reach them. */
export type Credentials = {
  headers?: Record<string, string>;
  env?: Record<string, string | undefined>;
  baseUrl?: Record<string, string>;
};

/**
 * A collection as the catalog knows it. `identity` differs between collections that had the same name one after the
 * other; `version` grows with every change of the schema. An object that has another of either is brought up to date.
 */
export type Described = { class: JsonObject; identity: string; version: number };
export type Stamp = Pick<Described, 'identity' | 'version'>;

type SchemaChange = 'schema.create' | 'schema.update' | 'schema.delete' | 'schema.addProperty' | 'schema.dropIndex';

/** What an object is asked; the two parts of each are the argument and the reply. */
export type ObjectMethods = {
  /** A call of the engine's protocol. `stamp` is what the Worker believes; absent in the catalog. */
  call: [{ stamp?: Stamp; name: CallName; request: object; credentials: Credentials }, unknown];
  /** Holds this collection from now on, or its newer schema, and for a multi-tenant one the tenant. */
  prepare: [{ described: Described; tenant?: TenantRecord }, null];
  /** Forgets everything. */
  drop: [null, null];
  /** Catalog: a collection by its name or an alias. */
  describe: [string, Described | null];
  /** Catalog: a change that reaches the objects when they are next asked. */
  change: [{ [N in SchemaChange]: { name: N; request: Calls[N]['request'] } }[SchemaChange], JsonObject | null];
  status: [null, unknown];
};
export type MethodName = keyof ObjectMethods;

/** `stale`: the object has another stamp, and did nothing. */
export type Answer = { value: unknown } | { error: WireError } | { stale: true };

/** A Durable Object with this method, from any binding; the class `WeaveletObject` has it. */
export interface ObjectStub {
  weavelet(method: MethodName, argument: unknown): Promise<Answer>;
}

/** The binding of a class of Durable Objects. */
export interface ObjectNamespace {
  idFromName(name: string): unknown;
  get(id: never): unknown;
}
