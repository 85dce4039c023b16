/** The encoder in Node.js, Deno and Bun, in a worker thread. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { encoderBy, folderAt } from '../encoder/encoder.js';
import type { LocalEncoder, LocalEncoderOptions } from '../types/encoder.js';
import { threadPort } from '../worker/node-port.js';

/** An address as it is, a path as one. A letter alone before a colon is a drive. */
function addressOf(file: string | URL): URL {
  return file instanceof URL || /^[a-z][a-z\d+.-]+:/i.test(file) ? new URL(file) : pathToFileURL(resolve(file));
}

/** An encoder of the files in a folder or at an address. Give it to `connectToLocal({ encoders: { local } })`. */
export function createEncoder({ files, cache, runtime, onProgress }: LocalEncoderOptions): LocalEncoder {
  const address = addressOf(files);
  const source = {
    folder: folderAt(address),
    // what is on this disk need not be kept once more
    cache: address.protocol === 'file:' ? false : cache,
    runtime: runtime && addressOf(runtime).href,
  };
  // the process's own arguments may be such as only a main thread takes
  const open = () => threadPort(new Worker(new URL('./node-encoder-worker.js', import.meta.url), { execArgv: [] }));
  return encoderBy(open, source, onProgress);
}

export type * from '../types/encoder.js';
