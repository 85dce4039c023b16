/** Files by `fetch`, and kept in the browser's cache storage. */
import type { FileAccess, FileCache } from './files.js';

/** @throws Error with the status when there is nothing at the address */
export async function fetchFile(url: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return partsOf(response.body ?? new Blob([]).stream());
}

/** Not by the stream's own iterator, which some browsers do not have. */
async function* partsOf(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** A file replaces those of the same address that were kept under other checksums. */
const fileCache = (cache: Cache): FileCache => ({
  async get(key) {
    const found = await cache.match(key);
    return found && new Uint8Array(await found.arrayBuffer());
  },
  async put(key, bytes) {
    await cache.put(key, new Response(bytes as Uint8Array<ArrayBuffer>));
    for (const { url } of await cache.keys(key, { ignoreSearch: true })) {
      if (url !== key) await cache.delete(url);
    }
  },
});

/**
 * Access to files on the web.
 * @param storage the browser's caches; pages from insecure addresses have none
 * @param name of the cache to use, or `false`
 */
export async function webFiles(storage: CacheStorage | undefined, name: string | false): Promise<FileAccess> {
  // some private windows refuse: they can do without
  const cache = name === false ? undefined : await storage?.open(name).catch(() => undefined);
  return { open: fetchFile, cache: cache && fileCache(cache) };
}
