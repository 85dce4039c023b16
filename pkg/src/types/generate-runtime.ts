import type { GenerativeXAIConfig } from './modules.js';

// Settings of providers for one call

type Model = { baseURL?: string; model?: string; temperature?: number };
type Runtimes = {
  anthropic: Model & { maxTokens?: number; topK?: number; topP?: number; stopSequences?: string[] };
  anyscale: Model;
  aws: {
    model?: string;
    temperature?: number;
    service?: string;
    region?: string;
    endpoint?: string;
    targetModel?: string;
    targetVariant?: string;
  };
  cohere: Model & {
    frequencyPenalty?: number;
    maxTokens?: number;
    k?: number;
    p?: number;
    presencePenalty?: number;
    stopSequences?: string[];
  };
  contextualai: {
    model?: string;
    temperature?: number;
    topP?: number;
    maxNewTokens?: number;
    systemPrompt?: string;
    avoidCommentary?: boolean;
    knowledge?: string[];
  };
  databricks: {
    endpoint?: string;
    model?: string;
    frequencyPenalty?: number;
    logProbs?: boolean;
    topLogProbs?: number;
    maxTokens?: number;
    n?: number;
    presencePenalty?: number;
    stop?: string[];
    temperature?: number;
    topP?: number;
  };
  friendliai: Model & { maxTokens?: number; n?: number; topP?: number };
  google: {
    frequencyPenalty?: number;
    maxTokens?: number;
    model?: string;
    presencePenalty?: number;
    temperature?: number;
    topK?: number;
    topP?: number;
    stopSequences?: string[];
    apiEndpoint?: string;
    projectId?: string;
    endpointId?: string;
    region?: string;
  };
  mistral: Model & { maxTokens?: number; topP?: number };
  nvidia: Model & { maxTokens?: number; topP?: number };
  ollama: { apiEndpoint?: string; model?: string; temperature?: number };
  openai: Model & {
    frequencyPenalty?: number;
    maxTokens?: number;
    n?: number;
    presencePenalty?: number;
    stop?: string[];
    topP?: number;
    apiVersion?: string;
    resourceName?: string;
    deploymentId?: string;
  };
};
export type GenerativeAnthropicConfigRuntime = Runtimes['anthropic'];
export type GenerativeAnyscaleConfigRuntime = Runtimes['anyscale'];
export type GenerativeAWSConfigRuntime = Runtimes['aws'];
export type GenerativeCohereConfigRuntime = Runtimes['cohere'];
export type GenerativeContextualAIConfigRuntime = Runtimes['contextualai'];
export type GenerativeDatabricksConfigRuntime = Runtimes['databricks'];
export type GenerativeDummyConfigRuntime = Record<never, never>;
export type GenerativeFriendliAIConfigRuntime = Runtimes['friendliai'];
export type GenerativeGoogleConfigRuntime = Runtimes['google'];
export type GenerativeMistralConfigRuntime = Runtimes['mistral'];
export type GenerativeNvidiaConfigRuntime = Runtimes['nvidia'];
export type GenerativeOllamaConfigRuntime = Runtimes['ollama'];
export type GenerativeOpenAIConfigRuntime = Runtimes['openai'];
export type GenerativeXAIConfigRuntime = GenerativeXAIConfig;
