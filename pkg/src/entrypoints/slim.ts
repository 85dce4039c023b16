/** Any environment: the program supplies the module by {@link useWasm} and storage by the connection option. */
import { defineEnvironment, isAdapter } from '../environment.js';
import { DurableStorage, isDurableObjectStorage } from '../storage/durable-object.js';
import { MemoryStorage } from '../storage/memory.js';

type WasmSource = WebAssembly.Module | BufferSource;
let source: WasmSource | Promise<WasmSource> | undefined;

/**
 * Gives the engine its module, compiled or as bytes: the file `weavelet/weavelet.wasm`, or `weavelet/weavelet-relaxed.wasm`
 * for engines with relaxed SIMD. Call it before connecting.
 */
export function useWasm(wasm: WasmSource | Promise<WasmSource>): void {
  source = wasm;
}

defineEnvironment({
  async loadWasm() {
    if (!source) throw new Error('weavelet/slim has no module yet: call useWasm() before connecting');
    return source;
  },
  openStorage({ storage }) {
    if (isAdapter(storage)) return storage;
    if (isDurableObjectStorage(storage)) return new DurableStorage(storage);
    return new MemoryStorage();
  },
  env: {},
  now: Date.now,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

export * from '../index.js';
export { default } from '../index.js';
