/** Node.js, Deno and Bun: data in a folder, `.weavelet` unless `PERSISTENCE_DATA_PATH` names another. */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { type Environment, isAdapter } from '../environment.js';
import { MemoryStorage } from '../storage/memory.js';
import { NodeFsStorage } from '../storage/node-fs.js';
import { threadPort } from '../worker/node-port.js';

export const nodeEnvironment: Environment = {
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
  openWorker(made) {
    // the process's own arguments may be such as only a main thread takes
    return threadPort((made ?? new Worker(new URL('./node-worker.js', import.meta.url), { execArgv: [] })) as Worker);
  },
  env: process.env,
  now: Date.now,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
