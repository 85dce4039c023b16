/**
 * Token vectors without a model, for the examples: each word gets a fixed unit vector of its own, so that texts with
 * common words are near each other. It understands nothing; a program would ask a ColBERT model instead.
 */
const DIMENSIONS = 128;

/** One vector per word of the text. */
export function toyEmbeddings(text: string): number[][] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => wordVector(word.replace(/(?<=...)s$/, '')));
}

function wordVector(word: string): number[] {
  // A small generator of pseudo-random numbers, started from the word's letters.
  let state = 17;
  for (const letter of word) state = (Math.imul(state, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  const vector = Array.from({ length: DIMENSIONS }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
