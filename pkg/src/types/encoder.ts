/** How texts become token vectors in this program: what an encoder is, and the one that comes along. */

/** Done and to do: bytes of a download, or texts of one call. */
export type EncoderProgress = { phase: 'download' | 'embed'; done: number; total: number };

/** What an encoder is asked with beside the texts. */
export type EncodeOptions = {
  /** Models for search treat what is asked and what is found differently. */
  kind: 'query' | 'document';
  /** Gives up: the encoder rejects with the signal's reason. */
  signal?: AbortSignal;
  onProgress?(progress: EncoderProgress): void;
};

/** One text as token vectors, with what each of them stands for. */
export type EncodedText = {
  /** One row per token: all of them in one array, or each in its own. */
  vectors: { data: Float32Array; dimensions: number } | Float32Array[];
  /** One label per row, as it stands in the text. */
  tokens: string[];
};

/** An encoder: one result per text, in their order. Any function of this form can be one. */
export type Encoder = (texts: string[], options: EncodeOptions) => Promise<EncodedText[]>;

/** A text from the encoder that comes along. */
export type LocalText = EncodedText & {
  vectors: { data: Float32Array; dimensions: number };
  /** Where each token is in the text, in UTF-16 code units, from its start to before its end. */
  spans: [start: number, end: number][];
};

/** An encoder in a thread of its own, from files. */
export interface LocalEncoder {
  /**
   * Embeds texts, one after the other. The model is loaded by the first call. Of a text that is longer than the model
   * takes (`longest` in its `encoder.json`, 512 tokens), what is beyond is left out.
   * @throws WeaviateEncoderError when the model cannot be loaded
   */
  (texts: string[], options: EncodeOptions): Promise<LocalText[]>;
  /** Loads the model ahead of its first use. A load that nobody waits for any more is given up. */
  load(options?: { signal?: AbortSignal; onProgress?(progress: EncoderProgress): void }): Promise<void>;
  /** Ends its thread; what is under way is rejected. A later call starts it again. */
  close(): Promise<void>;
}

export type LocalEncoderOptions = {
  /** The folder with `encoder.json` and the files it names: an address; in Node also a path. */
  files: string | URL;
  /**
   * Where downloaded files are kept: in browsers the name of a cache (default `weavelet-encoder`), or `false`; in Node
   * a folder, by default none. With them kept, no network is needed.
   */
  cache?: string | false;
  /** The module `onnxruntime-web/wasm` by its address, where it cannot be found by its name: on a page without a bundler. */
  runtime?: string | URL;
  /** Called in every load and every embedding. */
  onProgress?(progress: EncoderProgress): void;
};
