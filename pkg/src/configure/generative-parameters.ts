import type { GenerativeConfigRuntimeType } from '../types/generate.js';
import type {
  GenerativeAnthropicConfigRuntime,
  GenerativeAnyscaleConfigRuntime,
  GenerativeAWSConfigRuntime,
  GenerativeCohereConfigRuntime,
  GenerativeContextualAIConfigRuntime,
  GenerativeDatabricksConfigRuntime,
  GenerativeFriendliAIConfigRuntime,
  GenerativeGoogleConfigRuntime,
  GenerativeMistralConfigRuntime,
  GenerativeNvidiaConfigRuntime,
  GenerativeOllamaConfigRuntime,
  GenerativeOpenAIConfigRuntime,
  GenerativeXAIConfigRuntime,
} from '../types/generate-runtime.js';
import type { ModuleConfig } from '../types/vector-index.js';

type Settings = Record<string, unknown>;

/** Lists travel as `{ values }` and addresses as `baseUrl`, as Weaviate's protocol spells them. */
function parameters(provider: string, extra?: Settings) {
  return (config?: Settings) => {
    if (!config) return { name: `generative-${provider}`, config: extra };
    const entries = Object.entries(config).map(([key, value]): [string, unknown] => [
      key === 'baseURL' ? 'baseUrl' : key,
      Array.isArray(value) ? { values: value } : value,
    ]);
    return { name: `generative-${provider}`, config: { ...Object.fromEntries(entries), ...extra } };
  };
}

type Parameters<N, C> = (config?: C) => ModuleConfig<N, GenerativeConfigRuntimeType<N> | undefined>;
type WithExtra<N, C> = (config?: C) => ModuleConfig<N, GenerativeConfigRuntimeType<N>>;

/** Settings of a model provider for one call. A call with one is refused: providers are not called from here. */
export const generativeParameters = {
  anthropic: parameters('anthropic'),
  anyscale: parameters('anyscale'),
  aws: parameters('aws'),
  azureOpenAI: parameters('azure-openai', { isAzure: true }),
  cohere: parameters('cohere'),
  contextualai: parameters('contextualai'),
  databricks: parameters('databricks'),
  friendliai: parameters('friendliai'),
  google: parameters('google'),
  mistral: parameters('mistral'),
  nvidia: parameters('nvidia'),
  ollama: parameters('ollama'),
  openAI: parameters('openai', { isAzure: false }),
  xai: parameters('xai'),
} as unknown as {
  anthropic: Parameters<'generative-anthropic', GenerativeAnthropicConfigRuntime>;
  anyscale: Parameters<'generative-anyscale', GenerativeAnyscaleConfigRuntime>;
  aws: Parameters<'generative-aws', GenerativeAWSConfigRuntime>;
  azureOpenAI: WithExtra<'generative-azure-openai', GenerativeOpenAIConfigRuntime>;
  cohere: Parameters<'generative-cohere', GenerativeCohereConfigRuntime>;
  contextualai: Parameters<'generative-contextualai', GenerativeContextualAIConfigRuntime>;
  databricks: Parameters<'generative-databricks', GenerativeDatabricksConfigRuntime>;
  friendliai: Parameters<'generative-friendliai', GenerativeFriendliAIConfigRuntime>;
  google: Parameters<'generative-google', GenerativeGoogleConfigRuntime>;
  mistral: Parameters<'generative-mistral', GenerativeMistralConfigRuntime>;
  nvidia: Parameters<'generative-nvidia', GenerativeNvidiaConfigRuntime>;
  ollama: Parameters<'generative-ollama', GenerativeOllamaConfigRuntime>;
  openAI: WithExtra<'generative-openai', GenerativeOpenAIConfigRuntime>;
  xai: Parameters<'generative-xai', GenerativeXAIConfigRuntime>;
};
