/** The two ends of a copy, whichever client they are of. */
import type { JsonObject } from '../../engine/protocol.js';
import { WeaviateInvalidInputError } from '../../errors.js';
import type { CollectionConfig } from '../../types/config.js';
import type { CopyCollection, CopyCollections } from '../../types/copy.js';
import type { WeaviateClass } from '../../types/rest.js';
import { getClass } from '../config/config.js';
import { send, type Target } from '../session.js';

/** An object as the iterator of either client gives it. */
export type Stored = {
  uuid: string;
  properties: Record<string, unknown>;
  references?: Record<string, { objects: { uuid: string }[] }>;
  vectors: Record<string, number[] | number[][]>;
};

/** An object on its way in. */
export type Written = {
  id: string;
  properties: Record<string, unknown>;
  vectors?: number[] | Record<string, number[] | number[][]>;
};

type Errors = { errors: Record<number, { message: string }> };
type Nested = { name: string; properties: Wanted[] };
/** A property to read: by name, or with those nested in it. */
export type Wanted = string | Nested;

/** What to read of each object. */
export type ReadOptions = {
  includeVector?: boolean;
  returnProperties: Wanted[];
  returnReferences?: { linkOn: string; targetCollection?: string; returnProperties: Wanted[] }[];
};

/** A {@link CopyCollection} by what it is called with here. */
export interface Handle {
  name: string;
  config: {
    get(): Promise<CollectionConfig>;
    addProperty(property: object): Promise<unknown>;
    addReference(reference: object): Promise<unknown>;
  };
  data: {
    insert(object: Written): Promise<unknown>;
    insertMany(objects: Written[]): Promise<Errors>;
    referenceAddMany(references: object[]): Promise<Errors>;
    replace(object: Written): Promise<unknown>;
  };
  tenants: {
    create(tenants: { name: string }[]): Promise<unknown>;
    get(): Promise<Record<string, { name: string; activityStatus: string }>>;
  };
  exists(): Promise<boolean>;
  iterator(options: ReadOptions): AsyncIterable<Stored>;
  length(): Promise<number>;
  withTenant(tenant: string): Handle;
}

/** One end of a copy. */
export type End = {
  handle: Handle;
  /** The tenant that the handle is for. */
  tenant?: string;
  /** Whether it is one of this client's. */
  own: boolean;
  /** The whole schema; absent: a handle of another client cannot tell it. */
  schema?(): Promise<WeaviateClass>;
  /** Makes the collection; absent: a handle of another client cannot. */
  create?(schema: WeaviateClass): Promise<unknown>;
};

/** This client's handles, each by its `config`: a copy of a handle by spreading has the same. */
const own = new WeakMap<object, Target>();

/** Makes a handle known as one of this client's. */
export const know = ({ config }: { config: object }, target: Target): void => void own.set(config, target);

/** The end that one of this client's handles is. */
export function ownEnd({ session, collection, tenant }: Target, handle: object): End {
  return {
    handle: handle as Handle,
    tenant,
    own: true,
    schema: () => getClass(session, collection),
    create: (schema) => send(session, 'schema.create', { class: schema as JsonObject }),
  };
}

/** @param name of the collection at the other end, for where a client's `collections` are given */
export function endOf(given: CopyCollection | CopyCollections, name: string): End {
  if (typeof given !== 'object' || given === null || !('use' in given || 'iterator' in given)) {
    throw new WeaviateInvalidInputError('copy: the other end must be a collection, or the collections of a client');
  }
  if ('use' in given) {
    const handle = given.use(name as never) as Handle;
    return {
      handle,
      own: own.has(handle.config),
      schema: () => given.exportToJson(name) as Promise<WeaviateClass>,
      create: (schema) => given.createFromJson(schema as never),
    };
  }
  const target = own.get(given.config);
  return target ? ownEnd(target, given) : { handle: given as unknown as Handle, own: false };
}
