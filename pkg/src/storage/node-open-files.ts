import { type FileHandle, open } from 'node:fs/promises';
import { readFrom } from './node-files.js';

/** Files that are open at the same time, at most. */
const KEPT = 256;

type OpenFile = {
  handle: Promise<FileHandle>;
  /** Reads that are under way. */
  reading: Set<Promise<unknown>>;
};

/**
 * Files that stay open between reads: to open and to close one takes twice as long as to read 50 KB of it. Whoever
 * replaces or removes a file has it closed first: an open one would go on to be read, and Windows replaces none.
 */
export class OpenFiles {
  /** By path; the one that was read longest ago comes first. */
  readonly #files = new Map<string, OpenFile>();

  /** At most `length` bytes of a file from `offset`. */
  read(path: string, offset: number, length: number): Promise<Uint8Array> {
    const file = this.#open(path);
    const reading = file.handle.then((handle) => readFrom(handle, offset, length));
    file.reading.add(reading);
    const done = () => file.reading.delete(reading);
    reading.then(done, done);
    return reading;
  }

  /** Closes these files, as soon as nobody reads them any more. */
  async close(paths: Iterable<string>): Promise<void> {
    const files = [...paths].flatMap((path) => {
      const file = this.#files.get(path);
      this.#files.delete(path);
      return file ?? [];
    });
    await Promise.all(
      files.map(async ({ handle, reading }) => {
        await Promise.allSettled(reading);
        // One that could not be opened is told of by its reads.
        await (await handle.catch(() => undefined))?.close();
      }),
    );
  }

  closeAll(): Promise<void> {
    return this.close([...this.#files.keys()]);
  }

  #open(path: string): OpenFile {
    const known = this.#files.get(path);
    this.#files.delete(path);
    const file = known ?? { handle: open(path, 'r'), reading: new Set() };
    this.#files.set(path, file);
    if (known) return file;
    file.handle.catch(() => {
      if (this.#files.get(path) === file) this.#files.delete(path);
    });
    const [oldest] = this.#files.keys();
    if (this.#files.size > KEPT) this.close([oldest as string]).catch(() => undefined);
    return file;
  }
}
