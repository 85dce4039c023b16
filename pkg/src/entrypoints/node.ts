/** Node.js, Deno and Bun: data in a folder, `.weavelet` unless `PERSISTENCE_DATA_PATH` names another. */
import { readFile } from 'node:fs/promises';
import { defineEnvironment, isAdapter } from '../environment.js';
import { MemoryStorage } from '../storage/memory.js';
import { NodeFsStorage } from '../storage/node-fs.js';

defineEnvironment({
  loadWasm: async (pick) =>
    readFile(
      pick() === 'relaxed'
        ? new URL('./weavelet-relaxed.wasm', import.meta.url)
        : new URL('./weavelet.wasm', import.meta.url),
    ),
  openStorage({ storage, env }) {
    if (isAdapter(storage)) return storage;
    if (storage === 'memory') return new MemoryStorage();
    return new NodeFsStorage(env?.PERSISTENCE_DATA_PATH ?? process.env.PERSISTENCE_DATA_PATH ?? '.weavelet');
  },
  env: process.env,
  now: Date.now,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

export * from '../index.js';
export { default } from '../index.js';
