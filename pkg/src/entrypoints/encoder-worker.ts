/** The encoder's Web Worker: what `createEncoder` starts. A program imports nothing from here. */
import { serveEncoder } from '../encoder/serve.js';
import { webFiles } from '../encoder/web-files.js';
import { webPort } from '../worker/web-port.js';
import { loadRuntime } from './onnx-runtime.js';

serveEncoder(
  webPort(globalThis as unknown as Worker, () => globalThis.close()),
  { files: (cache = 'weavelet-encoder') => webFiles(globalThis.caches, cache), runtime: loadRuntime },
);
