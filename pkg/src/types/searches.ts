import type { WeaviateObject } from './fields.js';
import type {
  BaseBm25Options,
  BaseHybridOptions,
  BaseNearOptions,
  BaseNearTextOptions,
  Bm25Options,
  CallOptions,
  FetchObjectByIdOptions,
  FetchObjectsOptions,
  GroupByBm25Options,
  GroupByHybridOptions,
  GroupByNearOptions,
  GroupByNearTextOptions,
  GroupByReturn,
  HybridOptions,
  IncludeVector,
  Media,
  NearMediaType,
  NearOptions,
  NearTextOptions,
  NearVectorInputType,
  QueryReturn,
  ReturnVectors,
  WeaviateReturn,
} from './query.js';

/**
 * The searches of a collection. Each returns a page of objects, or groups of them when `groupBy` is given.
 * `T` is the type of the properties, `V` of the vectors, `I` what `includeVector` asks for, `RV` what it gives.
 */
export interface Query<T, V> {
  /** One object, or null where there is none of that id. */
  fetchObjectById<I extends IncludeVector<V>>(
    id: string,
    opts?: FetchObjectByIdOptions<T, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateObject<T, ReturnVectors<V, I>> | null>;
  /** Lists objects: filtered, sorted, paged by `offset` or after a uuid. */
  fetchObjects<I extends IncludeVector<V>>(
    opts?: FetchObjectsOptions<T, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, ReturnVectors<V, I>>>;
  /** Keyword search. */
  bm25<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string,
    opts?: BaseBm25Options<T, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  bm25<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string,
    opts: GroupByBm25Options<T, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  bm25<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string,
    opts?: Bm25Options<T, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
  /** Keyword and vector search, fused. */
  hybrid<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string,
    opts?: BaseHybridOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  hybrid<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string,
    opts: GroupByHybridOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  hybrid<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string,
    opts?: HybridOptions<T, V, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
  /** Search with an image through a multimodal vectorizer. */
  nearImage<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    image: Media,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  nearImage<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    image: Media,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  nearImage<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    image: Media,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
  /** Search with a medium through a multimodal vectorizer. */
  nearMedia<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    media: Media,
    type: NearMediaType,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  nearMedia<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    media: Media,
    type: NearMediaType,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  nearMedia<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    media: Media,
    type: NearMediaType,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
  /** Search with the vectors of a stored object. */
  nearObject<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    id: string,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  nearObject<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    id: string,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  nearObject<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    id: string,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
  /** Search with a text, embedded by the collection's vectorizer. */
  nearText<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string | string[],
    opts?: BaseNearTextOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  nearText<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string | string[],
    opts: GroupByNearTextOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  nearText<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    query: string | string[],
    opts?: NearTextOptions<T, V, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
  /** Search with a vector, a multi-vector, or vectors by target. */
  nearVector<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    vector: NearVectorInputType,
    opts?: BaseNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<WeaviateReturn<T, RV>>;
  nearVector<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    vector: NearVectorInputType,
    opts: GroupByNearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): Promise<GroupByReturn<T, RV>>;
  nearVector<I extends IncludeVector<V>, RV extends ReturnVectors<V, I>>(
    vector: NearVectorInputType,
    opts?: NearOptions<T, V, I>,
    callOpts?: CallOptions,
  ): QueryReturn<T, RV>;
}
