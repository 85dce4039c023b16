/** Where the vectors of a typed text come from: an encoder in this browser, once the visitor has loaded it. */
import type { MultiVector } from './vectors.js';

/** A text as token vectors, and what each of them stands for. */
export type Encoded = { tokens: string[]; vectors: MultiVector };

/** The token vectors of a query; undefined while there is no encoder. */
export async function encodeQuery(_text: string): Promise<Encoded | undefined> {
  return undefined;
}
