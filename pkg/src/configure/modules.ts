import type {
  GenerativeAnthropicConfig,
  GenerativeAnthropicConfigCreate,
  GenerativeAnyscaleConfig,
  GenerativeAnyscaleConfigCreate,
  GenerativeAWSConfig,
  GenerativeAWSConfigCreate,
  GenerativeAzureOpenAIConfig,
  GenerativeAzureOpenAIConfigCreate,
  GenerativeCohereConfig,
  GenerativeCohereConfigCreate,
  GenerativeContextualAIConfig,
  GenerativeContextualAIConfigCreate,
  GenerativeCustomConfig,
  GenerativeDatabricksConfig,
  GenerativeDatabricksConfigCreate,
  GenerativeFriendliAIConfig,
  GenerativeFriendliAIConfigCreate,
  GenerativeFunction,
  GenerativeGoogleConfig,
  GenerativeMistralConfig,
  GenerativeMistralConfigCreate,
  GenerativeNvidiaConfig,
  GenerativeNvidiaConfigCreate,
  GenerativeOllamaConfig,
  GenerativeOllamaConfigCreate,
  GenerativeOpenAIConfig,
  GenerativeOpenAIConfigCreate,
  GenerativePaLMConfig,
  GenerativePaLMConfigCreate,
  GenerativeXAIConfig,
  GenerativeXAIConfigCreate,
  RerankerCohereConfig,
  RerankerContextualAIConfig,
  RerankerJinaAIConfig,
  RerankerNvidiaConfig,
  RerankerVoyageAIConfig,
} from '../types/modules.js';
import type { ModuleConfig } from '../types/vector-index.js';

/** A factory for a module that stores its options as they are. */
const plain = (name: string) => (config?: object | null) => ({ name, config: config ?? undefined });

/** A factory for a module that stores its options under other names. */
const renaming = (name: string, names: Record<string, string>) => (config?: Record<string, unknown> | null) => ({
  name,
  config: config ? Object.fromEntries(Object.entries(names).map(([from, to]) => [to, config[from]])) : undefined,
});

const OPENAI = {
  baseURL: 'baseURL',
  frequencyPenalty: 'frequencyPenaltyProperty',
  maxTokens: 'maxTokensProperty',
  presencePenalty: 'presencePenaltyProperty',
  temperature: 'temperatureProperty',
  topP: 'topPProperty',
};

/** Google's module takes its model under two names. */
const google = (name: string) => (config?: GenerativeGoogleConfig | null) => {
  const modelId = config?.model ?? config?.modelId;
  return { name, config: config ? { ...config, ...(modelId && { modelId }) } : undefined };
};

type Optional<N, In, Out> = (config?: In) => ModuleConfig<N, Out | undefined>;
type Needed<N, In, Out> = (config: In) => ModuleConfig<N, Out>;

/** Generative modules. Only a function of the program's own runs here; the others are kept and given back. */
export const generative = {
  /** Generates by a function of the program, for this process: it is not stored. */
  custom: (generate: GenerativeFunction): GenerativeCustomConfig => ({
    name: 'generative-custom',
    config: { generate },
  }),
  ...({
    anthropic: plain('generative-anthropic'),
    anyscale: plain('generative-anyscale'),
    aws: plain('generative-aws'),
    azureOpenAI: renaming('generative-openai', {
      deploymentId: 'deploymentId',
      resourceName: 'resourceName',
      ...OPENAI,
    }),
    cohere: renaming('generative-cohere', {
      k: 'kProperty',
      maxTokens: 'maxTokensProperty',
      model: 'model',
      returnLikelihoods: 'returnLikelihoodsProperty',
      stopSequences: 'stopSequencesProperty',
      temperature: 'temperatureProperty',
    }),
    contextualai: plain('generative-contextualai'),
    databricks: plain('generative-databricks'),
    friendliai: plain('generative-friendliai'),
    google: google('generative-google'),
    mistral: plain('generative-mistral'),
    nvidia: plain('generative-nvidia'),
    ollama: plain('generative-ollama'),
    openAI: renaming('generative-openai', { ...OPENAI, model: 'model' }),
    palm: google('generative-palm'),
    xai: plain('generative-xai'),
  } as unknown as {
    anthropic: Optional<'generative-anthropic', GenerativeAnthropicConfigCreate, GenerativeAnthropicConfig>;
    anyscale: Optional<'generative-anyscale', GenerativeAnyscaleConfigCreate, GenerativeAnyscaleConfig>;
    aws: Needed<'generative-aws', GenerativeAWSConfigCreate, GenerativeAWSConfig>;
    azureOpenAI: Needed<'generative-openai', GenerativeAzureOpenAIConfigCreate, GenerativeAzureOpenAIConfig>;
    cohere: Optional<'generative-cohere', GenerativeCohereConfigCreate, GenerativeCohereConfig>;
    contextualai: Optional<'generative-contextualai', GenerativeContextualAIConfigCreate, GenerativeContextualAIConfig>;
    databricks: Needed<'generative-databricks', GenerativeDatabricksConfigCreate, GenerativeDatabricksConfig>;
    friendliai: Optional<'generative-friendliai', GenerativeFriendliAIConfigCreate, GenerativeFriendliAIConfig>;
    google: Optional<'generative-google', GenerativePaLMConfigCreate, GenerativeGoogleConfig>;
    mistral: Optional<'generative-mistral', GenerativeMistralConfigCreate, GenerativeMistralConfig>;
    nvidia: Optional<'generative-nvidia', GenerativeNvidiaConfigCreate, GenerativeNvidiaConfig>;
    ollama: Optional<'generative-ollama', GenerativeOllamaConfigCreate, GenerativeOllamaConfig>;
    openAI: Optional<'generative-openai', GenerativeOpenAIConfigCreate, GenerativeOpenAIConfig>;
    palm: Optional<'generative-palm', GenerativePaLMConfigCreate, GenerativePaLMConfig>;
    xai: Optional<'generative-xai', GenerativeXAIConfigCreate, GenerativeXAIConfig>;
  }),
};

/** Reranker modules. Jina's is called; the others are kept and given back. */
export const reranker = {
  cohere: plain('reranker-cohere'),
  contextualai: plain('reranker-contextualai'),
  jinaai: plain('reranker-jinaai'),
  nvidia: plain('reranker-nvidia'),
  transformers: () => ({ name: 'reranker-transformers', config: {} }),
  voyageAI: plain('reranker-voyageai'),
} as unknown as {
  cohere: Optional<'reranker-cohere', RerankerCohereConfig, RerankerCohereConfig>;
  contextualai: Optional<'reranker-contextualai', RerankerContextualAIConfig, RerankerContextualAIConfig>;
  jinaai: Optional<'reranker-jinaai', RerankerJinaAIConfig, RerankerJinaAIConfig>;
  nvidia: Optional<'reranker-nvidia', RerankerNvidiaConfig, RerankerNvidiaConfig>;
  transformers: () => ModuleConfig<'reranker-transformers', Record<string, never>>;
  voyageAI: Optional<'reranker-voyageai', RerankerVoyageAIConfig, RerankerVoyageAIConfig>;
};
