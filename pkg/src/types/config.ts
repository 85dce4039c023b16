import type { DataType, NonRefKeys, RefKeys } from './fields.js';
import type {
  GenerativeConfig,
  GenerativeCustomConfig,
  GenerativeSearch,
  Reranker,
  RerankerConfig,
} from './modules.js';
import type { AsyncReplicationConfig, ReplicationDeletionStrategy, WeaviateTokenization } from './rest.js';
import type { ModuleConfig, RecursivePartial, VectorIndexType } from './vector-index.js';
import type { VectorConfig, VectorConfigUpdate, VectorizersConfigAdd, VectorizersConfigCreate } from './vectorizers.js';

export type Tokenization = WeaviateTokenization;
export type InvertedIndexName = 'filterable' | 'searchable' | 'rangeFilters';
export type StopwordsPreset = 'en' | 'none';
export type Stopwords = { preset: StopwordsPreset | string; additions: string[]; removals: string[] };
export type TextAnalyzerConfig = {
  /** Folds accents away; `ignore` lists letters to leave alone. */
  asciiFold?: boolean | { ignore: string[] };
  stopwordPreset?: StopwordsPreset | string;
};

// What config.get() gives

export type InvertedIndexConfig = {
  bm25: { k1: number; b: number };
  cleanupIntervalSeconds: number;
  indexTimestamps: boolean;
  indexPropertyLength: boolean;
  indexNullState: boolean;
  stopwords: Stopwords;
  stopwordPresets?: { [presetName: string]: string[] };
};
export type ObjectTTLConfig = {
  enabled?: boolean;
  defaultTTLSeconds?: number;
  deleteOn?: string;
  filterExpiredObjects?: boolean;
};
export type MultiTenancyConfig = { autoTenantActivation: boolean; autoTenantCreation: boolean; enabled: boolean };
export type ReplicationConfig = {
  asyncEnabled: boolean;
  asyncConfig?: AsyncReplicationConfig;
  deletionStrategy: ReplicationDeletionStrategy;
  factor: number;
};
export type PropertyVectorizerConfig = Record<string, { skip: boolean; vectorizePropertyName: boolean }>;
export type PropertyConfig = {
  name: string;
  dataType: string;
  description?: string;
  indexInverted: boolean;
  indexFilterable: boolean;
  indexRangeFilters: boolean;
  indexSearchable: boolean;
  nestedProperties?: PropertyConfig[];
  tokenization: Tokenization | string;
  vectorizerConfig?: PropertyVectorizerConfig;
  textAnalyzer?: TextAnalyzerConfig;
};
export type ReferenceConfig = { name: string; description?: string; targetCollections: string[] };
export type ShardingConfig = {
  virtualPerPhysical: number;
  desiredCount: number;
  actualCount: number;
  desiredVirtualCount: number;
  actualVirtualCount: number;
  key: '_id';
  strategy: 'hash';
  function: 'murmur3';
};
export type CollectionConfig = {
  name: string;
  description?: string;
  generative?: ModuleConfig<GenerativeSearch, GenerativeConfig>;
  invertedIndex: InvertedIndexConfig;
  multiTenancy: MultiTenancyConfig;
  objectTTL: ObjectTTLConfig;
  properties: PropertyConfig[];
  references: ReferenceConfig[];
  replication: ReplicationConfig;
  reranker?: ModuleConfig<Reranker, RerankerConfig>;
  sharding: ShardingConfig;
  vectorizers: VectorConfig;
};

// What create takes

export type InvertedIndexConfigCreate = RecursivePartial<InvertedIndexConfig>;
export type ObjectTTLConfigCreate = RecursivePartial<ObjectTTLConfig>;
export type MultiTenancyConfigCreate = RecursivePartial<MultiTenancyConfig>;
export type ReplicationConfigCreate = RecursivePartial<ReplicationConfig>;
export type ShardingConfigCreate = { virtualPerPhysical?: number; desiredCount?: number; desiredVirtualCount?: number };
export type ObjectDataType = 'object' | 'object[]';
export type PrimitiveDataType = Exclude<DataType, ObjectDataType>;
export type NestedPropertyConfigCreateBase = {
  description?: string;
  indexInverted?: boolean;
  indexFilterable?: boolean;
  indexRangeFilters?: boolean;
  indexSearchable?: boolean;
  tokenization?: Tokenization;
};
export type PropertyConfigCreateBase = NestedPropertyConfigCreateBase & {
  skipVectorization?: boolean;
  vectorizePropertyName?: boolean;
  textAnalyzer?: TextAnalyzerConfig;
};
export type NestedDataTypeConfig<T> =
  | { dataType: ObjectDataType; nestedProperties?: NestedPropertyCreate<T>[] }
  | { dataType: PrimitiveDataType; nestedProperties?: never };
export type RequiresNested<T> = T extends ObjectDataType ? true : false;
export type NestedPropertyConfigCreate<T, D> = D extends ObjectDataType
  ? T extends (infer U)[]
    ? NestedPropertyCreate<U>
    : NestedPropertyCreate<T>
  : never;
/** For a typed collection: one property per key, with the data types its type may have. */
type TypedProperty<T, Base> = {
  [K in NonRefKeys<T>]: Base & {
    name: K;
    dataType: DataType<T[K & keyof T]>;
  } & (RequiresNested<DataType<T[K & keyof T]>> extends true
      ? { nestedProperties: NestedPropertyConfigCreate<T[K & keyof T], DataType<T[K & keyof T]>>[] }
      : { nestedProperties?: NestedPropertyConfigCreate<T[K & keyof T], DataType<T[K & keyof T]>>[] });
}[NonRefKeys<T>];
export type NestedPropertyCreate<T = undefined> = T extends undefined
  ? { name: string } & NestedPropertyConfigCreateBase & NestedDataTypeConfig<T>
  : TypedProperty<T, NestedPropertyConfigCreateBase>;
export type PropertyConfigCreate<T> = T extends undefined
  ? { name: string } & PropertyConfigCreateBase & NestedDataTypeConfig<T>
  : TypedProperty<T, PropertyConfigCreateBase>;
type NestedPropertyAdd = NestedPropertyConfigCreateBase & {
  name: string;
  dataType: DataType;
  nestedProperties?: NestedPropertyAdd[];
};
/** A property of any type that is not known to the collection's own. */
export type PropertyConfigAdd = PropertyConfigCreateBase & NestedPropertyAdd;
export type ReferenceConfigBaseCreate<T> = { name: T extends undefined ? string : RefKeys<T>; description?: string };
export type ReferenceSingleTargetConfigCreate<T> = ReferenceConfigBaseCreate<T> & { targetCollection: string };
export type ReferenceMultiTargetConfigCreate<T> = ReferenceConfigBaseCreate<T> & { targetCollections: string[] };
export type ReferenceConfigCreate<T> = ReferenceSingleTargetConfigCreate<T> | ReferenceMultiTargetConfigCreate<T>;
export type CollectionConfigCreate<TProperties = undefined, N = string, TVectors = undefined> = {
  name: N;
  description?: string;
  generative?: ModuleConfig<GenerativeSearch, GenerativeConfig> | GenerativeCustomConfig;
  invertedIndex?: InvertedIndexConfigCreate;
  objectTTL?: ObjectTTLConfigCreate;
  multiTenancy?: MultiTenancyConfigCreate;
  properties?: PropertyConfigCreate<TProperties>[];
  references?: ReferenceConfigCreate<TProperties>[];
  replication?: ReplicationConfigCreate;
  reranker?: ModuleConfig<Reranker, RerankerConfig>;
  sharding?: ShardingConfigCreate;
  vectorizers?: VectorizersConfigCreate<TProperties, TVectors>;
};

// What update takes

export type InvertedIndexConfigUpdate = {
  bm25?: { b?: number; k1?: number };
  cleanupIntervalSeconds?: number;
  stopwords?: { preset?: string; additions?: string[]; removals?: string[] };
  stopwordPresets?: { [presetName: string]: string[] };
};
export type ObjectTTLConfigUpdate = ObjectTTLConfigCreate;
export type MultiTenancyConfigUpdate = { autoTenantActivation?: boolean; autoTenantCreation?: boolean };
export type ReplicationConfigUpdate = ReplicationConfigCreate;
export type PropertyDescriptionsUpdate<T> = T extends undefined ? Record<string, string> : { [K in keyof T]: string };
export type CollectionConfigUpdate<T> = {
  description?: string;
  propertyDescriptions?: PropertyDescriptionsUpdate<T>;
  generative?: ModuleConfig<GenerativeSearch, GenerativeConfig> | GenerativeCustomConfig;
  invertedIndex?: InvertedIndexConfigUpdate;
  multiTenancy?: MultiTenancyConfigUpdate;
  objectTTL?: ObjectTTLConfigUpdate;
  replication?: ReplicationConfigUpdate;
  reranker?: ModuleConfig<Reranker, RerankerConfig>;
  vectorizers?: VectorConfigUpdate<undefined, VectorIndexType> | VectorConfigUpdate<string, VectorIndexType>[];
};

export type ShardStatus = { name: string; status: string; vectorQueueSize: number };
/** Reads and changes the configuration of a collection. */
export interface Config<T> {
  addProperty(property: PropertyConfigAdd): Promise<void>;
  addReference(reference: ReferenceConfigCreate<T> | ReferenceConfigCreate<undefined>): Promise<void>;
  /** Vectors whose name is taken are left as they are. */
  addVector(vectors: VectorizersConfigAdd<T> | VectorizersConfigAdd<undefined>): Promise<void>;
  get(): Promise<CollectionConfig>;
  getShards(): Promise<ShardStatus[]>;
  updateShards(status: 'READY' | 'READONLY', names?: string | string[]): Promise<ShardStatus[]>;
  update(config?: CollectionConfigUpdate<T>): Promise<void>;
  dropInvertedIndex(propertyName: string, indexName: InvertedIndexName): Promise<void>;
}
