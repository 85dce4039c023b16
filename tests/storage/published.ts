/** A store in memory of which every commit is published, and read through what it was published as. */
import type { Commit, Durability, StorageAdapter, StorageCapabilities } from '../../pkg/src/storage/adapter.js';
import { MemoryStorage } from '../../pkg/src/storage/memory.js';

export class PublishedStorage implements StorageAdapter {
  readonly kind = 'published';
  readonly #publish: (writer: StorageAdapter, name: string) => Promise<StorageAdapter>;
  readonly #writer = new MemoryStorage();
  /** The newest is the last. */
  readonly #readers: StorageAdapter[] = [];
  #name = '';
  #readOnly = false;
  /** The end of the queue of changes. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param publish copies a store, and gives the adapter to read it with, not opened yet */
  constructor(publish: (writer: StorageAdapter, name: string) => Promise<StorageAdapter>) {
    this.#publish = publish;
  }

  get capabilities(): StorageCapabilities {
    return this.#readOnly ? this.#reader.capabilities : this.#writer.capabilities;
  }

  async open(name: string, { readOnly = false } = {}): Promise<{ fresh: boolean }> {
    this.#name = name;
    this.#readOnly = readOnly;
    await this.#writer.open(name);
    return this.#renew();
  }
  get = (key: string) => this.#reader.get(key);
  getRange = (key: string, offset: number, length: number) => this.#reader.getRange(key, offset, length);
  getMany = (keys: string[], signal?: AbortSignal) => this.#reader.getMany(keys, signal);
  list = (prefix: string) => this.#reader.list(prefix);
  estimate = () => this.#reader.estimate();

  commit(commit: Commit, durability: Durability): Promise<void> {
    return this.#change((store) => store.commit(commit, durability));
  }
  destroy(): Promise<void> {
    return this.#change((store) => store.destroy());
  }
  onLost(): void {
    // Memory is not lost.
  }
  onChange(): void {
    // Nobody else writes.
  }
  async close(): Promise<void> {
    await Promise.all([this.#writer, ...this.#readers].map((store) => store.close()));
  }

  get #reader(): StorageAdapter {
    return this.#readers.at(-1)!;
  }

  #change(action: (store: StorageAdapter) => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      await action(this.#readOnly ? this.#reader : this.#writer);
      await this.#renew();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #renew(): Promise<{ fresh: boolean }> {
    const reader = await this.#publish(this.#writer, this.#name);
    const opened = await reader.open(this.#name, { readOnly: true });
    this.#readers.push(reader);
    return opened;
  }
}
