/** Puts all vectors of a request into one buffer, so that they cross into the core in one copy. */
import { checkedLabels, isLabelled } from '../labels.js';
import type { PatchGrid } from '../types/explain.js';
import type { PlainVector, VectorValue } from './protocol.js';

/** Where a vector is in the buffer. `ragged` holds the row lengths only where they differ. */
export type VectorRef = {
  at: number;
  rows: number;
  dimensions: number;
  multi: boolean;
  ragged?: number[];
  labels?: LabelsRef;
};

/** Labels of a vector's rows. `boxes` is where their boxes are in the buffer, four numbers a row. */
type LabelsRef = { tokens?: string[]; boxes?: number; grid?: PatchGrid };

type Row = ArrayLike<number>;

type Packed = { data: Float32Array; dimensions: number };

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || ArrayBuffer.isView(value);
const isPacked = (value: PlainVector): value is Packed => !isList(value);

/** The rows of a vector in any of its forms, and whether it is a multi-vector. */
function rowsOf(value: PlainVector): { rows: Row[]; multi: boolean } {
  if (isPacked(value)) {
    const { data, dimensions } = value;
    const rows: Row[] = [];
    const whole = dimensions > 0 ? data.length / dimensions : 0;
    for (let i = 0; i < whole; i++) rows.push(data.subarray(i * dimensions, (i + 1) * dimensions));
    return { rows, multi: true };
  }
  if (isList(value[0])) return { rows: value as Row[], multi: true };
  return { rows: value.length > 0 ? [value as Row] : [], multi: false };
}

/** Collects vectors and gives references to them. */
export class VectorPacker {
  readonly #rows: Row[] = [];
  #length = 0;

  /** Adds a vector; its values are copied when the buffer is made. @throws {WeaviateInvalidInputError} for bad labels. */
  add(value: VectorValue): VectorRef {
    if (!isLabelled(value)) return this.#add(value);
    const { vectors, tokens, boxes, grid } = checkedLabels(value);
    const ref = this.#add(vectors);
    if (tokens || boxes || grid) {
      // members that are undefined would not cross
      ref.labels = { ...(tokens && { tokens }), ...(grid && { grid }), ...(boxes && { boxes: this.#add(boxes).at }) };
    }
    return ref;
  }

  #add(value: PlainVector): VectorRef {
    const at = this.#length;
    if (isPacked(value) && value.dimensions > 0 && value.data.length % value.dimensions === 0) {
      this.#rows.push(value.data);
      this.#length += value.data.length;
      return { at, rows: value.data.length / value.dimensions, dimensions: value.dimensions, multi: true };
    }
    const { rows, multi } = rowsOf(value);
    const dimensions = rows[0]?.length ?? 0;
    let even = true;
    for (const row of rows) {
      even &&= row.length === dimensions;
      this.#rows.push(row);
      this.#length += row.length;
    }
    const ref: VectorRef = { at, rows: rows.length, dimensions, multi };
    if (!even) ref.ragged = rows.map((row) => row.length);
    return ref;
  }

  /** Number of values added so far. */
  get length(): number {
    return this.#length;
  }

  /** All values, in the order they were added. */
  buffer(): Float32Array {
    const out = new Float32Array(this.#length);
    let at = 0;
    for (const row of this.#rows) {
      if (ArrayBuffer.isView(row)) {
        out.set(row, at);
        at += row.length;
        continue;
      }
      // half as long again by `set`, which asks what each number of a list is
      for (let i = 0; i < row.length; i++, at++) out[at] = row[i]!;
    }
    return out;
  }
}
