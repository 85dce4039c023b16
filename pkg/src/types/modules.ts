import type { ModuleConfig } from './vector-index.js';

type Model = { baseURL?: string; model?: string; temperature?: number };
type Limited = Model & { maxTokens?: number };
export type GenerativeOpenAIConfigBase = {
  baseURL?: string;
  frequencyPenaltyProperty?: number;
  maxTokensProperty?: number;
  presencePenaltyProperty?: number;
  temperatureProperty?: number;
  topPProperty?: number;
};
export type GenerativeOpenAIConfigBaseCreate = {
  baseURL?: string;
  frequencyPenalty?: number;
  maxTokens?: number;
  presencePenalty?: number;
  temperature?: number;
  topP?: number;
};

/** The settings of each generative module, by its name. */
type Configs = {
  'generative-anthropic': Limited & { stopSequences?: string[]; topK?: number; topP?: number };
  'generative-anyscale': Model;
  'generative-aws': { region: string; service: string; model?: string; endpoint?: string; maxTokens?: number };
  'generative-azure-openai': GenerativeOpenAIConfigBase & { resourceName: string; deploymentId: string };
  'generative-cohere': {
    kProperty?: number;
    model?: string;
    maxTokensProperty?: number;
    returnLikelihoodsProperty?: string;
    stopSequencesProperty?: string[];
    temperatureProperty?: number;
  };
  'generative-contextualai': {
    model?: string;
    temperature?: number;
    topP?: number;
    maxNewTokens?: number;
    systemPrompt?: string;
    avoidCommentary?: boolean;
  };
  'generative-databricks': { endpoint: string; maxTokens?: number; temperature?: number; topK?: number; topP?: number };
  'generative-friendliai': Limited;
  'generative-google': {
    apiEndpoint?: string;
    maxOutputTokens?: number;
    model?: string;
    modelId?: string;
    projectId?: string;
    temperature?: number;
    topK?: number;
    topP?: number;
  };
  'generative-palm': Configs['generative-google'];
  'generative-mistral': Limited;
  'generative-nvidia': Limited;
  'generative-ollama': { apiEndpoint?: string; model?: string };
  'generative-openai': GenerativeOpenAIConfigBase & { model?: string };
  'generative-xai': Limited & { topP?: number };
};
/** What `configure.generative.*` take where that differs. */
type Creates = Omit<Configs, 'generative-azure-openai' | 'generative-cohere' | 'generative-openai'> & {
  'generative-azure-openai': GenerativeOpenAIConfigBaseCreate & { resourceName: string; deploymentId: string };
  'generative-cohere': {
    k?: number;
    maxTokens?: number;
    model?: string;
    returnLikelihoods?: string;
    stopSequences?: string[];
    temperature?: number;
  };
  'generative-openai': GenerativeOpenAIConfigBaseCreate & { model?: string };
};
type Other = Record<string, unknown> | undefined;
export type GenerativeConfig = Configs[keyof Configs] | Other;
export type GenerativeConfigCreate = Creates[keyof Creates] | Other;
export type GenerativeConfigType<G> = G extends keyof Configs ? Configs[G] : G extends 'none' ? undefined : Other;
export type GenerativeConfigCreateType<G> = G extends keyof Creates ? Creates[G] : G extends 'none' ? undefined : Other;
export type GenerativeSearch = keyof Configs | 'none' | string;

/** One call of a generative function: a prompt for one object, or a task over all objects of a result. */
export type GenerativeRequest = {
  /** The prompt with its `{placeholders}` filled in, or the grouped task. */
  prompt: string;
  /** What the prompt is about: one object for a single prompt, all for a grouped task. */
  objects: Record<string, unknown>[];
  grouped: boolean;
  signal?: AbortSignal;
};
/** Produces a text for a prompt, by whatever means the program has. */
export type GenerativeFunction = (request: GenerativeRequest) => string | Promise<string>;
/** The generative module of `configure.generative.custom`: the function stays in this process. */
export type GenerativeCustomConfig = ModuleConfig<'generative-custom', { generate: GenerativeFunction }>;

export type GenerativeAnthropicConfig = Configs['generative-anthropic'];
export type GenerativeAnyscaleConfig = Configs['generative-anyscale'];
export type GenerativeAWSConfig = Configs['generative-aws'];
export type GenerativeAzureOpenAIConfig = Configs['generative-azure-openai'];
export type GenerativeCohereConfig = Configs['generative-cohere'];
export type GenerativeContextualAIConfig = Configs['generative-contextualai'];
export type GenerativeDatabricksConfig = Configs['generative-databricks'];
export type GenerativeFriendliAIConfig = Configs['generative-friendliai'];
export type GenerativeGoogleConfig = Configs['generative-google'];
export type GenerativePaLMConfig = Configs['generative-palm'];
export type GenerativeMistralConfig = Configs['generative-mistral'];
export type GenerativeNvidiaConfig = Configs['generative-nvidia'];
export type GenerativeOllamaConfig = Configs['generative-ollama'];
export type GenerativeOpenAIConfig = Configs['generative-openai'];
export type GenerativeXAIConfig = Configs['generative-xai'];
export type GenerativeAnthropicConfigCreate = Creates['generative-anthropic'];
export type GenerativeAnyscaleConfigCreate = Creates['generative-anyscale'];
export type GenerativeAWSConfigCreate = Creates['generative-aws'];
export type GenerativeAzureOpenAIConfigCreate = Creates['generative-azure-openai'];
export type GenerativeCohereConfigCreate = Creates['generative-cohere'];
export type GenerativeContextualAIConfigCreate = Creates['generative-contextualai'];
export type GenerativeDatabricksConfigCreate = Creates['generative-databricks'];
export type GenerativeFriendliAIConfigCreate = Creates['generative-friendliai'];
export type GenerativeMistralConfigCreate = Creates['generative-mistral'];
export type GenerativeNvidiaConfigCreate = Creates['generative-nvidia'];
export type GenerativeOllamaConfigCreate = Creates['generative-ollama'];
export type GenerativeOpenAIConfigCreate = Creates['generative-openai'];
export type GenerativePaLMConfigCreate = Creates['generative-palm'];
export type GenerativeXAIConfigCreate = Creates['generative-xai'];

/** The settings of each reranker module, by its name. */
type Rerankers = {
  'reranker-cohere': { baseURL?: string; model?: string };
  'reranker-contextualai': { model?: string; instruction?: string; topN?: number };
  'reranker-jinaai': { baseURL?: string; model?: string };
  'reranker-nvidia': { baseURL?: string; model?: string };
  'reranker-transformers': Record<never, never>;
  'reranker-voyageai': { baseURL?: string; model?: string };
};
export type Reranker = keyof Rerankers | 'none' | string;
export type RerankerConfig = Rerankers[keyof Rerankers] | Other;
export type RerankerConfigType<R> = R extends keyof Rerankers ? Rerankers[R] : R extends 'none' ? undefined : Other;
export type RerankerCohereConfig = Rerankers['reranker-cohere'];
export type RerankerContextualAIConfig = Rerankers['reranker-contextualai'];
export type RerankerJinaAIConfig = Rerankers['reranker-jinaai'];
export type RerankerNvidiaConfig = Rerankers['reranker-nvidia'];
export type RerankerTransformersConfig = Rerankers['reranker-transformers'];
export type RerankerVoyageAIConfig = Rerankers['reranker-voyageai'];
