/** The encoder in browsers, in a Web Worker. */
import { encoderBy, folderAt } from '../encoder/encoder.js';
import type { LocalEncoder, LocalEncoderOptions } from '../types/encoder.js';
import { webPort } from '../worker/web-port.js';

/** An encoder of the files at an address, relative to the page. Give it to `connectToLocal({ encoders: { local } })`. */
export function createEncoder({ files, cache, runtime, onProgress }: LocalEncoderOptions): LocalEncoder {
  const base = globalThis.document?.baseURI ?? globalThis.location.href;
  const source = {
    folder: folderAt(new URL(files, base)),
    cache,
    runtime: runtime && new URL(runtime, base).href,
  };
  const open = () => {
    // bundlers know this form by sight
    const worker = new Worker(new URL('./encoder-worker.js', import.meta.url), { type: 'module' });
    return webPort(worker, () => worker.terminate());
  };
  return encoderBy(open, source, onProgress);
}

export type * from '../types/encoder.js';
