/** How many reads are under way at once: enough to hide the wait, few enough that the first one arrives early. */
const WINDOW = 4;
/** Values and bytes that are read together at most. */
const TOGETHER = { values: 64, bytes: 1 << 20 };

/** Reads in order, {@link WINDOW} at a time. */
export async function* readAhead<K, V>(
  keys: K[],
  get: (key: K) => Promise<V>,
  signal?: AbortSignal,
): AsyncIterable<[key: K, value: V]> {
  const pending: Promise<V>[] = [];
  let next = 0;
  for (const key of keys) {
    signal?.throwIfAborted();
    while (next < keys.length && pending.length < WINDOW) {
      const read = get(keys[next++] as K);
      // A read that fails while an earlier one is awaited is reported when its turn comes.
      read.catch(() => undefined);
      pending.push(read);
    }
    yield [key, await (pending.shift() as Promise<V>)];
  }
}

/** A value to read, and its bytes where they are known. */
export type Wanted = { key: string; size?: number };

/** Small values that follow each other, in groups; those of unknown size by themselves. */
export function grouped(keys: string[], sizes: number[] = []): Wanted[][] {
  const groups: Wanted[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [i, key] of keys.entries()) {
    const last = groups.at(-1);
    const size = sizes[i];
    bytes += size ?? Number.POSITIVE_INFINITY;
    if (last && last.length < TOGETHER.values && bytes <= TOGETHER.bytes) {
      last.push({ key, size });
    } else {
      groups.push([{ key, size }]);
      bytes = size ?? Number.POSITIVE_INFINITY;
    }
  }
  return groups;
}
