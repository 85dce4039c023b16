import { open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeMarker, encodeMarker, type Marker, type MarkerValue } from './marker.js';
import { fileOf, flush } from './node-files.js';

/** Markers as small files beside the folders of the stores: `.<name>.marker`. */
export class FileMarker implements Marker {
  readonly #root: string;
  /** The end of the queue of writes. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param root the folder that holds one folder per store */
  constructor(root: string) {
    this.#root = root;
  }

  async read(name: string): Promise<MarkerValue | undefined> {
    const value = decodeMarker(await readFile(this.#file(name), 'utf8').catch(() => undefined));
    return value && { uuid: value.uuid, generation: value.generation, count: value.count };
  }

  write(name: string, value: MarkerValue): Promise<void> {
    return this.#queue(async () => {
      const temporary = `${this.#file(name)}.tmp`;
      const handle = await open(temporary, 'w');
      try {
        await handle.writeFile(encodeMarker(value));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#file(name));
      await flush(this.#root);
    });
  }

  remove(name: string): Promise<void> {
    return this.#queue(async () => {
      await unlink(this.#file(name));
      await flush(this.#root);
    });
  }

  /** One after the other; a place that refuses is passed over. */
  #queue(action: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(action).catch(() => undefined);
    this.#last = turn;
    return turn;
  }

  #file(name: string): string {
    return join(this.#root, `.${fileOf(name)}.marker`);
  }
}
