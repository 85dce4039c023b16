/** Vectors of many documents in one file, row-major, with the rows of each. */
import { readFile } from 'node:fs/promises';

/** What an int8 component is divided by: -127..127 stand for -1..1. */
const I8_SCALE = 127;

type VectorFileOptions = { vectors: string; offsets?: string; dimensions?: string };

/** A file of vectors, read whole. */
export class VectorFile {
  readonly #path: string;
  readonly #values: Float32Array | Int8Array;
  readonly #dimensions: number;
  /** First row of each document, and the end; without it every document has one row. */
  readonly #offsets: Uint32Array | undefined;

  private constructor(
    path: string,
    values: Float32Array | Int8Array,
    dimensions: number,
    offsets: Uint32Array | undefined,
  ) {
    this.#path = path;
    this.#values = values;
    this.#dimensions = dimensions;
    this.#offsets = offsets;
  }

  /** @throws when the sizes do not fit each other, naming them. */
  static async open({ vectors, offsets, dimensions }: VectorFileOptions): Promise<VectorFile> {
    const width = Number(dimensions);
    if (!Number.isInteger(width) || width < 1)
      throw new Error(`--dimensions must be a positive number, not ${dimensions}`);
    const { buffer } = new Uint8Array(await readFile(vectors));
    const format = vectors.match(/\.(f32|i8)(\.bin)?$/)?.[1];
    if (!format) throw new Error(`${vectors}: the name must end in .f32 or .i8, which tells the format`);
    const bytes = format === 'f32' ? 4 : 1;
    if (buffer.byteLength % (bytes * width) !== 0) {
      throw new Error(
        `${vectors}: ${buffer.byteLength} bytes are no whole number of rows of ${width} ${format} values`,
      );
    }
    const values = format === 'f32' ? new Float32Array(buffer) : new Int8Array(buffer);
    const starts = offsets ? new Uint32Array(new Uint8Array(await readFile(offsets)).buffer) : undefined;
    const rows = values.length / width;
    if (starts && (starts.at(-1) !== rows || starts.some((start, i) => i > 0 && start < (starts[i - 1] as number)))) {
      throw new Error(`${offsets}: must ascend and end with ${rows}, the number of rows in ${vectors}`);
    }
    return new VectorFile(vectors, values, width, starts);
  }

  /** The vector of a document: token vectors where offsets were given. */
  of(document: number): Float32Array | { data: Float32Array; dimensions: number } {
    const offsets = this.#offsets;
    const [from, to] = offsets ? [offsets[document], offsets[document + 1]] : [document, document + 1];
    if (from === undefined || to === undefined || to * this.#dimensions > this.#values.length) {
      throw new Error(`${this.#path} has no vector for object ${document + 1}`);
    }
    const part = this.#values.subarray(from * this.#dimensions, to * this.#dimensions);
    const data = part instanceof Float32Array ? part : Float32Array.from(part, (value) => value / I8_SCALE);
    return offsets ? { data, dimensions: this.#dimensions } : data;
  }

  /** @throws when there are more vectors than documents. */
  requireCount(documents: number): void {
    const count = this.#offsets ? this.#offsets.length - 1 : this.#values.length / this.#dimensions;
    if (count !== documents) throw new Error(`${this.#path} has vectors for ${count} objects, there are ${documents}`);
  }
}
