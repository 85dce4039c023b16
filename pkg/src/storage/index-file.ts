import { readOnlyError, type StorageAdapter, type StorageCapabilities, StorageError } from './adapter.js';
import { unpacked } from './gzip-source.js';
import { decodeHeader, decodeTable, HEADER_BYTES, truncated } from './index-file-format.js';
import { readAhead } from './read-ahead.js';
import { type ByteSource, type SourceInput, sourceOf } from './source.js';
import { Cutter } from './stream.js';

export { type Entry, indexFileParts } from './index-file-format.js';

/** How far the values that were asked for together have come, in bytes. */
export type Progress = { loaded: number; total: number };

export type IndexFileOptions = { onProgress?(progress: Progress): void };

type Position = { offset: number; size: number };

/**
 * A store in one file, to be read only: bytes, a `Blob`, or an address; as it is, or compressed by gzip. Values asked for in the order of the file
 * come as they arrive; others are read one by one.
 */
export class IndexFileStorage implements StorageAdapter {
  readonly kind = 'index-file';
  readonly place: unknown;
  readonly capabilities: StorageCapabilities = {
    maxValue: 2 ** 31 - 1,
    multiWriter: false,
    readOnly: true,
    ranges: true,
  };
  #source: ByteSource;
  readonly #options: IndexFileOptions;
  #values: Map<string, Position> | undefined;
  /** Length of the whole file. */
  #length = 0;

  /** @throws StorageError `unavailable` for an address that cannot be one. */
  constructor(source: SourceInput, options: IndexFileOptions = {}) {
    this.#source = sourceOf(source);
    this.#options = options;
    this.place = source instanceof URL ? source.href : source;
  }

  /**
   * Reads the file's table; a file holds one store, whatever its name.
   * @throws StorageError `corrupt` for a damaged or foreign file, `unavailable` for a newer one, `io` when it cannot
   * be read
   */
  async open(): Promise<{ fresh: boolean }> {
    this.#source = await unpacked(this.#source);
    const header = decodeHeader(await this.#source.read(0, HEADER_BYTES));
    this.#length = HEADER_BYTES + header.tableLength + header.valuesLength;
    const size = await this.#source.size();
    if (size !== undefined && size < this.#length) throw truncated(size, this.#length);
    const entries = decodeTable(await this.#source.read(HEADER_BYTES, header.tableLength), header);
    let offset = HEADER_BYTES + header.tableLength;
    this.#values = new Map();
    for (const entry of entries) {
      this.#values.set(entry.key, { offset, size: entry.size });
      offset += entry.size;
    }
    return { fresh: entries.length === 0 };
  }

  async get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const at = this.#opened().get(key);
    return at && this.#read(at.offset, at.size, signal);
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    const at = this.#opened().get(key);
    return at && this.#read(at.offset + offset, Math.max(0, Math.min(length, at.size - offset)));
  }

  async *getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    const values = this.#opened();
    const found = keys.flatMap((key) => values.get(key) ?? []);
    const total = found.reduce((sum, { size }) => sum + size, 0);
    const [first, last] = [found[0], found[found.length - 1]];
    const inOrder = found.every(({ offset }, i) => i === 0 || offset >= found[i - 1]!.offset + found[i - 1]!.size);
    // A stream that would mostly be passed over is not worth it.
    if (first && last && inOrder && last.offset + last.size - first.offset <= 2 * total) {
      yield* this.#stream(keys, first.offset, last.offset + last.size, total, signal);
      return;
    }
    let loaded = 0;
    for await (const [key, value] of readAhead(keys, (key) => this.get(key, signal), signal)) {
      loaded += value?.length ?? 0;
      this.#options.onProgress?.({ loaded, total });
      yield [key, value];
    }
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    const found = [...this.#opened()].filter(([key]) => key.startsWith(prefix));
    return found.map(([key, { size }]) => ({ key, size })).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async commit(): Promise<never> {
    this.#opened();
    throw readOnlyError();
  }

  async destroy(): Promise<never> {
    throw readOnlyError();
  }

  async estimate(): Promise<{ usage: number }> {
    return { usage: this.#length };
  }

  onLost(): void {
    // A file that goes away fails the next read.
  }

  onChange(): void {
    // An index file is written once.
  }

  async close(): Promise<void> {
    this.#values = undefined;
    this.#source.close();
  }

  /** Reads the file from `from` to `end` once and yields the values in it, which lie in the order of `keys`. */
  async *#stream(
    keys: string[],
    from: number,
    end: number,
    total: number,
    signal?: AbortSignal,
  ): AsyncIterable<[string, Uint8Array | undefined]> {
    const values = this.#opened();
    let arrived = 0;
    const cutter = new Cutter(this.#source.stream(from, end - from, signal), (bytes) => {
      arrived += bytes;
      this.#options.onProgress?.({ loaded: Math.min(arrived, total), total });
    });
    try {
      let at = from;
      for (const key of keys) {
        signal?.throwIfAborted();
        const position = values.get(key);
        if (!position) {
          yield [key, undefined];
          continue;
        }
        await cutter.skip(position.offset - at);
        const value = await cutter.take(position.size);
        if (value.length < position.size) throw truncated(position.offset + value.length, this.#length);
        at = position.offset + position.size;
        yield [key, value];
      }
    } finally {
      await cutter.close();
    }
  }

  async #read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const bytes = await this.#source.read(offset, length, signal);
    if (bytes.length < length) throw truncated(offset + bytes.length, this.#length);
    return bytes;
  }

  #opened(): Map<string, Position> {
    if (!this.#values) throw new StorageError('unavailable', 'the storage is closed');
    return this.#values;
  }
}
