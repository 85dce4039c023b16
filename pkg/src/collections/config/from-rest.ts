import { WeaviateDeserializationError } from '../../errors.js';
import type {
  CollectionConfig,
  InvertedIndexConfig,
  PropertyConfig,
  ReferenceConfig,
  TextAnalyzerConfig,
} from '../../types/config.js';
import type {
  WeaviateClass,
  WeaviateInvertedIndexConfig,
  WeaviateNestedProperty,
  WeaviateProperty,
  WeaviateTextAnalyzerConfig,
} from '../../types/rest.js';
import type { ModuleConfig, VectorIndexConfig } from '../../types/vector-index.js';
import type { VectorConfig } from '../../types/vectorizers.js';

/** The value, which a class that the engine stored always has. */
function given<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) {
    throw new WeaviateDeserializationError(`${what} was not returned by Weaviate`);
  }
  return value;
}

/** A REST class as `config.get()` shows it. */
export function collectionFromRest(rest: WeaviateClass): CollectionConfig {
  const { enabled, autoTenantActivation, autoTenantCreation } = rest.multiTenancyConfig ?? {};
  const { objectTtlConfig: ttl, replicationConfig: replication } = rest;
  const properties = rest.properties ?? [];
  return {
    name: given(rest.class, 'Collection name'),
    description: rest.description,
    generative: moduleFrom(rest, 'generative'),
    invertedIndex: invertedIndexFrom(given(rest.invertedIndexConfig, 'Inverted index')),
    multiTenancy: {
      autoTenantActivation: autoTenantActivation ?? false,
      autoTenantCreation: autoTenantCreation ?? false,
      enabled: enabled ?? false,
    },
    objectTTL: ttl ? ttlFrom(ttl) : { enabled: false },
    properties: properties.filter((property) => !isReference(property)).map(propertyFrom),
    references: properties.filter(isReference).map(referenceFrom),
    replication: {
      asyncEnabled: replication?.asyncEnabled ?? false,
      deletionStrategy: replication?.deletionStrategy ?? 'NoAutomatedResolution',
      factor: given(replication?.factor, 'Replication factor'),
    },
    reranker: moduleFrom(rest, 'reranker'),
    sharding: rest.shardingConfig as CollectionConfig['sharding'],
    vectorizers: vectorsFrom(rest),
  };
}

const TTL_SOURCES: Record<string, string> = { _creationTimeUnix: 'creationTime', _lastUpdateTimeUnix: 'updateTime' };

function ttlFrom(ttl: NonNullable<WeaviateClass['objectTtlConfig']>): CollectionConfig['objectTTL'] {
  const { enabled, deleteOn, defaultTtl } = ttl;
  return {
    ...ttl,
    enabled: enabled ?? false,
    deleteOn: deleteOn && (TTL_SOURCES[deleteOn] ?? deleteOn),
    defaultTTLSeconds: defaultTtl,
  };
}

/** The first module of a kind: a collection has at most one. */
function moduleFrom(
  { moduleConfig }: WeaviateClass,
  kind: string,
): ModuleConfig<string, Record<string, unknown>> | undefined {
  const name = Object.keys(moduleConfig ?? {}).find((key) => key.includes(kind));
  return name === undefined ? undefined : { name, config: moduleConfig![name] as Record<string, unknown> };
}

function invertedIndexFrom(index: WeaviateInvertedIndexConfig): InvertedIndexConfig {
  const { bm25, stopwords, stopwordPresets } = index;
  return {
    bm25: { b: given(bm25?.b, 'BM25 b'), k1: given(bm25?.k1, 'BM25 k1') },
    cleanupIntervalSeconds: given(index.cleanupIntervalSeconds, 'Inverted index cleanup interval'),
    indexNullState: index.indexNullState ?? false,
    indexPropertyLength: index.indexPropertyLength ?? false,
    indexTimestamps: index.indexTimestamps ?? false,
    stopwords: {
      additions: stopwords?.additions ?? [],
      preset: stopwords?.preset || 'none',
      removals: stopwords?.removals ?? [],
    },
    stopwordPresets,
  };
}

/** A data type that starts with a capital letter is a collection. */
const isReference = ({ dataType }: WeaviateProperty) => /^\p{Lu}/u.test(given(dataType, 'Property data type')[0] ?? '');

function referenceFrom({ name, description, dataType }: WeaviateProperty): ReferenceConfig {
  return { name: given(name, 'Reference name'), description, targetCollections: dataType! };
}

function propertyFrom(property: WeaviateProperty & WeaviateNestedProperty): PropertyConfig {
  const { moduleConfig, nestedProperties } = property;
  return {
    name: given(property.name, 'Property name'),
    dataType: property.dataType![0]!,
    description: property.description,
    indexFilterable: property.indexFilterable ?? false,
    indexInverted: property.indexInverted ?? false,
    indexRangeFilters: property.indexRangeFilters ?? false,
    indexSearchable: property.indexSearchable ?? false,
    vectorizerConfig:
      moduleConfig && !('none' in moduleConfig) ? (moduleConfig as PropertyConfig['vectorizerConfig']) : undefined,
    nestedProperties: nestedProperties?.map(propertyFrom),
    tokenization: property.tokenization || 'none',
    textAnalyzer: analyzerFrom(property.textAnalyzer),
  };
}

function analyzerFrom(analyzer: WeaviateTextAnalyzerConfig | undefined): TextAnalyzerConfig | undefined {
  const { stopwordPreset, asciiFold, asciiFoldIgnore } = analyzer ?? {};
  const out: TextAnalyzerConfig = {};
  if (stopwordPreset) out.stopwordPreset = stopwordPreset;
  if (asciiFoldIgnore?.length) out.asciiFold = { ignore: asciiFoldIgnore };
  else if (asciiFold !== undefined) out.asciiFold = asciiFold;
  return Object.keys(out).length > 0 ? out : undefined;
}

/** The vectors by name; a class from before there were named vectors has one, shown as `default`. */
function vectorsFrom({ vectorConfig, vectorizer, vectorIndexConfig, vectorIndexType, moduleConfig }: WeaviateClass) {
  if (!vectorConfig) {
    const name = given(vectorizer, 'Vectorizer');
    const settings = moduleConfig?.[name] as Record<string, unknown> | undefined;
    const config =
      name === 'none' || !settings ? undefined : { ...settings, vectorizeCollectionName: settings.vectorizeClassName };
    return { default: { vectorizer: { name, config }, ...indexFrom(vectorIndexConfig, vectorIndexType) } };
  }
  const out: VectorConfig = {};
  for (const [name, vector] of Object.entries(vectorConfig)) {
    const [module, settings] = Object.entries(vector.vectorizer ?? {})[0] ?? [];
    if (module === undefined)
      throw new WeaviateDeserializationError(`Vectorizer was not returned by Weaviate for ${name}`);
    const { properties, vectorizeClassName, ...config } = (settings ?? {}) as Record<string, unknown>;
    out[name] = {
      vectorizer: { name: module, config: { vectorizeCollectionName: vectorizeClassName, ...config } },
      properties: properties as string[] | undefined,
      ...indexFrom(vector.vectorIndexConfig, vector.vectorIndexType),
    };
  }
  return out;
}

type Settings = Record<string, unknown>;

function indexFrom(settings: Settings | undefined, type: string | undefined) {
  const indexType = given(type, 'Vector index type');
  return { indexConfig: settingsFrom(given(settings, 'Vector index'), indexType) as VectorIndexConfig, indexType };
}

/** The members of each index's settings that are shown as they are stored. */
const PLAIN: Record<string, string[]> = {
  hnsw: [
    'cleanupIntervalSeconds',
    'distance',
    'dynamicEfMin',
    'dynamicEfMax',
    'dynamicEfFactor',
    'ef',
    'efConstruction',
    'flatSearchCutoff',
    'maxConnections',
    'skip',
    'vectorCacheMaxObjects',
  ],
  flat: ['distance', 'vectorCacheMaxObjects'],
  hfresh: ['distance', 'searchProbe', 'replicas'],
  dynamic: ['distance', 'threshold'],
};

function settingsFrom(stored: Settings, type: string): object {
  const names = PLAIN[type];
  if (!names) return stored;
  const out: Settings = Object.fromEntries(names.map((name) => [name, stored[name]]));
  if (type === 'hnsw') {
    out.filterStrategy = stored.filterStrategy ?? 'sweeping';
    out.multiVector = multiVectorFrom(stored.multivector as StoredMultiVector | undefined);
    out.quantizer = quantizerFrom(stored, ['pq', 'bq', 'rq', 'sq']);
  } else if (type === 'flat') {
    out.quantizer = quantizerFrom(stored, ['bq', 'rq']);
  } else if (type === 'hfresh') {
    out.maxPostingSizeKb = stored.maxPostingSizeKB;
    out.quantizer = quantizerFrom(stored, ['rq']);
  } else {
    out.hnsw = settingsFrom(stored.hnsw as Settings, 'hnsw');
    out.flat = settingsFrom(stored.flat as Settings, 'flat');
  }
  return { ...out, type };
}

/** What a quantizer shows where the stored settings say nothing. */
const QUANTIZERS: Record<string, Settings> = {
  pq: {
    bitCompression: undefined,
    segments: undefined,
    centroids: undefined,
    trainingLimit: undefined,
    encoder: undefined,
  },
  bq: { cache: false, rescoreLimit: 1000 },
  rq: { bits: 8, rescoreLimit: 20 },
  sq: { rescoreLimit: 20, trainingLimit: 100_000 },
};

/** The one quantizer that is switched on. */
function quantizerFrom(stored: Settings, types: string[]): object | undefined {
  const type = types.find((name) => (stored[name] as Settings | undefined)?.enabled === true);
  if (type === undefined) return undefined;
  const settings = stored[type] as Settings;
  const shown = Object.entries(QUANTIZERS[type]!).map(([name, fallback]) => [name, settings[name] ?? fallback]);
  return { ...Object.fromEntries(shown), type };
}

type StoredMultiVector = {
  enabled: boolean;
  aggregation: string;
  muvera?: Settings;
  pooling?: { factor: number; rows: number; columns: number };
};

function multiVectorFrom(stored: StoredMultiVector | undefined): object | undefined {
  if (!stored?.enabled) return undefined;
  const { aggregation, muvera, pooling } = stored;
  const encoding = muvera?.enabled ? { type: 'muvera', ...muvera } : undefined;
  if (!pooling) return { aggregation, encoding };
  const { factor, rows, columns } = pooling;
  return { aggregation, encoding, pooling: rows > 0 ? { factor, grid: { rows, columns } } : { factor } };
}
