import { type Commit, type Durability, StorageError } from 'weavelet';
import { WrappedStorage } from '../lib/wrapped-storage.js';

/** A store that holds a limited number of bytes. A commit counts as a whole: what it deletes makes room for it. */
export class LimitedStorage extends WrappedStorage {
  /** In bytes. */
  limit = Number.POSITIVE_INFINITY;

  override async commit(commit: Commit, durability: Durability): Promise<void> {
    const sizes = new Map((await this.inner.list('')).map(({ key, size }) => [key, size]));
    for (const key of commit.deletes) sizes.delete(key);
    for (const [key, value] of commit.puts) sizes.set(key, value.length);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    if (total > this.limit) throw new StorageError('quota', `${total} bytes do not fit into ${this.limit}`);
    await this.inner.commit(commit, durability);
  }
}
