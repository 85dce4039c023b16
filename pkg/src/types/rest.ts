/** Weaviate's REST schema as `exportToJson` gives it and `createFromJson` takes it. */
export type WeaviateClass = {
  class?: string;
  description?: string;
  vectorizer?: string;
  vectorIndexType?: string;
  vectorIndexConfig?: { [key: string]: unknown };
  vectorConfig?: { [name: string]: WeaviateVectorConfig };
  moduleConfig?: { [module: string]: unknown };
  properties?: WeaviateProperty[];
  invertedIndexConfig?: WeaviateInvertedIndexConfig;
  multiTenancyConfig?: { enabled?: boolean; autoTenantCreation?: boolean; autoTenantActivation?: boolean };
  objectTtlConfig?: { enabled?: boolean; defaultTtl?: number; deleteOn?: string; filterExpiredObjects?: boolean };
  replicationConfig?: WeaviateReplicationConfig;
  shardingConfig?: { [key: string]: unknown };
};

/** One named vector of a {@link WeaviateClass}. */
export type WeaviateVectorConfig = {
  vectorizer?: { [module: string]: unknown };
  vectorIndexType?: string;
  vectorIndexConfig?: { [key: string]: unknown };
};

/** A property or, when its data type starts with a capital letter, a reference. */
export type WeaviateProperty = {
  name?: string;
  dataType?: string[];
  description?: string;
  moduleConfig?: { [module: string]: unknown };
  indexInverted?: boolean;
  bucketGeneration?: number;
  indexFilterable?: boolean;
  indexSearchable?: boolean;
  indexRangeFilters?: boolean;
  tokenization?: WeaviateTokenization;
  nestedProperties?: WeaviateNestedProperty[];
  disableDuplicatedReferences?: boolean;
  textAnalyzer?: WeaviateTextAnalyzerConfig;
};

/** A property inside an `object` or `object[]` property. */
export type WeaviateNestedProperty = {
  name?: string;
  dataType?: string[];
  description?: string;
  indexFilterable?: boolean;
  indexSearchable?: boolean;
  indexRangeFilters?: boolean;
  tokenization?: WeaviateTokenization;
  nestedProperties?: WeaviateNestedProperty[];
  textAnalyzer?: WeaviateTextAnalyzerConfig;
};

export type WeaviateTokenization =
  | 'word'
  | 'lowercase'
  | 'whitespace'
  | 'field'
  | 'trigram'
  | 'gse'
  | 'kagome_kr'
  | 'kagome_ja'
  | 'gse_ch';

export type WeaviateTextAnalyzerConfig = { asciiFold?: boolean; asciiFoldIgnore?: string[]; stopwordPreset?: string };

export type WeaviateInvertedIndexConfig = {
  cleanupIntervalSeconds?: number;
  bm25?: { k1?: number; b?: number };
  stopwords?: { preset?: string; additions?: string[]; removals?: string[] };
  indexTimestamps?: boolean;
  indexNullState?: boolean;
  indexPropertyLength?: boolean;
  usingBlockMaxWAND?: boolean;
  stopwordPresets?: { [name: string]: string[] };
};

/** Settings of a cluster's anti-entropy; kept and given back, without effect here. */
export type AsyncReplicationConfig = {
  hashtreeHeight?: number;
  frequency?: number;
  frequencyWhilePropagating?: number;
  loggingFrequency?: number;
  diffBatchSize?: number;
  diffPerNodeTimeout?: number;
  prePropagationTimeout?: number;
  propagationTimeout?: number;
  propagationLimit?: number;
  propagationDelay?: number;
  propagationConcurrency?: number;
  propagationBatchSize?: number;
};

export type ReplicationDeletionStrategy = 'DeleteOnConflict' | 'NoAutomatedResolution' | 'TimeBasedResolution';

export type WeaviateReplicationConfig = {
  factor?: number;
  asyncConfig?: AsyncReplicationConfig;
  deletionStrategy?: ReplicationDeletionStrategy;
  asyncEnabled: boolean;
};

/** What `getMeta()` tells of the engine. */
export type Meta = {
  hostname?: string;
  version?: string;
  modules?: { [module: string]: unknown };
  grpcMaxMessageSize?: number;
};
