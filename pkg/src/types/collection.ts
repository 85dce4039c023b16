import type { BackupCollection } from './admin.js';
import type { Aggregate, Metrics } from './aggregate.js';
import type { CollectionConfig, CollectionConfigCreate, Config } from './config.js';
import type { CopyCollection, CopyCollections, CopyOptions, CopyResult } from './copy.js';
import type { ConsistencyLevel, Data } from './data.js';
import type { TransferOptions } from './database.js';
import type { DiagnoseOptions, Diagnosis } from './diagnose.js';
import type { Members, Properties, Vectors, WeaviateObject } from './fields.js';
import type { Filter, Sort } from './filters.js';
import type { Generate } from './generate.js';
import type { InferProperties, InferVectors, PropertyInput, ReferenceInputConfig, VectorizerInput } from './infer.js';
import type { IncludeVector, IteratorOptions, MultiTargetVector, ReturnVectors } from './query.js';
import type { WeaviateClass } from './rest.js';
import type { Query } from './searches.js';
import type { TenantBase, Tenants } from './tenants.js';

/** Walks over every object of a collection, a page of 100 at a time, in the order of their uuids. */
export interface ObjectIterator<T, V> {
  [Symbol.asyncIterator](): { next: () => Promise<IteratorResult<WeaviateObject<T, V>>> };
}

/**
 * A handle on a collection. It holds a name only: nothing is fetched to make one, and it outlives the collection.
 * `T` is the type of the properties, `N` of the name, `V` of the vectors; without `T` and `V` anything goes.
 */
export interface Collection<T = undefined, N = string, V = undefined> {
  aggregate: Members<Aggregate<T, V>>;
  backup: BackupCollection;
  config: Config<T>;
  data: Data<T>;
  filter: Filter<T extends undefined ? Properties : T>;
  generate: Generate<T, V>;
  metrics: Metrics<T>;
  /** The name as it was given; its first letter is upper-cased where it counts. */
  name: N;
  query: Query<T, V>;
  sort: Sort<T>;
  tenants: Tenants;
  multiTargetVector: MultiTargetVector<V>;
  /**
   * Copies schema, objects, vectors, references and tenants from a collection of any client with this interface, such as
   * Weaviate's own, or from the collection of the same name among a client's `collections`. See {@link copyTo}.
   */
  copyFrom(source: CopyCollection | CopyCollections, options?: CopyOptions): Promise<CopyResult>;
  /**
   * Copies this collection into one of any client with this interface. Given a client's `collections` it makes the
   * collection there if need be, as it does where the handle is one of this package's. Objects keep their ids; what is
   * there already, the same, is skipped, so that a second call goes on after a failure, and nothing is deleted.
   * References follow the objects: copy the collections that they lead to first. Times of creation are not copied.
   * @throws {WeaviateCopyError} at the end, when the target refused something.
   */
  copyTo(target: CopyCollection | CopyCollections, options?: CopyOptions): Promise<CopyResult>;
  exists(): Promise<boolean>;
  /**
   * Measures how multi-vectors are searched, on the collection's own: milliseconds, bytes per token, recall, and what
   * each quantizer and pooling factor would cost and find. Takes a second or so of the engine's time.
   */
  diagnose(options?: DiagnoseOptions): Promise<Diagnosis>;
  /** The collection as one index file, streamed; `client.open` reads it. */
  save(options?: TransferOptions): ReadableStream<Uint8Array>;
  iterator<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    opts?: IteratorOptions<T, I>,
  ): ObjectIterator<T, RV>;
  /** The number of objects. */
  length(): Promise<number>;
  /** Accepted for the sake of ported programs; there is one copy of the data. */
  withConsistency(consistencyLevel: ConsistencyLevel): Collection<T, N, V>;
  withTenant<TT extends TenantBase>(tenant: string | TT): Collection<T, N, V>;
}

/** A collection of an index file. */
export interface OpenedCollection<T = undefined> extends Collection<T> {
  /** Resolves when all of the file has been read; until then searches see what is there. */
  loaded: Promise<void>;
}

type Inferred<N, P, R, V> = Omit<CollectionConfigCreate<undefined, N>, 'properties' | 'references' | 'vectorizers'> & {
  properties?: P;
  references?: R;
  vectorizers?: V;
};

/** The collections of a client. All methods may be called without it. */
export interface Collections {
  /**
   * Creates a collection; the types of its objects and vectors are those of the handle that it is assigned to, or else
   * follow from `properties` and `vectorizers`.
   */
  create<
    const N extends string,
    const P extends readonly PropertyInput[],
    const R extends readonly ReferenceInputConfig[],
    const V extends VectorizerInput | readonly VectorizerInput[] | undefined,
    TProperties extends Properties | undefined = InferProperties<P, R>,
    TVectors extends Vectors | undefined = InferVectors<V>,
  >(config: Inferred<N, P, R, V>): Promise<Collection<TProperties, N, TVectors>>;
  create<
    TProperties extends Properties | undefined = undefined,
    TName = string,
    TVectors extends Vectors | undefined = undefined,
  >(config: CollectionConfigCreate<TProperties, TName, TVectors>): Promise<Collection<TProperties, TName, TVectors>>;
  /** From a REST schema, as `exportToJson` gives it. */
  createFromSchema(config: WeaviateClass): Promise<Collection<Properties, string>>;
  createFromJson(schemaJson: WeaviateClass): Promise<Collection<Properties, string>>;
  /** Resolves also when there is no such collection. */
  delete(collection: string): Promise<void>;
  // biome-ignore lint/suspicious/noConfusingVoidType: the type of Weaviate's client.
  deleteAll(): Promise<void[]>;
  exists(name: string): Promise<boolean>;
  export(name: string): Promise<CollectionConfig>;
  exportToJson(name: string): Promise<WeaviateClass>;
  get<TProperties extends Properties | undefined = undefined, TName extends string = string>(
    name: TName,
  ): Collection<TProperties, TName>;
  listAll(): Promise<CollectionConfig[]>;
  use<
    TName extends string = string,
    TProperties extends Properties | undefined = undefined,
    TVectors extends Vectors | undefined = undefined,
  >(name: TName): Collection<TProperties, TName, TVectors>;
}
