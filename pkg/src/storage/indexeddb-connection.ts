import { StorageError } from './adapter.js';
import { failed, isDead, requestAsPromise, unavailable } from './indexeddb-request.js';

/** One object store per database. From version 2 on, values are in pieces, which earlier ones would take for damage. */
const STORE = 'values';
const VERSION = 2;
/** A first open can hang for ever: in Safari, and while another tab keeps a database that is being removed. In ms. */
const OPEN_TIMEOUT = 5000;
/** How often a lost connection is opened again, and the time between in ms. */
const ATTEMPTS = 4;
const PAUSE = 100;

const NEWER = 'a newer version of weavelet made it';

export type ConnectionOptions = {
  /** Whether to make a database that is not there. */
  create: boolean;
  /** Called once, when the data is gone or no connection can be had any more. */
  onLost(reason: string): void;
};

/**
 * A connection to one database that is opened again when the browser drops it. Once that fails, it is lost for
 * writing, and each read tries again.
 */
export class IndexedDbConnection {
  readonly #factory: IDBFactory;
  readonly #name: string;
  readonly #options: ConnectionOptions;
  /** Undefined inside: the database does not exist and must not be made. */
  #database: Promise<IDBDatabase | undefined>;
  #reconnecting: Promise<IDBDatabase | undefined> | undefined;
  /** Whether the store ever held something: then an empty one means that it was wiped under us. */
  populated = false;
  #lost: StorageError | undefined;
  /** Whether what was lost is the data, so that there is nothing to read. */
  #removed = false;
  #closed = false;

  private constructor(factory: IDBFactory, name: string, options: ConnectionOptions) {
    this.#factory = factory;
    this.#name = name;
    this.#options = options;
    this.#database = this.#connect();
  }

  /** @throws StorageError `unavailable` or `locked`. */
  static async open(
    factory: IDBFactory | undefined,
    name: string,
    options: ConnectionOptions,
  ): Promise<IndexedDbConnection> {
    if (!factory) throw unavailable('this environment has no IndexedDB');
    const connection = new IndexedDbConnection(factory, name, options);
    await connection.#database;
    connection.populated = (await connection.read((store) => requestAsPromise(store.count()), 0)) > 0;
    return connection;
  }

  /** Reads in a transaction of its own; once more over a new connection when the old one died meanwhile. */
  async read<T>(action: (store: IDBObjectStore) => Promise<T>, absent: T): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const connection = this.#database;
      const store = await this.store('readonly');
      if (!store) return absent;
      try {
        return await action(store);
      } catch (error) {
        if (attempt === 2 || !isDead(error)) throw failed(error, 'cannot read');
        if (this.#database === connection) await this.#reconnect();
      }
    }
  }

  /**
   * The object store in a new transaction, over a new connection when the browser closed the old one; undefined where
   * there is no database.
   */
  async store(mode: IDBTransactionMode, options: IDBTransactionOptions = {}): Promise<IDBObjectStore | undefined> {
    if (this.#closed) throw new StorageError('unavailable', 'the storage is closed');
    if (this.#lost && (this.#removed || mode === 'readwrite')) throw this.#lost;
    let database = await this.#database.catch(() => undefined);
    for (let attempt = 1; ; attempt++) {
      try {
        if (database) return database.transaction(STORE, mode, options).objectStore(STORE);
      } catch (error) {
        if (attempt === ATTEMPTS) throw failed(error, 'cannot begin a transaction');
      }
      database = await this.#reconnect();
      if (!database) return undefined;
    }
  }

  /** Drops the connection for now; the next use opens it again. */
  async release(): Promise<void> {
    (await this.#database.catch(() => undefined))?.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.release();
  }

  /** A new connection in place of a dead one; several callers share one attempt. */
  #reconnect(): Promise<IDBDatabase | undefined> {
    this.#reconnecting ??= this.#reopen().finally(() => {
      this.#reconnecting = undefined;
    });
    return this.#reconnecting;
  }

  async #reopen(): Promise<IDBDatabase | undefined> {
    await this.release();
    for (let attempt = 1; ; attempt++) {
      if (this.#closed) throw new StorageError('unavailable', 'the storage is closed');
      this.#database = this.#connect();
      try {
        const database = await this.#database;
        const store = database?.transaction(STORE, 'readonly').objectStore(STORE);
        if (!this.populated || (store && (await requestAsPromise(store.count())) > 0)) return database;
        this.#lose('the browser removed the stored data', true);
      } catch (error) {
        // While the browser is still clearing away, an attempt fails.
        if (attempt === ATTEMPTS || (error instanceof StorageError && error.failure === 'locked')) {
          const failure = failed(error, 'the connection is lost');
          this.#lose(`${failure.message}; reload the page to write again`, false);
          throw failure;
        }
      }
      if (this.#removed) throw this.#lost;
      await new Promise((wake) => setTimeout(wake, PAUSE));
    }
  }

  #connect(): Promise<IDBDatabase | undefined> {
    return new Promise((resolve, reject) => {
      let request: IDBOpenDBRequest;
      try {
        // What makes nothing takes the database as it is.
        request = this.#options.create ? this.#factory.open(this.#name, VERSION) : this.#factory.open(this.#name);
      } catch (error) {
        return reject(unavailable('the browser forbids it here', error));
      }
      let late = false;
      const refuse = (error: StorageError) => {
        clearTimeout(timer);
        late = true;
        reject(error);
      };
      const held = () =>
        refuse(
          new StorageError(
            'locked',
            `the browser does not open the database ${this.#name}: close other tabs of this site, which may hold it`,
          ),
        );
      const timer = setTimeout(held, OPEN_TIMEOUT);
      let absent = false;
      request.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion > 0) return;
        if (this.#options.create) return request.result.createObjectStore(STORE);
        absent = true;
        return request.transaction?.abort();
      };
      request.onblocked = held;
      request.onerror = () => {
        clearTimeout(timer);
        if (absent) return resolve(undefined);
        const version = request.error?.name === 'VersionError';
        return refuse(unavailable(version ? NEWER : 'the browser refuses it', request.error));
      };
      request.onsuccess = () => {
        clearTimeout(timer);
        // Nobody waits for it any more, and a connection that is left open would block others.
        if (late) return request.result.close();
        if (request.result.version > VERSION) {
          request.result.close();
          return refuse(unavailable(NEWER));
        }
        this.#watch(request.result);
        return resolve(request.result);
      };
    });
  }

  #watch(database: IDBDatabase): void {
    // Another tab wants to change or remove the database, and would wait for us for ever.
    database.onversionchange = ({ newVersion }) => {
      database.close();
      // A view that opened what an earlier version made goes on over a new connection.
      if (newVersion === VERSION) return;
      if (newVersion === null) this.#lose('another tab removed the stored data', true);
      else this.#lose('a newer version of weavelet in another tab took over: reload the page', true);
    };
    // The browser closed the connection: because the data was cleared, or for reasons a new connection heals.
    database.onclose = () => {
      if (!this.#closed) this.#reconnect().catch(() => undefined);
    };
  }

  #lose(reason: string, removed: boolean): void {
    this.#removed ||= removed;
    if (this.#lost) return;
    this.#lost = new StorageError('lost', reason);
    this.#options.onLost(reason);
  }
}
