import type { JsonObject } from '../../engine/protocol.js';
import { WeaviateInvalidInputError } from '../../errors.js';
import type {
  CollectionConfigCreate,
  NestedPropertyConfigCreateBase,
  PropertyConfigCreateBase,
  ReferenceConfigCreate,
  TextAnalyzerConfig,
} from '../../types/config.js';
import type { WeaviateTextAnalyzerConfig } from '../../types/rest.js';
import type { MultiVectorConfigCreate } from '../../types/vector-index.js';

/** A vector of `vectorizers`, its types erased. */
export type AnyVector = {
  name?: string;
  properties?: readonly string[];
  vectorizer: { name: string; config?: object };
  vectorIndex?: { name: string; config?: object };
};
type Nested = NestedPropertyConfigCreateBase & { name: string; dataType: string; nestedProperties?: Nested[] };
type AnyProperty = PropertyConfigCreateBase & Nested;

/** A collection's configuration as the REST class that the server is sent. */
export function collectionToRest(config: CollectionConfigCreate): JsonObject {
  const { name, description, generative, reranker, vectorizers, objectTTL: ttl } = config;
  const moduleConfig: Record<string, unknown> = {};
  for (const module of [generative, reranker]) {
    if (module) moduleConfig[moduleName(module.name)] = moduleSettings(module);
  }
  const vectors = vectorizers && vectorsToRest(vectorizers as AnyVector | AnyVector[]);
  const properties = (config.properties ?? []).map((one) => propertyToRest(one as AnyProperty, vectors?.modules));
  return json({
    class: name,
    description,
    vectorConfig: vectors?.config,
    properties: [...properties, ...(config.references ?? []).map(referenceToRest)],
    moduleConfig,
    invertedIndexConfig: config.invertedIndex,
    multiTenancyConfig: config.multiTenancy,
    objectTtlConfig: ttl && {
      enabled: ttl.enabled,
      deleteOn: ttl.deleteOn,
      defaultTtl: ttl.defaultTTLSeconds,
      filterExpiredObjects: ttl.filterExpiredObjects,
    },
    replicationConfig: config.replication,
    shardingConfig: config.sharding,
  });
}

/** Only what JSON can say: no functions, no members that are undefined. */
export const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** Azure's models go under the module of OpenAI. */
export const moduleName = (name: string) => name.replace(/-azure-openai$/, '-openai');

/** A module's settings; the function of a custom one stays with the client. */
export const moduleSettings = ({ name, config }: { name: string; config?: object }): object =>
  name === 'generative-custom' ? {} : (config ?? {});

/** A text analyzer with its folding spread over two members. */
export function analyzerToRest(config: TextAnalyzerConfig | undefined): WeaviateTextAnalyzerConfig | undefined {
  if (!config) return undefined;
  const { asciiFold, stopwordPreset } = config;
  if (typeof asciiFold !== 'object') return { stopwordPreset, asciiFold };
  return { stopwordPreset, asciiFold: true, asciiFoldIgnore: asciiFold.ignore };
}

/** A property; for every vectorizer it says whether and how to embed it. */
export function propertyToRest(property: AnyProperty, modules: string[] = []): JsonObject {
  const { dataType, nestedProperties, skipVectorization, vectorizePropertyName, textAnalyzer, ...rest } = property;
  const settings = { skip: skipVectorization ?? false, vectorizePropertyName: vectorizePropertyName ?? true };
  return json({
    ...rest,
    dataType: [dataType],
    nestedProperties: nestedProperties?.map(nestedToRest),
    moduleConfig: modules.length > 0 ? Object.fromEntries(modules.map((module) => [module, settings])) : undefined,
    textAnalyzer: analyzerToRest(textAnalyzer),
  });
}

function nestedToRest({ dataType, nestedProperties, ...rest }: Nested): object {
  return { ...rest, dataType: [dataType], nestedProperties: nestedProperties?.map(nestedToRest) };
}

/** A reference: a property whose data types are collections. */
export function referenceToRest(reference: ReferenceConfigCreate<undefined>): JsonObject {
  if ('targetCollection' in reference) {
    const { targetCollection, ...rest } = reference;
    return json({ ...rest, dataType: [targetCollection] });
  }
  const { targetCollections, ...rest } = reference;
  return json({ ...rest, dataType: targetCollections });
}

/** Vectors by name, and the names of their modules in order. One that stands alone may go without a name. */
export function vectorsToRest(vectors: AnyVector | readonly AnyVector[]): { config: JsonObject; modules: string[] } {
  const list: readonly AnyVector[] = Array.isArray(vectors)
    ? vectors
    : [{ ...(vectors as AnyVector), name: (vectors as AnyVector).name || 'default' }];
  const modules: string[] = [];
  const config: Record<string, unknown> = {};
  for (const { name, properties, vectorizer, vectorIndex } of list) {
    const module = moduleName(vectorizer.name);
    modules.push(module);
    if (name === undefined) {
      throw new WeaviateInvalidInputError(
        'vectorName is required for each vectorizer when specifying more than one vectorizer',
      );
    }
    const { vectorizeCollectionName, ...settings } = (vectorizer.config ?? {}) as Record<string, unknown>;
    config[name] = {
      vectorizer: { [module]: { properties, ...settings, vectorizeClassName: vectorizeCollectionName } },
      ...(vectorIndex && {
        vectorIndexConfig: indexToRest(vectorIndex.config as IndexSettings | undefined),
        vectorIndexType: vectorIndex.name,
      }),
    };
  }
  return { config: json(config), modules };
}

type IndexSettings = {
  type?: string;
  multiVector?: MultiVectorConfigCreate;
  quantizer?: { type: string };
  hnsw?: IndexSettings;
  flat?: IndexSettings;
  maxPostingSizeKb?: number;
};

/** The settings of a vector index: the quantizer goes under its own name, a multi-vector says that it is one. */
function indexToRest(settings: IndexSettings | undefined): object | undefined {
  if (!settings) return undefined;
  if (settings.type === 'dynamic') {
    const { type: _, hnsw, flat, ...rest } = settings;
    return { ...rest, hnsw: indexToRest(hnsw), flat: indexToRest(flat) };
  }
  const { type: _, quantizer, multiVector, maxPostingSizeKb, ...rest } = settings;
  return {
    ...rest,
    maxPostingSizeKB: maxPostingSizeKb,
    multivector: multiVectorToRest(multiVector),
    ...(quantizer && quantizerToRest(quantizer)),
  };
}

function quantizerToRest({ type, ...settings }: { type: string }): object {
  return type === 'none' ? { skipDefaultQuantization: true } : { [type]: { ...settings, enabled: true } };
}

function multiVectorToRest(config: MultiVectorConfigCreate | undefined): object | undefined {
  if (!config) return undefined;
  const { aggregation, encoding, pooling } = config;
  const out = { enabled: true, aggregation, pooling: pooling && { factor: pooling.factor, ...pooling.grid } };
  if (encoding?.type !== 'muvera') return out;
  const { type, ...muvera } = encoding;
  return { ...out, [type]: { ...muvera, enabled: true } };
}
