/** The model in memory: texts to token vectors, one after the other. */
import { WeaviateEncoderError } from '../errors.js';
import type { LocalText } from '../types/encoder.js';
import type { EncoderFiles } from './files.js';
import type { Manifest } from './manifest.js';
import { Tokenizer } from './tokenizer.js';

/** What is used of `onnxruntime-web`. */
export type Runtime = {
  env: { wasm: { numThreads?: number } };
  InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  Tensor: new (type: 'int64', data: BigInt64Array, shape: number[]) => object;
};
type Span = [start: number, end: number];
type Session = { run(inputs: Record<string, object>): Promise<Record<string, { data: unknown }>> };

/** Pieces with a letter, a digit or an underscore; and the one for what is unknown, by its name. */
const WORD = /[\p{L}\p{N}_]/u;

export class Model {
  /** The last run: the runtime takes one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly manifest: Manifest,
    readonly tokenizer: Tokenizer,
    readonly runtime: Runtime,
    readonly session: Session,
  ) {}

  /** @throws WeaviateEncoderError `format` when the files are none that the runtime or the tokenizer can read */
  static async load({ manifest, model, tokenizer }: EncoderFiles, runtime: Runtime): Promise<Model> {
    const cut = new Tokenizer(tokenizer);
    // threads of their own need shared memory, which few pages have
    runtime.env.wasm.numThreads = 1;
    try {
      const session = await runtime.InferenceSession.create(model, { executionProviders: ['wasm'] });
      return new Model(manifest, cut, runtime, session);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new WeaviateEncoderError('format', `${manifest.files.model.path}: ${reason}`, { cause });
    }
  }

  /** The vectors of a text's words: tokens of the prefix are left out, and so is punctuation beside words. */
  async encode(text: string, kind: 'query' | 'document'): Promise<LocalText> {
    const prefix = this.manifest.prefix[kind];
    const { ids, spans } = this.tokenizer.encode(prefix + text, this.manifest.longest);
    const { data, dimensions } = await this.#run(ids);
    const rows = this.#rows(ids, spans, prefix.length);
    const vectors = new Float32Array(rows.length * dimensions);
    rows.forEach((row, at) => {
      vectors.set(data.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions);
    });
    // the space before the first word is the prefix's
    const inText = rows.map((row) => (spans[row] as Span).map((place) => Math.max(place - prefix.length, 0)) as Span);
    const found = inText.map((span) => withoutSpaces(text, span));
    return {
      vectors: { data: vectors, dimensions },
      tokens: found.map(([start, end]) => text.slice(start, end)),
      spans: found,
    };
  }

  /** The tokens whose vectors are kept: there is always one. */
  #rows(ids: number[], spans: Span[], begin: number): number[] {
    const own = ids.flatMap((_, row) => {
      const [start, end] = spans[row] as Span;
      return start < end && end > begin ? [row] : [];
    });
    const words = own.filter((row) => WORD.test(this.tokenizer.pieces[ids[row] as number] as string));
    if (words.length > 0) return words;
    return own.length > 0 ? own : [ids.length - 1];
  }

  async #run(ids: number[]): Promise<{ data: Float32Array; dimensions: number }> {
    const { Tensor } = this.runtime;
    const inputs = { ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [ids.length]) };
    const run = this.#last.then(() => this.session.run(inputs));
    this.#last = run.catch(() => undefined);
    const { vectors } = await run;
    const { dimensions } = this.manifest;
    if (!(vectors?.data instanceof Float32Array) || vectors.data.length !== ids.length * dimensions) {
      const rule = `ids [n] must give vectors [n, ${dimensions}]`;
      throw new WeaviateEncoderError('format', `${this.manifest.files.model.path}: ${rule}`);
    }
    return { data: vectors.data, dimensions };
  }
}

/** A span without the spaces around what it holds. */
function withoutSpaces(text: string, [start, end]: Span): Span {
  const part = text.slice(start, end);
  const from = start + (part.length - part.trimStart().length);
  return [from, Math.max(from, start + part.trimEnd().length)];
}
