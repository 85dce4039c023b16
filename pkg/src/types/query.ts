import type { AsYouTypeOptions, ExplainOptions, HighlightOptions, LabelledVectors } from './explain.js';
import type {
  ExtractCrossReferenceType,
  Metadata,
  MultiVectorType,
  NestedKeys,
  NestedProperties,
  PrimitiveKeys,
  PrimitiveVectorType,
  RefKeys,
  SingleVectorType,
  WeaviateObject,
} from './fields.js';
import type { FilterValue, Sorting } from './filters.js';

/** Options that end a call's waiting. */
export type CallOptions = { abortSignal?: AbortSignal };

/** An image, sound or film: base64 text, a URL, a file path where there are files, or bytes. */
export type Media = string | Uint8Array | ArrayBuffer | Blob;

// Vectors in requests

/** One vector or one multi-vector, in any form that is accepted. */
export type VectorInput =
  | PrimitiveVectorType
  | Float32Array
  | Float32Array[]
  | { data: Float32Array; dimensions: number }
  | LabelledVectors;
export type ListOfVectors<V> = { kind: 'listOfVectors'; dimensionality: '1D' | '2D'; vectors: V[] };
export type NearVectorInputType =
  | VectorInput
  | Record<string, VectorInput | ListOfVectors<SingleVectorType> | ListOfVectors<MultiVectorType>>;
export type TargetVector<V> = V extends undefined ? string : keyof V & string;
export type TargetVectorInputType<V> = TargetVector<V> | TargetVector<V>[] | MultiTargetVectorJoin<V>;
export type MultiTargetVectorJoinCombination = 'sum' | 'average' | 'minimum' | 'relative-score' | 'manual-weights';
export type MultiTargetVectorWeights<V> = Partial<Record<TargetVector<V>, number | number[]>>;
/** How the distances to several target vectors become one. */
export type MultiTargetVectorJoin<V> = {
  combination: MultiTargetVectorJoinCombination;
  targetVectors: TargetVector<V>[];
  weights?: MultiTargetVectorWeights<V>;
};
export interface MultiTargetVector<V> {
  sum: <T extends TargetVector<V>[]>(targetVectors: T) => MultiTargetVectorJoin<V>;
  average: <T extends TargetVector<V>[]>(targetVectors: T) => MultiTargetVectorJoin<V>;
  minimum: <T extends TargetVector<V>[]>(targetVectors: T) => MultiTargetVectorJoin<V>;
  relativeScore: (weights: MultiTargetVectorWeights<V>) => MultiTargetVectorJoin<V>;
  manualWeights: (weights: MultiTargetVectorWeights<V>) => MultiTargetVectorJoin<V>;
}

// What comes back

export type SearchProfile = { details: Record<string, string> };
export type ShardProfile = { name: string; node: string; searches: Record<string, SearchProfile> };
export type QueryProfile = { shards: ShardProfile[] };
/** `all` stands for what a server has: not for `explain`. Highlights are asked for by the option `highlight`. */
export type MetadataKeys = (Exclude<keyof Metadata, 'highlights'> | 'all' | 'queryProfile')[];
export type QueryMetadata = 'all' | MetadataKeys | undefined;

/** Which vectors `includeVector` gives back. */
export type ReturnVectors<V, I> = V extends undefined
  ? undefined
  : I extends true
    ? V
    : I extends (infer U)[]
      ? Pick<V, { [K in keyof V]: K extends U ? K : never }[keyof V]>
      : never;
export type QueryVector<V> = V extends undefined ? string : keyof V & string;
export type IncludeVector<V> = boolean | QueryVector<V>[] | undefined;
export type WeaviateReturn<T, V> = {
  objects: WeaviateObject<T, V>[];
  /** Shards whose objects are missing here: of a connection by `connectToObjects` that goes on without them. */
  missingShards?: string[];
  queryProfile?: QueryProfile;
};
export type GroupByObject<T, V> = WeaviateObject<T, V> & { belongsToGroup: string };
export type GroupByResult<T, V> = {
  name: string;
  minDistance: number;
  maxDistance: number;
  numberOfObjects: number;
  objects: WeaviateObject<T, V>[];
};
export type GroupByReturn<T, V> = {
  objects: GroupByObject<T, V>[];
  groups: Record<string, GroupByResult<T, V>>;
  missingShards?: string[];
  queryProfile?: QueryProfile;
};
export type QueryReturn<T, V> = Promise<WeaviateReturn<T, V>> | Promise<GroupByReturn<T, V>>;

// What is asked for

type NestedTypeOf<T> = T extends (infer U)[]
  ? U extends NestedProperties
    ? U
    : never
  : T extends NestedProperties
    ? T
    : never;
export type QueryNested<T> = {
  [K in NestedKeys<T>]: { name: K; properties: QueryProperty<NestedTypeOf<T[K & keyof T]>>[] };
}[NestedKeys<T>];
export type QueryNestedDefault = { name: string; properties: (string | QueryNestedDefault)[] };
export type QueryProperty<T> = T extends undefined ? string | QueryNestedDefault : PrimitiveKeys<T> | QueryNested<T>;
export interface BaseRefProperty<T> {
  linkOn: RefKeys<T>;
  includeVector?: boolean | string[];
  returnMetadata?: QueryMetadata;
  returnProperties?: QueryProperty<ExtractCrossReferenceType<T[this['linkOn'] & keyof T]>>[];
  returnReferences?: QueryReference<ExtractCrossReferenceType<T[this['linkOn'] & keyof T]>>[];
  targetCollection?: string;
}
export type RefProperty<T> = BaseRefProperty<T>;
export type RefPropertyDefault = {
  linkOn: string;
  includeVector?: boolean | string[];
  returnMetadata?: QueryMetadata;
  returnProperties?: (string | QueryNestedDefault)[];
  returnReferences?: RefPropertyDefault[];
  targetCollection?: string;
};
export type QueryReference<T> = T extends undefined ? RefPropertyDefault : RefProperty<T>;
export type GroupByOptions<T> = T extends undefined
  ? { property: string; numberOfGroups: number; objectsPerGroup: number }
  : { property: keyof T; numberOfGroups: number; objectsPerGroup: number };
export type RerankOptions<T> = T extends undefined
  ? { property: string; query?: string }
  : { property: keyof T; query?: string };

// Boost and diversity

export type Curve = 'exponential' | 'gaussian' | 'linear';
export type Modifier = 'log1p' | 'sqrt';
export type TimeDecay = {
  property: string;
  scale: string;
  origin?: string;
  offset?: string;
  curve?: Curve;
  decay?: number;
  type: 'timeDecay';
};
export type NumericDecay = {
  property: string;
  scale: number;
  origin: number;
  offset?: number;
  curve?: Curve;
  decay?: number;
  type: 'numericDecay';
};
export type PropertyValue = { property: string; modifier?: Modifier; type: 'propertyValue' };
export type BoostOptions = {
  conditions: {
    func: TimeDecay | NumericDecay | PropertyValue | (FilterValue & { type: 'filter' });
    weight?: number;
  }[];
  weight?: number;
  depth?: number;
};
export type MMR = { type: 'mmr'; limit?: number; balance?: number };
export type DiversityConfig = MMR;

// Options of the searches

type Return<T, I> = {
  includeVector?: I;
  returnProperties?: QueryProperty<T>[];
  returnReferences?: QueryReference<T>[];
};
// An intersection is compared member by member: a typed collection can then stand for an untyped one.
export type FetchObjectByIdOptions<T, I> = Return<T, I> & object;
export type FetchObjectsOptions<T, I> = Return<T, I> & {
  limit?: number;
  offset?: number;
  after?: string;
  filters?: FilterValue;
  sort?: Sorting<T>;
  returnMetadata?: QueryMetadata;
};
export type SearchOptions<T, I> = Return<T, I> & {
  limit?: number;
  offset?: number;
  autoLimit?: number;
  filters?: FilterValue;
  boost?: BoostOptions;
  rerank?: RerankOptions<T>;
  returnMetadata?: QueryMetadata;
  /** Beside `returnMetadata: ['explain']`. */
  explain?: ExplainOptions;
  /** Passages that say why: `metadata.highlights`. */
  highlight?: HighlightOptions | true;
};
export type IteratorOptions<T, I> = Return<T, I> & { returnMetadata?: QueryMetadata };
export type Bm25QueryProperty<T> = { name: PrimitiveKeys<T>; weight: number };
export type Bm25OperatorOr = { operator: 'Or'; minimumMatch: number };
export type Bm25OperatorAnd = { operator: 'And' };
export type Bm25OperatorAndCross = { operator: 'AndCross' };
export type Bm25OperatorOptions = Bm25OperatorOr | Bm25OperatorAnd | Bm25OperatorAndCross;
/** `'name'`, `'name^2'` or `{ name, weight }`. */
export type QueryPropertyName<T> =
  | PrimitiveKeys<T>
  | `${PrimitiveKeys<T>}^${number}`
  | { name: PrimitiveKeys<T>; weight: number };
export type Bm25SearchOptions<T> = {
  queryProperties?: QueryPropertyName<T>[];
  operator?: Bm25OperatorOptions;
  /** Finds also what the query may become, and what it may have meant. */
  asYouType?: AsYouTypeOptions | boolean;
};
export type BaseBm25Options<T, I> = SearchOptions<T, I> & Bm25SearchOptions<T>;
export type GroupByBm25Options<T, I> = BaseBm25Options<T, I> & { groupBy: GroupByOptions<T> };
export type Bm25Options<T, I> = BaseBm25Options<T, I> | GroupByBm25Options<T, I> | undefined;
export type MoveOptions = { force: number; objects?: string[]; concepts?: string[] };
export type HybridSubSearchBase = { certainty?: number; distance?: number };
export type HybridNearTextSubSearch = HybridSubSearchBase & {
  query: string | string[];
  moveTo?: MoveOptions;
  moveAway?: MoveOptions;
};
export type HybridNearVectorSubSearch = HybridSubSearchBase & { vector: NearVectorInputType };
export type HybridSearchOptions<T, V> = {
  /** From 0 (keywords only) to 1 (vectors only); .5 when absent. */
  alpha?: number;
  fusionType?: 'Ranked' | 'RelativeScore';
  maxVectorDistance?: number;
  queryProperties?: QueryPropertyName<T>[];
  targetVector?: TargetVectorInputType<V>;
  vector?: NearVectorInputType | HybridNearTextSubSearch | HybridNearVectorSubSearch;
  bm25Operator?: Bm25OperatorOptions;
  diversity?: DiversityConfig;
};
export type BaseHybridOptions<T, V, I> = SearchOptions<T, I> & HybridSearchOptions<T, V>;
export type GroupByHybridOptions<T, V, I> = BaseHybridOptions<T, V, I> & { groupBy: GroupByOptions<T> };
export type HybridOptions<T, V, I> = BaseHybridOptions<T, V, I> | GroupByHybridOptions<T, V, I> | undefined;
export type NearSearchOptions<V> = {
  certainty?: number;
  distance?: number;
  targetVector?: TargetVectorInputType<V>;
  diversity?: DiversityConfig;
};
export type BaseNearOptions<T, V, I> = SearchOptions<T, I> & NearSearchOptions<V>;
export type GroupByNearOptions<T, V, I> = BaseNearOptions<T, V, I> & { groupBy: GroupByOptions<T> };
export type NearOptions<T, V, I> = BaseNearOptions<T, V, I> | GroupByNearOptions<T, V, I> | undefined;
export type BaseNearTextOptions<T, V, I> = BaseNearOptions<T, V, I> & { moveTo?: MoveOptions; moveAway?: MoveOptions };
export type GroupByNearTextOptions<T, V, I> = BaseNearTextOptions<T, V, I> & { groupBy: GroupByOptions<T> };
export type NearTextOptions<T, V, I> = BaseNearTextOptions<T, V, I> | GroupByNearTextOptions<T, V, I> | undefined;
export type NearMediaType = 'audio' | 'depth' | 'image' | 'imu' | 'thermal' | 'video';
