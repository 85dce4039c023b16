/** Storage in memory whose commits can be watched, held up and made to fail. */
import type { Announcement, Commit, Durability } from '../../pkg/src/storage/adapter.js';
import { MemoryStorage } from '../../pkg/src/storage/memory.js';

export class HookedStorage extends MemoryStorage {
  /** Every commit that was taken, as it was asked for, with its durability. */
  readonly made: { commit: Commit; durability: Durability }[] = [];
  /** Runs before a commit; what it throws fails it. */
  before: (commit: Commit, durability: Durability) => void | Promise<void> = () => undefined;
  /** Runs after a commit was made; what it throws reaches the caller all the same. */
  after: (commit: Commit) => void | Promise<void> = () => undefined;
  /** Runs before a value is read by itself. */
  beforeGet: (key: string) => void = () => undefined;
  /** Runs when values that were asked for together have been read. */
  afterGetMany: () => void | Promise<void> = () => undefined;
  #changed: ((announcement: Announcement) => void)[] = [];

  override readonly kind = 'hooked';

  override async commit(commit: Commit, durability: Durability = 'strict'): Promise<void> {
    await this.before(commit, durability);
    await super.commit(commit);
    this.made.push({ commit, durability });
    await this.after(commit);
  }

  override get(key: string): Promise<Uint8Array | undefined> {
    this.beforeGet(key);
    return super.get(key);
  }

  override async *getMany(keys: string[]): AsyncIterable<[string, Uint8Array | undefined]> {
    yield* super.getMany(keys);
    await this.afterGetMany();
  }

  override onChange(callback: (announcement: Announcement) => void): void {
    this.#changed.push(callback);
  }

  /** Tells that somebody else has written, and what. */
  tell(announcement?: Announcement): void {
    for (const callback of this.#changed) callback(announcement);
  }

  /** Everything stored, by key. */
  async contents(): Promise<Map<string, Uint8Array>> {
    const keys = (await this.list('')).map(({ key }) => key);
    const contents = new Map<string, Uint8Array>();
    for await (const [key, value] of this.getMany(keys)) if (value) contents.set(key, value);
    return contents;
  }

  /** A new storage over a copy of these contents. */
  static async of(contents: Map<string, Uint8Array>): Promise<HookedStorage> {
    const storage = new HookedStorage();
    await storage.open('default');
    await storage.commit({ puts: [...contents], deletes: [] });
    storage.made.length = 0;
    return storage;
  }
}
