import type {
  InvertedIndexConfigCreate,
  InvertedIndexConfigUpdate,
  MultiTenancyConfigCreate,
  MultiTenancyConfigUpdate,
  ObjectTTLConfigCreate,
  ObjectTTLConfigUpdate,
  ReplicationConfigCreate,
  ReplicationConfigUpdate,
  ShardingConfigCreate,
} from '../types/config.js';
import type { AsyncReplicationConfig, ReplicationDeletionStrategy } from '../types/rest.js';
import type { VectorIndexType } from '../types/vector-index.js';
import type { VectorConfigUpdate, VectorizerUpdateOptions } from '../types/vectorizers.js';
import { dataType, tokenization, vectorDistances } from './constants.js';
import { generative, reranker } from './modules.js';
import { reconfigureVectorIndex, vectorIndex } from './vector-index.js';
import { multiVectors, vectorizer, vectors } from './vectors.js';

type KeywordOptions = {
  /** From 0 to 1: how much the length of a text counts. */
  bm25b?: number;
  /** How soon more occurrences of a token stop to count. */
  bm25k1?: number;
  cleanupIntervalSeconds?: number;
  stopwordsPreset?: 'en' | 'none';
  stopwordsAdditions?: string[];
  stopwordsRemovals?: string[];
  /** Stopword lists of your own, by the name that a property's `textAnalyzer.stopwordPreset` gives. */
  stopwordPresets?: { [presetName: string]: string[] };
};
type IndexOptions = KeywordOptions & {
  /** Lets filters ask for the times of creation and change. */
  indexTimestamps?: boolean;
  /** Lets filters ask for the length of properties. */
  indexPropertyLength?: boolean;
  /** Lets filters ask whether a property is there. */
  indexNullState?: boolean;
};
type TTLOptions = { defaultTTLSeconds: number; filterExpiredObjects?: boolean };
type DateTTLOptions = { defaultTTLSeconds?: number; filterExpiredObjects?: boolean };
type ReplicationOptions = {
  asyncEnabled?: boolean;
  asyncConfig?: AsyncReplicationConfig;
  deletionStrategy?: ReplicationDeletionStrategy;
  factor?: number;
};

/** Keyword settings as they are stored. What is given together stands together: a lone `b` makes `k1` 0. */
function keywords(options: KeywordOptions): InvertedIndexConfigUpdate {
  const { bm25b: b, bm25k1: k1, stopwordsPreset, stopwordsAdditions, stopwordsRemovals } = options;
  const hasStopwords = stopwordsPreset ?? stopwordsAdditions ?? stopwordsRemovals;
  return {
    bm25: b !== undefined || k1 !== undefined ? { b, k1 } : undefined,
    cleanupIntervalSeconds: options.cleanupIntervalSeconds,
    stopwords: hasStopwords && {
      preset: stopwordsPreset,
      additions: stopwordsAdditions,
      removals: stopwordsRemovals,
    },
    stopwordPresets: options.stopwordPresets,
  };
}

const replication = ({ asyncEnabled, asyncConfig, deletionStrategy, factor }: ReplicationOptions) => ({
  asyncEnabled,
  deletionStrategy,
  factor,
  asyncConfig,
});

const ttl = (deleteOn: string, { defaultTTLSeconds, filterExpiredObjects }: DateTTLOptions, enabled?: true) => ({
  ...(enabled && { enabled }),
  deleteOn,
  defaultTTLSeconds,
  filterExpiredObjects,
});
const CREATION = '_creationTimeUnix';
const UPDATE = '_lastUpdateTimeUnix';

/** Everything that `collections.create` takes, as functions that make plain objects. */
export const configure = {
  generative,
  multiVectors,
  reranker,
  /** @deprecated the older twin of `vectors`. */
  vectorizer,
  vectors,
  vectorIndex,
  dataType,
  tokenization,
  vectorDistances,
  /** Keyword search and filters. */
  invertedIndex: (options: IndexOptions): InvertedIndexConfigCreate => {
    const { bm25, cleanupIntervalSeconds, ...rest } = keywords(options);
    const { indexTimestamps, indexPropertyLength, indexNullState } = options;
    return { bm25, cleanupIntervalSeconds, indexTimestamps, indexPropertyLength, indexNullState, ...rest };
  },
  /** Objects that delete themselves. */
  objectTTL: {
    deleteByCreationTime: (options: TTLOptions): ObjectTTLConfigCreate => ttl(CREATION, options, true),
    deleteByUpdateTime: (options: TTLOptions): ObjectTTLConfigCreate => ttl(UPDATE, options, true),
    deleteByDateProperty: (options: DateTTLOptions & { property: string }): ObjectTTLConfigCreate =>
      ttl(options.property, options, true),
  },
  /** Each tenant has objects and statistics of its own. */
  multiTenancy: (options?: {
    autoTenantActivation?: boolean;
    autoTenantCreation?: boolean;
    enabled?: boolean;
  }): MultiTenancyConfigCreate => ({
    autoTenantActivation: options?.autoTenantActivation ?? false,
    autoTenantCreation: options?.autoTenantCreation ?? false,
    enabled: options?.enabled ?? true,
  }),
  /** Kept and given back: there is one copy of the data. */
  replication: (options: ReplicationOptions): ReplicationConfigCreate => replication(options),
  /** Kept and given back: there is one shard. */
  sharding: (options: {
    virtualPerPhysical?: number;
    desiredCount?: number;
    desiredVirtualCount?: number;
  }): ShardingConfigCreate => ({
    virtualPerPhysical: options.virtualPerPhysical,
    desiredCount: options.desiredCount,
    desiredVirtualCount: options.desiredVirtualCount,
  }),
};

const update = <N extends string | undefined, I extends VectorIndexType>(
  options: VectorizerUpdateOptions<N, I>,
): VectorConfigUpdate<N, I> => ({ name: options.name as N, vectorIndex: options.vectorIndexConfig });

/** Everything that `config.update` takes, as functions that make plain objects. */
export const reconfigure = {
  vectorIndex: reconfigureVectorIndex,
  /** Keyword search: what is left out goes back to its default. */
  invertedIndex: (options: KeywordOptions): InvertedIndexConfigUpdate => keywords(options),
  /** @deprecated the older twin of `vectors`. */
  vectorizer: { update },
  /** The index of one vector, by its name. */
  vectors: { update },
  replication: (options: ReplicationOptions): ReplicationConfigUpdate => replication(options),
  multiTenancy: (options: {
    autoTenantActivation?: boolean;
    autoTenantCreation?: boolean;
  }): MultiTenancyConfigUpdate => ({
    autoTenantActivation: options.autoTenantActivation,
    autoTenantCreation: options.autoTenantCreation,
  }),
  objectTTL: {
    disable: (): ObjectTTLConfigUpdate => ({ enabled: false }),
    deleteByCreationTime: (options: TTLOptions): ObjectTTLConfigUpdate => ttl(CREATION, options),
    deleteByUpdateTime: (options: TTLOptions): ObjectTTLConfigUpdate => ttl(UPDATE, options),
    deleteByDateProperty: (options: DateTTLOptions & { propertyName: string }): ObjectTTLConfigUpdate =>
      ttl(options.propertyName, options),
  },
  generative,
  reranker,
};
