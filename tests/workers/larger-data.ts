/** Made-up documents: unit token vectors that follow from the document's number alone. */

export const DOCUMENTS = 10_000;
export const TOKENS = 180;
export const DIMENSIONS = 128;
/** What the engine may hold, in bytes: of an isolate's 128 MB, the rest is JavaScript's. */
export const MEMORY_LIMIT = 96 * 2 ** 20;

const QUERY_TOKENS = 16;
/** How far a query's tokens are from the document's that they were taken of. */
const NOISE = 0.05;

/** Numbers from -1 to 1 that follow from the seed (xorshift32). */
function random(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 0x80000000;
  };
}

function normalized(values: Float32Array): Float32Array {
  for (let at = 0; at < values.length; at += DIMENSIONS) {
    const token = values.subarray(at, at + DIMENSIONS);
    let square = 0;
    for (const value of token) square += value * value;
    const norm = Math.sqrt(square);
    for (let i = 0; i < DIMENSIONS; i++) (token[i] as number) /= norm;
  }
  return values;
}

/** The token vectors of a document, row-major. */
export function tokensOf(document: number): Float32Array {
  const next = random(document + 1);
  return normalized(Float32Array.from({ length: TOKENS * DIMENSIONS }, next));
}

/** A query whose tokens are near some of the document's. */
export function queryOf(document: number): Float32Array {
  const tokens = tokensOf(document);
  const next = random(-document - 1);
  const length = QUERY_TOKENS * DIMENSIONS;
  return normalized(Float32Array.from({ length }, (_, i) => (tokens[i] as number) + NOISE * next()));
}

/** Minus the sum of each query token's best dot product, in f64. */
export function distance(query: Float32Array, document: Float32Array): number {
  let sum = 0;
  for (let q = 0; q < query.length; q += DIMENSIONS) {
    let best = Number.NEGATIVE_INFINITY;
    for (let d = 0; d < document.length; d += DIMENSIONS) {
      let dot = 0;
      for (let i = 0; i < DIMENSIONS; i++) dot += (query[q + i] as number) * (document[d + i] as number);
      best = Math.max(best, dot);
    }
    sum += best;
  }
  return -sum;
}
