import { type Commit, type Durability, StorageError, type StorageReserve } from 'weavelet';
import { WrappedStorage } from '../lib/wrapped-storage.js';

/** A store that holds a limited number of bytes. A commit counts as a whole: what it deletes makes room for it. */
export class LimitedStorage extends WrappedStorage {
  /** In bytes. */
  limit = Number.POSITIVE_INFINITY;
  #reserved = 0;

  readonly reserve: StorageReserve = {
    size: async () => this.#reserved,
    resize: async (bytes) => {
      const values = await this.inner.list('');
      if (bytes > this.#reserved) this.#require(values.reduce((sum, { size }) => sum + size, bytes));
      this.#reserved = bytes;
    },
  };

  override async commit(commit: Commit, durability: Durability): Promise<void> {
    const sizes = new Map((await this.inner.list('')).map(({ key, size }) => [key, size]));
    for (const key of commit.deletes) sizes.delete(key);
    for (const [key, value] of commit.puts) sizes.set(key, value.length);
    if (commit.puts.length > 0) this.#require([...sizes.values()].reduce((sum, size) => sum + size, this.#reserved));
    await this.inner.commit(commit, durability);
  }

  #require(bytes: number): void {
    if (bytes > this.limit) throw new StorageError('quota', `${bytes} bytes do not fit into ${this.limit}`);
  }
}
