/** Cloudflare Workers: data in the storage of a Durable Object (`storage: state.storage`), else in memory. */
import { defineEnvironment, isAdapter } from '../environment.js';
import { DurableStorage, isDurableObjectStorage } from '../storage/durable-object.js';
import { MemoryStorage } from '../storage/memory.js';

defineEnvironment({
  loadWasm: async (pick) =>
    (await (pick() === 'relaxed' ? import('./weavelet-relaxed.wasm') : import('./weavelet.wasm'))).default,
  openStorage({ storage }) {
    if (isAdapter(storage)) return storage;
    if (isDurableObjectStorage(storage)) return new DurableStorage(storage);
    return new MemoryStorage();
  },
  env: globalThis.process?.env ?? {},
  now: Date.now,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

export * from '../index.js';
export { default } from '../index.js';
export { R2Storage } from '../storage/r2.js';
export { type Published, type PublishOptions, publish } from '../storage/r2-publish.js';
