import type { Document } from './parse.js';
import type { ParseReply } from './parse-worker.js';

/** The documents of a file in batches, read beside the page. @throws Error that names the file and what is wrong */
export async function* readFile(file: File, signal: AbortSignal): AsyncGenerator<Document[]> {
  const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), { type: 'module' });
  const ask = (message: File | 'next') =>
    new Promise<ParseReply>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ParseReply>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(message);
    });
  try {
    for (let reply = await ask(file); ; reply = await ask('next')) {
      signal.throwIfAborted();
      if ('failed' in reply) throw new Error(reply.failed);
      if ('done' in reply) return;
      yield reply.documents;
    }
  } finally {
    worker.terminate();
  }
}
