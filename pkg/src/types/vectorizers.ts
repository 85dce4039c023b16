import type { PrimitiveKeys } from './fields.js';
import type {
  ModuleConfig,
  MultiVectorEncodingConfigCreate,
  MultiVectorPooling,
  QuantizerConfigCreate,
  VectorIndexConfig,
  VectorIndexConfigCreateType,
  VectorIndexConfigUpdateType,
  VectorIndexType,
} from './vector-index.js';

type Named = { vectorizeCollectionName?: boolean };
type Fields<K extends string> = { [P in K]?: string[] } & { weights?: { [P in K]?: number[] } };
type ImageText = Fields<'imageFields' | 'textFields'>;
type ImageTextVideo = Fields<'imageFields' | 'textFields' | 'videoFields'>;
/** A field of a multimodal vectorizer with its share of the vector. */
export type Multi2VecField = { name: string; weight?: number };

/** The settings of each vectorizer module, by its name. */
type Configs = {
  'img2vec-neural': { imageFields: string[] };
  'multi2vec-nvidia': ImageText & { model?: string; baseURL?: string; truncation?: boolean; output_encoding?: string };
  'multi2vec-aws': ImageText & { dimensions?: number; model?: string; region?: string };
  'multi2vec-clip': ImageText & Named & { inferenceUrl?: string };
  'multi2vec-cohere': ImageText & Named & { baseURL?: string; model?: string; dimensions?: number; truncate?: string };
  'multi2vec-bind': Named &
    Fields<
      'audioFields' | 'depthFields' | 'imageFields' | 'IMUFields' | 'textFields' | 'thermalFields' | 'videoFields'
    >;
  'multi2vec-google': ImageTextVideo &
    Named & {
      projectId?: string;
      location?: string;
      apiEndpoint?: string;
      videoIntervalSeconds?: number;
      model?: string;
      modelId?: string;
      dimensions?: number;
    };
  'multi2vec-google-gemini': ImageTextVideo &
    Named & { videoIntervalSeconds?: number; model?: string; modelId?: string; dimensions?: number };
  'multi2vec-palm': Configs['multi2vec-google'];
  'multi2vec-jinaai': ImageText & Named & { baseURL?: string; dimensions?: number; model?: string };
  'multi2vec-voyageai': ImageTextVideo &
    Named & { baseURL?: string; dimensions?: number; model?: string; outputEncoding?: string; truncate?: boolean };
  'multi2multivec-jinaai': { imageFields?: string[]; textFields?: string[]; model?: string; baseURL?: string };
  'multi2multivec-weaviate': { baseURL?: string; model?: string; imageFields?: string[] };
  'ref2vec-centroid': { referenceProperties: string[]; method: 'mean' | string };
  'text2vec-aws': Named & {
    endpoint?: string;
    model?: string;
    region: string;
    service: 'sagemaker' | 'bedrock' | string;
    dimensions?: number;
  };
  'text2vec-azure-openai': Named & { baseURL?: string; deploymentId: string; resourceName: string };
  'text2vec-cohere': Named & { baseURL?: string; model?: string; dimensions?: number; truncate?: boolean };
  'text2vec-contextionary': Named;
  'text2vec-databricks': Named & { endpoint: string; instruction?: string };
  'text2vec-digitalocean': Named & { baseURL?: string; model: string };
  'text2vec-google': Named & {
    apiEndpoint?: string;
    dimensions?: number;
    model?: string;
    modelId?: string;
    projectId?: string;
    location?: string;
    titleProperty?: string;
  };
  'text2vec-google-gemini': { model?: string; titleProperty?: string };
  'text2vec-gpt4all': Named;
  'text2vec-huggingface': Named & {
    endpointURL?: string;
    model?: string;
    passageModel?: string;
    queryModel?: string;
    useCache?: boolean;
    useGPU?: boolean;
    waitForModel?: boolean;
  };
  'text2vec-jinaai': Named & { model?: string; dimensions?: number; baseURL?: string };
  'text2vec-mistral': Named & { baseURL?: string; model?: string };
  'text2vec-model2vec': Named & { inferenceURL?: string };
  'text2vec-morph': { baseURL?: string; model?: string };
  'text2vec-nvidia': Named & { baseURL?: string; model?: string; truncate?: boolean };
  'text2vec-ollama': Named & { apiEndpoint?: string; model?: string };
  'text2vec-openai': Named & {
    baseURL?: string;
    dimensions?: number;
    model?: string;
    modelVersion?: string;
    type?: 'text' | 'code' | string;
  };
  'text2vec-palm': Configs['text2vec-google'];
  'text2vec-transformers': Named & {
    dimensions?: number;
    inferenceUrl?: string;
    passageInferenceUrl?: string;
    queryInferenceUrl?: string;
    poolingStrategy?: 'masked_mean' | 'cls' | string;
  };
  'text2vec-voyageai': Named & { baseURL?: string; model?: string; truncate?: boolean; dimensions?: number };
  'text2vec-weaviate': Named & { baseURL?: string; dimensions?: number; model?: string };
  'text2multivec-jinaai': { dimensions?: number; model?: string; baseURL?: string };
  'text2multivec-local': Named & {
    /** The connection's encoder, by its name in `encoders`. Default: `local`. */
    encoder?: string;
  };
  none: NoVectorizerConfig;
};
export type NoVectorizerConfig = Record<never, never>;
/** Modules whose settings have members that must be given. */
type WithRequired =
  | 'multi2vec-google'
  | 'multi2vec-google-gemini'
  | 'multi2vec-palm'
  | 'ref2vec-centroid'
  | 'text2vec-aws'
  | 'text2vec-azure-openai'
  | 'text2vec-databricks'
  | 'none';
/** The modules a vector may name. */
export type Vectorizer = Exclude<keyof Configs, 'multi2vec-aws'>;
export type VectorizerConfigType<V> = V extends keyof Configs
  ? Configs[V] | (V extends WithRequired ? never : undefined)
  : V extends undefined
    ? undefined
    : never;
export type VectorizerConfig = Configs[keyof Configs];

/** Field lists may carry weights on the way in; the weights then go into one record. */
type Weighted<C> = {
  [K in keyof C as K extends 'weights' | 'output_encoding' ? never : K]: K extends `${string}Fields`
    ? string[] | Multi2VecField[]
    : C[K];
};
type Creates = {
  [K in keyof Configs]: K extends 'multi2vec-nvidia'
    ? Weighted<Configs[K]> & { outputEncoding?: string }
    : K extends `multi2vec-${string}`
      ? Weighted<Configs[K]>
      : K extends 'multi2multivec-weaviate'
        ? Omit<Configs[K], 'imageFields'> & { imageField: string }
        : Configs[K];
};
export type VectorizerConfigCreateType<V> = V extends keyof Creates
  ? Creates[V] | (V extends WithRequired ? never : undefined)
  : V extends undefined
    ? undefined
    : never;

// A vector in `vectorizers`

export type VectorConfigCreate<P, N extends string | undefined, I extends VectorIndexType, V extends Vectorizer> = {
  name: N;
  properties?: P[];
  vectorizer: ModuleConfig<V, VectorizerConfigType<V>>;
  vectorIndex?: ModuleConfig<I, VectorIndexConfigCreateType<I>>;
};
/** Marks a vector config whose vectors are multi-vectors, for the inference of types; never set. */
export type MultiVectorMark = { '~multi'?: true };
export type VectorConfigUpdate<N extends string | undefined, I extends VectorIndexType> = {
  name: N;
  vectorIndex: ModuleConfig<I, VectorIndexConfigUpdateType<I>>;
};
export type VectorizerCreateOptions<P, I, V> = {
  encoding?: MultiVectorEncodingConfigCreate;
  quantizer?: QuantizerConfigCreate;
  sourceProperties?: P;
  vectorIndexConfig?: ModuleConfig<I, VectorIndexConfigCreateType<I>>;
  vectorizerConfig?: ModuleConfig<V, VectorizerConfigType<V>>;
};
export type VectorizerUpdateOptions<N, I> = {
  name?: N;
  vectorIndexConfig: ModuleConfig<I, VectorIndexConfigUpdateType<I>>;
};
type VectorsOf<T, N extends string | undefined, Many extends string> =
  | VectorConfigCreate<PrimitiveKeys<T>, N, VectorIndexType, Vectorizer>
  | VectorConfigCreate<PrimitiveKeys<T>, Many, VectorIndexType, Vectorizer>[];
export type VectorizersConfigCreate<T, V> = V extends undefined
  ? VectorsOf<T, string | undefined, string>
  : VectorsOf<T, (keyof V & string) | undefined, keyof V & string>;
export type VectorizersConfigAdd<T> = VectorsOf<T, string, string>;
/** The vectors of a collection as `config.get()` shows them, by name. */
export type VectorConfig = Record<
  string,
  {
    properties?: string[];
    vectorizer: ModuleConfig<Vectorizer, VectorizerConfig> | ModuleConfig<string, Record<string, unknown> | undefined>;
    indexConfig: VectorIndexConfig;
    indexType: VectorIndexType;
  }
>;

// Options of `configure.vectors.*` and `configure.multiVectors.*`

export type ConfigureNonTextVectorizerOptions<
  N extends string | undefined,
  I extends VectorIndexType,
  V extends Vectorizer,
> = VectorizerConfigCreateType<V> & {
  name?: N;
  quantizer?: QuantizerConfigCreate;
  vectorIndexConfig?: ModuleConfig<I, VectorIndexConfigCreateType<I>>;
};
export type ConfigureTextVectorizerOptions<
  T,
  N extends string | undefined,
  I extends VectorIndexType,
  V extends Vectorizer,
> = ConfigureNonTextVectorizerOptions<N, I, V> & { sourceProperties?: PrimitiveKeys<T>[] };
type MultiVectorOptions = { encoding?: MultiVectorEncodingConfigCreate; pooling?: MultiVectorPooling };
export type ConfigureNonTextMultiVectorizerOptions<
  N extends string | undefined,
  I extends VectorIndexType,
  V extends Vectorizer,
> = ConfigureNonTextVectorizerOptions<N, I, V> & MultiVectorOptions;
export type ConfigureTextMultiVectorizerOptions<
  T,
  N extends string | undefined,
  I extends VectorIndexType,
  V extends Vectorizer,
> = ConfigureTextVectorizerOptions<T, N, I, V> & MultiVectorOptions;

// The names of Weaviate's client for single modules

export type Img2VecNeuralConfig = Configs['img2vec-neural'];
export type Multi2VecNvidiaConfig = Configs['multi2vec-nvidia'];
export type Multi2VecAWSConfig = Configs['multi2vec-aws'];
export type Multi2VecClipConfig = Configs['multi2vec-clip'];
export type Multi2VecCohereConfig = Configs['multi2vec-cohere'];
export type Multi2VecBindConfig = Configs['multi2vec-bind'];
export type Multi2VecPalmConfig = Configs['multi2vec-palm'];
export type Multi2VecGoogleConfig = Configs['multi2vec-google'];
export type Multi2VecGoogleGeminiConfig = Configs['multi2vec-google-gemini'];
export type Multi2MultivecJinaAIConfig = Configs['multi2multivec-jinaai'];
export type Multi2MultivecWeaviateConfig = Configs['multi2multivec-weaviate'];
export type Multi2VecJinaAIConfig = Configs['multi2vec-jinaai'];
export type Multi2VecVoyageAIConfig = Configs['multi2vec-voyageai'];
export type Ref2VecCentroidConfig = Configs['ref2vec-centroid'];
export type Text2VecAWSConfig = Configs['text2vec-aws'];
export type Text2VecAzureOpenAIConfig = Configs['text2vec-azure-openai'];
export type Text2VecCohereConfig = Configs['text2vec-cohere'];
export type Text2VecContextionaryConfig = Configs['text2vec-contextionary'];
export type Text2VecDatabricksConfig = Configs['text2vec-databricks'];
export type Text2VecDigitalOceanConfig = Configs['text2vec-digitalocean'];
export type Text2VecGPT4AllConfig = Configs['text2vec-gpt4all'];
export type Text2VecHuggingFaceConfig = Configs['text2vec-huggingface'];
export type Text2VecJinaAIConfig = Configs['text2vec-jinaai'];
export type Text2VecJinaConfig = Configs['text2vec-jinaai'];
export type Text2MultiVecJinaAIConfig = Configs['text2multivec-jinaai'];
export type Text2MultiVecLocalConfig = Configs['text2multivec-local'];
export type Text2VecNvidiaConfig = Configs['text2vec-nvidia'];
export type Text2VecMistralConfig = Configs['text2vec-mistral'];
export type Text2VecOllamaConfig = Configs['text2vec-ollama'];
export type Text2VecOpenAIConfig = Configs['text2vec-openai'];
export type Text2VecPalmConfig = Configs['text2vec-palm'];
export type Text2VecGoogleConfig = Configs['text2vec-google'];
export type Text2VecGoogleAiStudioConfig = Configs['text2vec-google-gemini'];
export type Text2VecGoogleGeminiConfig = Configs['text2vec-google-gemini'];
export type Text2VecTransformersConfig = Configs['text2vec-transformers'];
export type Text2VecVoyageAIConfig = Configs['text2vec-voyageai'];
export type Text2VecWeaviateConfig = Configs['text2vec-weaviate'];
export type Text2VecModel2Vec = Configs['text2vec-model2vec'];
export type Text2VecMorphConfig = Configs['text2vec-morph'];

export type Img2VecNeuralConfigCreate = Creates['img2vec-neural'];
export type Multi2VecNvidiaConfigCreate = Creates['multi2vec-nvidia'];
export type Multi2VecAWSConfigCreate = Creates['multi2vec-aws'];
export type Multi2VecClipConfigCreate = Creates['multi2vec-clip'];
export type Multi2VecBindConfigCreate = Creates['multi2vec-bind'];
export type Multi2VecCohereConfigCreate = Creates['multi2vec-cohere'];
export type Multi2MultivecJinaAIConfigCreate = Creates['multi2multivec-jinaai'];
export type Multi2MultivecWeaviateConfigCreate = Creates['multi2multivec-weaviate'];
export type Multi2VecJinaAIConfigCreate = Creates['multi2vec-jinaai'];
export type Multi2VecPalmConfigCreate = Creates['multi2vec-palm'];
export type Multi2VecGoogleConfigCreate = Creates['multi2vec-google'];
export type Multi2VecGoogleGeminiConfigCreate = Creates['multi2vec-google-gemini'];
export type Multi2VecVoyageAIConfigCreate = Creates['multi2vec-voyageai'];
export type Ref2VecCentroidConfigCreate = Creates['ref2vec-centroid'];
export type Text2VecAWSConfigCreate = Creates['text2vec-aws'];
export type Text2VecAzureOpenAIConfigCreate = Creates['text2vec-azure-openai'];
export type Text2VecCohereConfigCreate = Creates['text2vec-cohere'];
export type Text2VecContextionaryConfigCreate = Creates['text2vec-contextionary'];
export type Text2VecDatabricksConfigCreate = Creates['text2vec-databricks'];
export type Text2VecGPT4AllConfigCreate = Creates['text2vec-gpt4all'];
export type Text2VecHuggingFaceConfigCreate = Creates['text2vec-huggingface'];
export type Text2VecJinaAIConfigCreate = Creates['text2vec-jinaai'];
export type Text2VecNvidiaConfigCreate = Creates['text2vec-nvidia'];
export type Text2VecDigitalOceanConfigCreate = Creates['text2vec-digitalocean'];
export type Text2VecMistralConfigCreate = Creates['text2vec-mistral'];
export type Text2VecModel2VecConfigCreate = Creates['text2vec-model2vec'];
export type Text2VecMorphConfigCreate = Creates['text2vec-morph'];
export type Text2VecOllamaConfigCreate = Creates['text2vec-ollama'];
export type Text2VecOpenAIConfigCreate = Creates['text2vec-openai'];
export type Text2VecPalmConfigCreate = Creates['text2vec-palm'];
export type Text2VecGoogleConfigCreate = Creates['text2vec-google'];
export type Text2VecGoogleAiStudioConfigCreate = Creates['text2vec-google-gemini'];
export type Text2VecGoogleGeminiConfigCreate = Creates['text2vec-google-gemini'];
export type Text2VecTransformersConfigCreate = Creates['text2vec-transformers'];
export type Text2VecVoyageAIConfigCreate = Creates['text2vec-voyageai'];
export type Text2VecWeaviateConfigCreate = Creates['text2vec-weaviate'];
export type Text2MultiVecJinaAIConfigCreate = Creates['text2multivec-jinaai'];
export type Text2MultiVecLocalConfigCreate = Creates['text2multivec-local'];
