/** Reads a file in a thread of its own; the page takes a batch when it has stored the one before. */
import { type Document, documents } from './parse.js';

export type ParseReply = { documents: Document[] } | { done: true } | { failed: string };

let batches: AsyncGenerator<Document[]> | undefined;

/** A file begins, anything else asks for the next batch. */
addEventListener('message', async ({ data }: MessageEvent<File | 'next'>) => {
  try {
    if (data !== 'next') batches = documents(data);
    const next = await batches?.next();
    postMessage(next?.done === false ? { documents: next.value } : { done: true });
  } catch (error) {
    postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
});
