import { WeaviateInvalidInputError } from '../errors.js';
import type { PrimitiveKeys } from '../types/fields.js';
import type {
  MultiVectorConfigCreate,
  MultiVectorEncodingConfigCreate,
  MultiVectorPooling,
  QuantizerConfigCreate,
  VectorIndexType,
} from '../types/vector-index.js';
import type {
  ConfigureNonTextMultiVectorizerOptions,
  ConfigureNonTextVectorizerOptions,
  ConfigureTextMultiVectorizerOptions,
  ConfigureTextVectorizerOptions,
  Multi2VecField,
  MultiVectorMark,
  VectorConfigCreate,
  Vectorizer,
} from '../types/vectorizers.js';
import { vectorIndex } from './vector-index.js';

type IndexConfig = {
  type?: string;
  multiVector?: MultiVectorConfigCreate;
  quantizer?: QuantizerConfigCreate;
  hnsw?: IndexConfig;
  flat?: IndexConfig;
};
type Index = { name: string; config?: IndexConfig };
/** What every factory takes beside the settings of its module. */
type Options = Record<string, unknown> & {
  name?: string;
  encoding?: MultiVectorEncodingConfigCreate;
  pooling?: MultiVectorPooling;
  quantizer?: QuantizerConfigCreate;
  sourceProperties?: string[];
  vectorIndexConfig?: Index;
};

/** The index of a vector: the one given, with encoding, pooling and quantizer put where they belong. */
function indexFor(given: Index | undefined, { encoding, pooling, quantizer }: Options, multi: boolean): Index {
  let config = given?.config;
  if (encoding || pooling || multi) {
    if (config && config.type !== 'hnsw') {
      throw new WeaviateInvalidInputError('Cannot set multi-vector encoding on a non-HNSW index');
    }
    const old = config?.multiVector;
    const multiVector: MultiVectorConfigCreate = old
      ? {
          ...old,
          encoding: old.encoding ? { ...old.encoding, ...encoding } : encoding,
          ...(pooling && { pooling }),
        }
      : vectorIndex.multiVector.multiVector({ encoding, pooling });
    config = { type: 'hnsw', ...config, multiVector };
  }
  if (quantizer) config = withQuantizer(config ?? {}, quantizer);
  return { name: given?.name || 'hnsw', config };
}

function withQuantizer(config: IndexConfig, quantizer: QuantizerConfigCreate): IndexConfig {
  if (config.type === 'hfresh') return config;
  if (config.type !== 'dynamic') return { type: 'hnsw', ...config, quantizer };
  return {
    ...config,
    hnsw: { type: 'hnsw', ...config.hnsw, quantizer },
    flat: { type: 'flat', ...config.flat, quantizer },
  };
}

/** Field lists of a multimodal module by name alone, the weights of those that have one beside them. */
function fields(settings: Record<string, unknown>): Record<string, unknown> {
  const out = { ...settings };
  const weights: Record<string, number[]> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (!key.endsWith('Fields') || !Array.isArray(value)) continue;
    const list = value.map((field: string | Multi2VecField) => (typeof field === 'string' ? { name: field } : field));
    out[key] = list.map(({ name }) => name);
    const given = list.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
    if (given.length > 0) weights[key] = given;
  }
  return Object.keys(weights).length > 0 ? { ...out, weights } : out;
}

/** How a module's settings differ from the options: renamed, or with a fixed member. */
type Change = (settings: Record<string, unknown>) => Record<string, unknown>;

/** A factory for vectors of a module. Without any settings the module's are left out. */
function factory(module: string, change: Change = (settings) => settings, multi = false) {
  return (options?: Options | null) => {
    const { name, encoding, pooling, quantizer, sourceProperties, vectorIndexConfig, ...settings } = options ?? {};
    const chosen = change(module.startsWith('multi2vec') ? fields(settings) : settings);
    const always = (multi && module === 'none') || module === 'multi2multivec-jinaai';
    const ownIndex = vectorIndexConfig !== undefined || quantizer !== undefined || encoding !== undefined || multi;
    return {
      name,
      properties: sourceProperties,
      vectorIndex: ownIndex ? indexFor(vectorIndexConfig, { encoding, pooling, quantizer }, multi) : undefined,
      vectorizer: { name: module, config: Object.keys(chosen).length > 0 || always ? chosen : undefined },
    };
  };
}

const modelId: Change = (settings) => {
  const id = settings.modelId || settings.model;
  return id ? { ...settings, modelId: id } : settings;
};
const gemini: Change = (settings) => ({ apiEndpoint: 'generativelanguage.googleapis.com', ...settings });

/** The modules of both `vectors` and its older twin, by the name of their factory. */
const MODULES = {
  none: 'none',
  selfProvided: 'none',
  img2VecNeural: 'img2vec-neural',
  multi2VecBind: 'multi2vec-bind',
  multi2VecCohere: 'multi2vec-cohere',
  multi2VecClip: 'multi2vec-clip',
  multi2VecJinaAI: 'multi2vec-jinaai',
  multi2VecGoogle: 'multi2vec-google',
  multi2VecVoyageAI: 'multi2vec-voyageai',
  ref2VecCentroid: 'ref2vec-centroid',
  text2VecAWS: 'text2vec-aws',
  text2VecAzureOpenAI: 'text2vec-azure-openai',
  text2VecCohere: 'text2vec-cohere',
  text2VecContextionary: 'text2vec-contextionary',
  text2VecDatabricks: 'text2vec-databricks',
  text2VecGPT4All: 'text2vec-gpt4all',
  text2VecHuggingFace: 'text2vec-huggingface',
  text2VecJinaAI: 'text2vec-jinaai',
  text2VecNvidia: 'text2vec-nvidia',
  text2VecDigitalOcean: 'text2vec-digitalocean',
  text2VecMistral: 'text2vec-mistral',
  text2VecOpenAI: 'text2vec-openai',
  text2VecOllama: 'text2vec-ollama',
  text2VecGoogle: 'text2vec-google',
  text2VecTransformers: 'text2vec-transformers',
  text2VecVoyageAI: 'text2vec-voyageai',
  text2VecWeaviate: 'text2vec-weaviate',
  text2VecModel2Vec: 'text2vec-model2vec',
} as const;
type Modules = typeof MODULES;

/** Factories whose options must be given, for their modules have settings that must. */
type Needing =
  | 'img2VecNeural'
  | 'multi2VecGoogle'
  | 'multi2VecPalm'
  | 'ref2VecCentroid'
  | 'text2VecAWS'
  | 'text2VecAzureOpenAI'
  | 'text2VecDatabricks'
  | 'text2VecDigitalOcean';
type Arguments<K, O> = K extends Needing ? [opts: O] : [opts?: O];
type Without<O, K extends string> = [K] extends [never] ? O : Omit<O, K>;
type Hidden<K> = K extends 'none' | 'selfProvided' | 'img2VecNeural' | 'ref2VecCentroid' | 'text2VecModel2Vec'
  ? never
  : 'vectorizeCollectionName';
type Text<K, V extends Vectorizer, Hide extends string = never, Named extends Vectorizer = V> = <
  T,
  const N extends string | undefined = undefined,
  I extends VectorIndexType = 'hnsw',
>(
  ...args: Arguments<K, Without<ConfigureTextVectorizerOptions<T, N, I, V>, Hide>>
) => VectorConfigCreate<PrimitiveKeys<T>, N, I, Named>;
type NonText<K, V extends Vectorizer, Hide extends string = never, Named extends Vectorizer = V> = <
  const N extends string | undefined = undefined,
  I extends VectorIndexType = 'hnsw',
>(
  ...args: Arguments<K, Without<ConfigureNonTextVectorizerOptions<N, I, V>, Hide>>
) => VectorConfigCreate<never, N, I, Named>;

type Legacy = {
  [K in keyof Modules]: K extends `text${string}` ? Text<K, Modules[K]> : NonText<K, Modules[K]>;
} & { multi2VecPalm: NonText<'multi2VecPalm', 'multi2vec-palm'>; text2VecPalm: Text<'text2VecPalm', 'text2vec-palm'> };
type Current = {
  [K in keyof Modules]: K extends `text${string}` ? Text<K, Modules[K], Hidden<K>> : NonText<K, Modules[K], Hidden<K>>;
} & {
  multi2VecNvidia: NonText<'multi2VecNvidia', 'multi2vec-nvidia'>;
  multi2VecGoogleGemini: NonText<'multi2VecGoogleGemini', 'multi2vec-google-gemini', never, 'multi2vec-google'>;
  text2VecGoogleAiStudio: Text<'text2VecGoogleAiStudio', 'text2vec-google-gemini', never, 'text2vec-google'>;
  text2VecGoogleGemini: Text<'text2VecGoogleGemini', 'text2vec-google-gemini', never, 'text2vec-google'>;
  text2VecMorph: Text<'text2VecMorph', 'text2vec-morph'>;
};

const shared = Object.fromEntries(Object.entries(MODULES).map(([name, module]) => [name, factory(module)]));

function renamed(module: string, other: string) {
  const make = factory(module);
  return (options?: Options | null) => {
    console.warn(`The \`${module}\` module is deprecated. Use \`${other}\` instead.`);
    return make(options);
  };
}

/** The older twin of {@link vectors}, kept for programs that use it. */
export const vectorizer = {
  ...shared,
  multi2VecPalm: renamed('multi2vec-palm', 'multi2vec-google'),
  text2VecPalm: renamed('text2vec-palm', 'text2vec-google'),
} as unknown as Legacy;

/** Vectors of a collection: their own (`selfProvided`), or made by a module. */
export const vectors = {
  ...shared,
  text2VecGoogle: factory('text2vec-google', modelId),
  multi2VecGoogle: factory('multi2vec-google', (settings) => ({ modelId: undefined, ...modelId(settings) })),
  multi2VecNvidia: factory('multi2vec-nvidia', ({ outputEncoding, ...settings }) => ({
    ...settings,
    output_encoding: outputEncoding,
  })),
  multi2VecGoogleGemini: factory('multi2vec-google', gemini),
  text2VecGoogleAiStudio: factory('text2vec-google', gemini),
  text2VecGoogleGemini: factory('text2vec-google', gemini),
  text2VecMorph: factory('text2vec-morph'),
} as unknown as Current;

type Multi<V extends Vectorizer> = <
  T,
  const N extends string | undefined = undefined,
  I extends VectorIndexType = 'hnsw',
>(
  opts?: V extends `text2multivec-${string}`
    ? ConfigureTextMultiVectorizerOptions<T, N, I, V>
    : ConfigureNonTextMultiVectorizerOptions<N, I, V>,
) => VectorConfigCreate<PrimitiveKeys<T>, N, I, V> & MultiVectorMark;
type MultiNonText<V extends Vectorizer, Required extends boolean = false> = <
  const N extends string | undefined = undefined,
  I extends VectorIndexType = 'hnsw',
>(
  ...args: Required extends true
    ? [opts: ConfigureNonTextMultiVectorizerOptions<N, I, V>]
    : [opts?: ConfigureNonTextMultiVectorizerOptions<N, I, V>]
) => VectorConfigCreate<never, N, I, V> & MultiVectorMark;

/** Multi-vectors of a collection: one vector per token, compared by MaxSim. */
export const multiVectors = {
  selfProvided: factory('none', undefined, true),
  local: factory('text2multivec-local', undefined, true),
  text2VecJinaAI: factory('text2multivec-jinaai', undefined, true),
  multi2VecJinaAI: factory('multi2multivec-jinaai'),
  multi2VecWeaviate: factory('multi2multivec-weaviate', ({ imageField, ...settings }) => ({
    ...settings,
    imageFields: [imageField],
  })),
} as unknown as {
  selfProvided: Multi<'none'>;
  /** Made in this program, by an encoder of the connection: see `encoders` in its options. */
  local: Multi<'text2multivec-local'>;
  text2VecJinaAI: Multi<'text2multivec-jinaai'>;
  multi2VecJinaAI: MultiNonText<'multi2multivec-jinaai'>;
  multi2VecWeaviate: MultiNonText<'multi2multivec-weaviate', true>;
};
