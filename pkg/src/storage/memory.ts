import { startsWith } from '../bytes.js';
import {
  type Commit,
  conflict,
  readOnlyError,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
} from './adapter.js';

/** A value to keep. Of a view, a copy: it would hold a buffer that others may write to. */
const kept = (value: Uint8Array) => (value.byteLength === value.buffer.byteLength ? value : value.slice());

/** Keeps values in this process only: nothing outlives the adapter. */
export class MemoryStorage implements StorageAdapter {
  readonly kind: string = 'memory';
  readonly #stores = new Map<string, Map<string, Uint8Array>>();
  #values: Map<string, Uint8Array> | undefined;
  #readOnly = false;

  get capabilities(): StorageCapabilities {
    return { maxValue: 2 ** 31 - 1, multiWriter: false, readOnly: this.#readOnly, ranges: true, survives: 'nothing' };
  }

  async open(name: string, { readOnly = false } = {}): Promise<{ fresh: boolean }> {
    const values = this.#stores.get(name) ?? new Map<string, Uint8Array>();
    if (!readOnly) this.#stores.set(name, values);
    this.#values = values;
    this.#readOnly = readOnly;
    return { fresh: values.size === 0 };
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#open().get(key)?.slice();
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#open()
      .get(key)
      ?.subarray(offset, offset + length);
  }

  async *getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    for (const key of keys) {
      signal?.throwIfAborted();
      yield [key, await this.get(key)];
    }
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    const found = [...this.#open()].filter(([key]) => key.startsWith(prefix));
    return found.map(([key, value]) => ({ key, size: value.byteLength })).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async commit(commit: Commit): Promise<void> {
    const values = this.#writable();
    const { puts, deletes } = this.#met(commit, values);
    for (const key of deletes) values.delete(key);
    for (const [key, value] of puts) values.set(key, kept(value));
  }

  /** The commit, or the one to make in its place, whose expectations hold. @throws {StorageError} `conflict` */
  #met(commit: Commit, values: Map<string, Uint8Array>): Commit {
    const { expect = [], otherwise } = commit;
    const changed = expect.find(({ key, prefix }) => !startsWith(values.get(key), prefix));
    if (!changed) return commit;
    const other = otherwise?.(expect.map(({ key }) => values.get(key)?.slice()));
    if (!other) throw conflict(changed.key);
    return this.#met(other, values);
  }

  async destroy(): Promise<void> {
    this.#writable().clear();
  }

  async estimate(): Promise<{ usage: number; persisted: boolean }> {
    let usage = 0;
    for (const value of this.#open().values()) usage += value.byteLength;
    return { usage, persisted: false };
  }

  onLost(): void {
    // Memory goes only with the process, and nobody is left to be told.
  }

  onChange(_callback: () => void): void {
    // nobody else sees this memory
  }

  async close(): Promise<void> {
    this.#values = undefined;
  }

  #open(): Map<string, Uint8Array> {
    if (!this.#values) throw new StorageError('unavailable', 'the storage is closed');
    return this.#values;
  }

  #writable(): Map<string, Uint8Array> {
    const values = this.#open();
    if (this.#readOnly) throw readOnlyError();
    return values;
  }
}
