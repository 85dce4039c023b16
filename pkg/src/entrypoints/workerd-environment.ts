/** Cloudflare Workers: data in the storage of a Durable Object (`storage: state.storage`), else in memory. */
import { type Environment, isAdapter } from '../environment.js';
import { DurableStorage, isDurableObjectStorage } from '../storage/durable-object.js';
import { MemoryStorage } from '../storage/memory.js';

export const workerdEnvironment: Environment = {
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
};
