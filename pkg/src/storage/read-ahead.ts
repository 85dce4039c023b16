/** How many values are read at once: enough to hide the wait, few enough that the first one arrives early. */
const WINDOW = 4;

/** Reads values in order, {@link WINDOW} at a time. */
export async function* readAhead(
  keys: string[],
  get: (key: string) => Promise<Uint8Array | undefined>,
  signal?: AbortSignal,
): AsyncIterable<[key: string, value: Uint8Array | undefined]> {
  const pending: Promise<Uint8Array | undefined>[] = [];
  let next = 0;
  for (const key of keys) {
    signal?.throwIfAborted();
    while (next < keys.length && pending.length < WINDOW) {
      const read = get(keys[next++]!);
      // A read that fails while an earlier one is awaited is reported when its turn comes.
      read.catch(() => undefined);
      pending.push(read);
    }
    yield [key, await pending.shift()!];
  }
}
