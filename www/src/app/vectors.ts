/** Token vectors of one text, row-major. */
export type MultiVector = { data: Float32Array; dimensions: number };

const DIMENSIONS = 128;

/** Int8 rows in base64; a component is its value / 127. */
export function multiVector(base64: string): MultiVector {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { data: Float32Array.from(new Int8Array(bytes.buffer), (value) => value / 127), dimensions: DIMENSIONS };
}
