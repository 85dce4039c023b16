/** The encoder's worker thread in Node, Deno or Bun: what `createEncoder` starts. */
import { parentPort } from 'node:worker_threads';
import { nodeFiles } from '../encoder/node-files.js';
import { serveEncoder } from '../encoder/serve.js';
import { parentThreadPort } from '../worker/node-port.js';
import { loadRuntime } from './onnx-runtime.js';

if (!parentPort) throw new Error('weavelet/encoder starts its own worker thread: call createEncoder()');
serveEncoder(parentThreadPort(parentPort), { files: async (cache) => nodeFiles(cache), runtime: loadRuntime });
