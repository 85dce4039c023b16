/** Files of the disk, and of the web; those of the web are kept in a folder where one is named. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileAccess, FileCache } from './files.js';
import { fetchFile } from './web-files.js';

async function openFile(url: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const file = await open(new URL(url));
  return file.createReadStream({ signal });
}

/** Keys are addresses: a file's name is the hash of its key. */
function folderCache(folder: string): FileCache {
  const at = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'));
  return {
    get: (key) => readFile(at(key)).catch(() => undefined),
    async put(key, bytes) {
      await mkdir(folder, { recursive: true });
      // whole or not at all, also where two processes do the same
      const draft = join(folder, randomUUID());
      try {
        await writeFile(draft, bytes);
        await rename(draft, at(key));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}

/** Access to files by addresses. @param folder for what comes from the web */
export const nodeFiles = (folder: string | false | undefined): FileAccess => ({
  open: (url, signal) => (url.startsWith('file:') ? openFile(url, signal) : fetchFile(url, signal)),
  cache: folder ? folderCache(folder) : undefined,
});
