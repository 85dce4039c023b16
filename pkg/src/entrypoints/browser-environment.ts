/**
 * Browsers, in a page or a worker: data in IndexedDB, the module by `fetch` from beside this file. An object and no more:
 * what an entry point does when it is imported stands in its own file, where bundlers are told of it.
 */
import { EngineError } from '../engine/engine.js';
import { type Environment, isAdapter } from '../environment.js';
import { IndexedDbStorage } from '../storage/indexeddb.js';
import { MemoryStorage } from '../storage/memory.js';

const missing = (url: URL, reason: string) =>
  new EngineError(`cannot load ${url}: ${reason}; serve the file beside the package's scripts`, 503, 'unavailable');

export const browserEnvironment: Environment = {
  async loadWasm(pick) {
    const url =
      pick() === 'relaxed'
        ? new URL('./weavelet-relaxed.wasm', import.meta.url)
        : new URL('./weavelet.wasm', import.meta.url);
    const response = await fetch(url).catch((error: Error) => {
      throw missing(url, error.message);
    });
    if (!response.ok) throw missing(url, `HTTP status ${response.status}`);
    const type = response.headers.get('content-type') ?? '';
    // Compiles while it arrives, where the server names the type.
    if (type.startsWith('application/wasm')) return WebAssembly.compileStreaming(response);
    // Servers of single pages answer what they do not have with that page.
    if (type.startsWith('text/html')) throw missing(url, 'a page came instead of it');
    return response.arrayBuffer();
  },
  openStorage({ storage }) {
    if (isAdapter(storage)) return storage;
    if (storage === 'memory') return new MemoryStorage();
    return new IndexedDbStorage(globalThis);
  },
  // private windows of some browsers refuse to store anything
  fallbackStorage: () => new MemoryStorage(),
  env: {},
  now: Date.now,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
