import { readOnlyError, type StorageAdapter, type StorageCapabilities, StorageError } from './adapter.js';
import {
  asked,
  type Pointer,
  placeOf,
  type R2BucketLike,
  type R2Place,
  readPointer,
  valuesFolder,
} from './r2-bucket.js';
import { readAhead } from './read-ahead.js';

export type { R2BucketLike } from './r2-bucket.js';

/**
 * A store that was published to an R2 bucket, to be read only, by any number of Workers at once. A reader stays with
 * the generation that it opened until it is told to {@link refresh}; the objects of a generation are kept until the
 * second one after it is published.
 */
export class R2Storage implements StorageAdapter {
  readonly kind = 'r2';
  readonly place: unknown;
  readonly capabilities: StorageCapabilities = {
    maxValue: 2 ** 30,
    multiWriter: false,
    readOnly: true,
    ranges: true,
  };
  readonly #bucket: R2BucketLike;
  readonly #prefix: string | undefined;
  #place: R2Place | undefined;
  #pointer: Pointer = { generation: 0, values: new Map() };

  /** @param options `prefix`: what the names of all objects begin with; default `weavelet/` */
  constructor(bucket: R2BucketLike, options: { prefix?: string } = {}) {
    this.#bucket = bucket;
    this.#prefix = options.prefix;
    this.place = bucket;
  }

  async open(name: string): Promise<{ fresh: boolean }> {
    this.#place = placeOf(this.#bucket, this.#prefix, name);
    this.#pointer = { generation: 0, values: new Map() };
    await this.refresh();
    return { fresh: this.#pointer.values.size === 0 };
  }

  /** The number of the generation that is read, 0 where nothing was published. */
  get generation(): number {
    return this.#pointer.generation;
  }

  /** Goes on to the newest generation; tells whether that is another one. */
  async refresh(): Promise<boolean> {
    const found = await readPointer(this.#opened());
    if (!found || found.pointer.generation === this.#pointer.generation) return false;
    this.#pointer = found.pointer;
    return true;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    this.#opened();
    return this.#read(key, 0, Number.POSITIVE_INFINITY);
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    this.#opened();
    return this.#read(key, offset, length);
  }

  getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    return readAhead(keys, (key) => this.get(key), signal);
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    this.#opened();
    const found = [...this.#pointer.values].filter(([key]) => key.startsWith(prefix));
    return found.map(([key, { size }]) => ({ key, size })).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async commit(): Promise<never> {
    this.#opened();
    throw readOnlyError();
  }

  async destroy(): Promise<never> {
    throw readOnlyError();
  }

  async estimate(): Promise<{ usage: number; persisted: boolean }> {
    const usage = [...this.#pointer.values.values()].reduce((sum, { size }) => sum + size, 0);
    return { usage, persisted: true };
  }

  onLost(): void {
    // A bucket that is emptied fails the next read.
  }

  onChange(): void {
    // A bucket tells nothing: ask with refresh().
  }

  async close(): Promise<void> {
    this.#place = undefined;
  }

  async #read(key: string, from: number, most: number): Promise<Uint8Array | undefined> {
    const place = this.#opened();
    const { generation, values } = this.#pointer;
    const value = values.get(key);
    if (!value) return undefined;
    const length = Math.max(0, Math.min(most, value.size - from));
    // A bucket refuses ranges that hold nothing.
    if (length === 0) return new Uint8Array(0);
    const options = length < value.size ? { range: { offset: from, length } } : undefined;
    const object = await asked('read', place.bucket.get(valuesFolder(place) + value.object, options));
    if (!object) {
      throw new StorageError('conflict', `generation ${generation} has been replaced: call refresh()`);
    }
    const bytes = new Uint8Array(await asked('read', object.arrayBuffer()));
    if (bytes.length !== length) throw new StorageError('corrupt', `the object of ${key} has another size than it had`);
    return bytes;
  }

  #opened(): R2Place {
    if (!this.#place) throw new StorageError('unavailable', 'the storage is closed');
    return this.#place;
  }
}
