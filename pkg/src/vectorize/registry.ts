import type { LabelledVectors } from '../types/explain.js';

/** What is embedded: a text, or a medium as base64. */
export type EmbedInput = string | { kind: 'audio' | 'depth' | 'image' | 'imu' | 'thermal' | 'video'; data: string };

/** One vector, or for a late-interaction model one vector per token, with what each stands for if it is known. */
export type Embedding =
  | LabelledVectors
  | number[]
  | Float32Array
  | number[][]
  | Float32Array[]
  | { data: Float32Array; dimensions: number };

export type EmbedOptions = {
  /** Many models embed questions and answers differently. */
  purpose: 'document' | 'query';
  signal?: AbortSignal;
  /** The module's settings in the collection's configuration. */
  config: Record<string, unknown>;
};

/** An encoder: gives one embedding per input, in their order. */
export interface VectorizerPlugin {
  embed(inputs: EmbedInput[], options: EmbedOptions): Promise<Embedding[]>;
}

const plugins = new Map<string, VectorizerPlugin>();

/**
 * Plugs an encoder in under the name of a vectorizer module, for every client of this process: a collection whose
 * vector names that module is embedded by it. The name may be one of Weaviate's (`text2vec-openai`) or a new one.
 */
export function registerVectorizer(name: string, plugin: VectorizerPlugin): void {
  plugins.set(name, plugin);
}

/** The encoder that was plugged in under a name. */
export function pluggedVectorizer(name: string): VectorizerPlugin | undefined {
  return plugins.get(name);
}

/** The names under which encoders are plugged in. */
export function pluggedNames(): string[] {
  return [...plugins.keys()];
}
