/** What can embed the visitor's texts: the encoder in this browser, or Jina with the visitor's key. */
import type { EncodeOptions, LabelledVectors } from 'weavelet';
import { loadEncoder } from '../app/encoder.js';
import { embedByJina } from './jina.js';

export type Embedder = {
  /** The collection's vector that it makes. */
  target: 'local' | 'jina';
  embed(texts: string[], options: EncodeOptions): Promise<(LabelledVectors | number[][])[]>;
};

/** Loads the encoder when it is asked for the first time. */
export const localEmbedder: Embedder = {
  target: 'local',
  async embed(texts, options) {
    const encoder = await loadEncoder(options);
    return (await encoder(texts, options)).map(({ vectors, tokens }) => ({ vectors, tokens }));
  },
};

export const jinaEmbedder = (key: string): Embedder => ({
  target: 'jina',
  embed: (texts, options) => embedByJina(key, texts, options),
});
