/** Numbers in -1..1 from a fixed sequence, and vectors of them. */
export function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const vector = (length: number) => Array.from({ length }, next);
  const below = (limit: number) => Math.floor(((next() + 1) / 2) * limit);
  return {
    next,
    vector,
    below,
    tokens: (count: number, length: number) => Array.from({ length: count }, () => vector(length)),
  };
}
