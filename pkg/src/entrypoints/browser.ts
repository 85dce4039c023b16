/** Browsers, in a page or a worker: data in IndexedDB, the module by `fetch` from beside this file. */
import { defineEnvironment, isAdapter } from '../environment.js';
import { IndexedDbStorage } from '../storage/indexeddb.js';
import { MemoryStorage } from '../storage/memory.js';

defineEnvironment({
  async loadWasm(pick) {
    const url =
      pick() === 'relaxed'
        ? new URL('./weavelet-relaxed.wasm', import.meta.url)
        : new URL('./weavelet.wasm', import.meta.url);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`cannot load ${url}: HTTP status ${response.status}`);
    // Compiles while it arrives, where the server names the type.
    if (response.headers.get('content-type')?.startsWith('application/wasm')) {
      return WebAssembly.compileStreaming(response);
    }
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
});

export * from '../index.js';
export { default } from '../index.js';
export { OpfsStorage } from '../storage/opfs.js';
