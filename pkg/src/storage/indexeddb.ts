import {
  type Commit,
  type Durability,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
} from './adapter.js';
import { startsWith } from './bytes.js';
import { exactBuffer, failed, isDead, requestAsPromise, unavailable } from './indexeddb-request.js';
import { readAhead } from './read-ahead.js';

/** The browser's globals that are used here. */
export type IndexedDbGlobals = {
  indexedDB?: IDBFactory;
  IDBKeyRange: Pick<typeof IDBKeyRange, 'bound'>;
  navigator?: { storage?: StorageManager };
};

/** One object store per database; it never changes, so the schema's version never does. */
const STORE = 'values';
/** The store that is kept in the database `weavelet`; others get one of their own, `weavelet/<name>`. */
const DEFAULT_NAME = 'default';
const VERSION = 1;
/** Safari can hang forever in its first open. In ms. */
const OPEN_TIMEOUT = 10_000;
/** How often a lost connection is opened again, and the time between in ms. */
const ATTEMPTS = 4;
const PAUSE = 100;

/**
 * Values in IndexedDB, one database per store. A record's key is `[key, size]`, so that a listing reads no values.
 * Values are `ArrayBuffer`s: they read several times faster than `Blob`s or small records and work in private windows.
 */
export class IndexedDbStorage implements StorageAdapter {
  readonly kind = 'indexeddb';
  readonly place = 'indexeddb';
  readonly capabilities: StorageCapabilities = { maxValue: 2 ** 26, multiWriter: true, readOnly: false, ranges: false };
  readonly #globals: IndexedDbGlobals;
  #name: string | undefined;
  #database: Promise<IDBDatabase> | undefined;
  #reconnecting: Promise<IDBDatabase> | undefined;
  /** Whether the store ever held something: then an empty one means that it was wiped under us. */
  #populated = false;
  #onLost: ((reason: string) => void) | undefined;
  #lost: StorageError | undefined;

  constructor(globals: IndexedDbGlobals) {
    this.#globals = globals;
  }

  async open(name: string): Promise<{ fresh: boolean }> {
    await this.close();
    this.#name = name;
    this.#lost = undefined;
    this.#populated = false;
    this.#database = this.#connect();
    await this.#database;
    const fresh = (await this.#count()) === 0;
    this.#populated = !fresh;
    return { fresh };
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#read(async (store) => {
      const value = await requestAsPromise(store.get(this.#exactly(key)));
      return value === undefined ? undefined : new Uint8Array(value as ArrayBuffer);
    });
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return (await this.get(key))?.slice(offset, offset + length);
  }

  getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    return readAhead(keys, (key) => this.get(key), signal);
  }

  list(prefix: string): Promise<{ key: string; size: number }[]> {
    return this.#read(async (store) => {
      const keys = await requestAsPromise(store.getAllKeys(this.#range(prefix, `${prefix}\uffff`)));
      return (keys as [string, number][]).map(([key, size]) => ({ key, size }));
    });
  }

  async commit({ puts, deletes, expect }: Commit, durability: Durability): Promise<void> {
    // Everything is encoded before the transaction opens: it ends by itself when nothing is asked of it.
    const values = puts.map(([key, value]) => [key, exactBuffer(value)] as const);
    const transaction = await this.#transaction('readwrite', durability);
    const store = transaction.objectStore(STORE);
    let conflict: StorageError | undefined;
    const write = () => {
      for (const key of deletes) store.delete(this.#exactly(key));
      for (const [key, value] of values) {
        store.delete(this.#exactly(key));
        store.put(value, [key, value.byteLength]);
      }
      transaction.commit?.();
    };
    await new Promise<void>((resolve, reject) => {
      // A request that succeeded proves nothing; only a complete transaction is stored.
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(conflict ?? failed(transaction.error, 'the transaction was aborted'));
      if (!expect) return write();
      const held = store.get(this.#exactly(expect.key));
      held.onsuccess = () => {
        const value = held.result === undefined ? undefined : new Uint8Array(held.result as ArrayBuffer);
        if (startsWith(value, expect.prefix)) return write();
        conflict = new StorageError('conflict', `another writer changed ${expect.key}`);
        transaction.abort();
      };
    });
    if (puts.length) this.#populated = true;
  }

  async destroy(): Promise<void> {
    const transaction = await this.#transaction('readwrite', 'strict');
    transaction.objectStore(STORE).clear();
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(failed(transaction.error, 'the transaction was aborted'));
    });
    this.#populated = false;
  }

  async estimate(): Promise<{ usage?: number; quota?: number; persisted?: boolean }> {
    const manager = this.#globals.navigator?.storage;
    return { ...(await manager?.estimate?.()), persisted: await manager?.persisted?.() };
  }

  onLost(callback: (reason: string) => void): void {
    this.#onLost = callback;
  }

  onChange(): void {
    // other tabs are noticed at the next commit
  }

  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    this.#name = undefined;
    (await database?.catch(() => undefined))?.close();
  }

  #count(): Promise<number> {
    return this.#read((store) => requestAsPromise(store.count()));
  }

  /** Reads in a transaction of its own; once more over a new connection when the old one died meanwhile. */
  async #read<T>(action: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const connection = this.#database;
      const transaction = await this.#transaction('readonly');
      try {
        return await action(transaction.objectStore(STORE));
      } catch (error) {
        if (attempt === 2 || !isDead(error)) throw failed(error, 'cannot read');
        if (this.#database === connection) await this.#reconnect();
      }
    }
  }

  /** A transaction; over a new connection when the browser closed the old one. */
  async #transaction(mode: IDBTransactionMode, durability?: Durability): Promise<IDBTransaction> {
    if (this.#lost) throw this.#lost;
    if (!this.#database) throw new StorageError('unavailable', 'the storage is closed');
    const options = durability ? { durability } : {};
    try {
      return (await this.#database).transaction(STORE, mode, options);
    } catch {
      const database = await this.#reconnect();
      return database.transaction(STORE, mode, options);
    }
  }

  /** A new connection in place of a dead one; several callers share one attempt. */
  #reconnect(): Promise<IDBDatabase> {
    this.#reconnecting ??= this.#reopen().finally(() => {
      this.#reconnecting = undefined;
    });
    return this.#reconnecting;
  }

  async #reopen(): Promise<IDBDatabase> {
    (await this.#database?.catch(() => undefined))?.close();
    for (let attempt = 1; ; attempt++) {
      if (this.#name === undefined) throw new StorageError('unavailable', 'the storage is closed');
      this.#database = this.#connect();
      try {
        const database = await this.#database;
        const count = await requestAsPromise(database.transaction(STORE, 'readonly').objectStore(STORE).count());
        if (!this.#populated || count > 0) return database;
        this.#lose('the browser removed the stored data');
      } catch (error) {
        // While the browser is still clearing away, an attempt fails.
        if (attempt === ATTEMPTS) throw failed(error, 'the connection is lost');
      }
      if (this.#lost) throw this.#lost;
      await new Promise((wake) => setTimeout(wake, PAUSE));
    }
  }

  #connect(): Promise<IDBDatabase> {
    const name = this.#name === undefined || this.#name === DEFAULT_NAME ? 'weavelet' : `weavelet/${this.#name}`;
    return new Promise((resolve, reject) => {
      const factory = this.#globals.indexedDB;
      if (!factory) return reject(unavailable('this environment has no IndexedDB'));
      const timer = setTimeout(() => reject(unavailable('the browser does not answer')), OPEN_TIMEOUT);
      let request: IDBOpenDBRequest;
      try {
        request = factory.open(name, VERSION);
      } catch (error) {
        clearTimeout(timer);
        return reject(unavailable('the browser forbids it here', error));
      }
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onblocked = () => {
        clearTimeout(timer);
        reject(new StorageError('locked', `another tab holds an old version of the database ${name}: close that tab`));
      };
      request.onerror = () => {
        clearTimeout(timer);
        const version = request.error?.name === 'VersionError';
        reject(unavailable(version ? 'a newer version of weavelet made it' : 'the browser refuses it', request.error));
      };
      request.onsuccess = () => {
        clearTimeout(timer);
        const database = request.result;
        // Another tab wants to delete the database, and would wait for us forever.
        database.onversionchange = () => {
          database.close();
          this.#lose('another tab removed the stored data');
        };
        // The browser closed the connection: because the data was cleared, or for reasons a new connection heals.
        database.onclose = () => {
          if (this.#database) this.#reconnect().catch(() => undefined);
        };
        resolve(database);
      };
    });
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = new StorageError('lost', reason);
    this.#onLost?.(reason);
  }

  /** Records whose first key part lies between the two. */
  #range(from: string, to: string): IDBKeyRange {
    return this.#globals.IDBKeyRange.bound([from], [to, []]);
  }

  #exactly(key: string): IDBKeyRange {
    return this.#range(key, key);
  }
}
