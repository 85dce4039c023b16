import { concat, startsWith } from '../bytes.js';
import {
  type Commit,
  conflict,
  type Durability,
  readOnlyError,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
} from './adapter.js';

type SqlValue = ArrayBuffer | string | number | null;
type SqlCursor = Iterable<Record<string, SqlValue>> & { toArray(): Record<string, SqlValue>[] };

/** The part of a Durable Object's `state.storage` that is used here. Objects without SQLite have no `sql`. */
export type DurableObjectStorageLike = {
  sql?: {
    exec(query: string, ...bindings: (string | number | Uint8Array)[]): SqlCursor;
    readonly databaseSize: number;
  };
  transactionSync?<T>(action: () => T): T;
  sync?(): Promise<void>;
  getAlarm(): Promise<number | null>;
};

/** Whether a value looks like the storage of a Durable Object. */
export function isDurableObjectStorage(value: unknown): value is DurableObjectStorageLike {
  return typeof value === 'object' && value !== null && 'getAlarm' in value && 'deleteAll' in value;
}

/** Largest part of a value in one row, in bytes; a row may hold 2 MB. */
const PART = 1 << 20;
/** What one object may store, in bytes. */
const QUOTA = 10 * 1000 ** 3;

/** Rows in the SQLite database of a Durable Object, one table per store. */
export class DurableStorage implements StorageAdapter {
  readonly kind = 'durable-object';
  readonly place: unknown;
  readonly #storage: DurableObjectStorageLike;
  #table: string | undefined;
  #readOnly = false;

  constructor(storage: DurableObjectStorageLike) {
    this.#storage = storage;
    this.place = storage;
  }

  get capabilities(): StorageCapabilities {
    return { maxValue: 2 ** 26, multiWriter: false, readOnly: this.#readOnly, ranges: true };
  }

  async open(name: string, { readOnly = false } = {}): Promise<{ fresh: boolean }> {
    this.#table = `"weavelet/${name.replaceAll('"', '""')}"`;
    this.#readOnly = readOnly;
    try {
      // An object is alone with its storage, so that a table is made for its readers as well.
      this.#exec(
        'CREATE TABLE IF NOT EXISTS # (key TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (key, part))',
      );
    } catch (cause) {
      this.#table = undefined;
      // An object without SQLite has the interface all the same, and fails at its first use.
      throw new StorageError(
        'unavailable',
        'the storage of this Durable Object cannot be used: list its class under new_sqlite_classes in the wrangler configuration',
        { cause },
      );
    }
    return { fresh: this.#exec('SELECT 1 AS found FROM # LIMIT 1').toArray().length === 0 };
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#read(key);
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    const [first, last] = [Math.floor(offset / PART), Math.floor((offset + Math.max(length, 1) - 1) / PART)];
    const query = 'SELECT part, SUBSTR(bytes, ?, ?) AS bytes FROM # WHERE key = ? AND part = ?';
    const pieces: Uint8Array[] = [];
    for (let part = first; part <= last; part++) {
      const from = part === first ? offset % PART : 0;
      const to = part === last ? offset + length - part * PART : PART;
      const [row] = this.#exec(query, from + 1, to - from, key, part).toArray();
      if (!row) return part === first && !(await this.get(key)) ? undefined : concat(pieces);
      pieces.push(new Uint8Array(row.bytes as ArrayBuffer));
    }
    return concat(pieces);
  }

  async *getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    for (const key of keys) {
      signal?.throwIfAborted();
      yield [key, this.#read(key)];
    }
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    const query = 'SELECT key, SUM(LENGTH(bytes)) AS size FROM # WHERE key >= ? AND key < ? GROUP BY key ORDER BY key';
    const rows = this.#exec(query, prefix, `${prefix}\uffff`).toArray();
    return rows.map(({ key, size }) => ({ key: String(key), size: Number(size) }));
  }

  async commit({ puts, deletes, expect = [] }: Commit, durability: Durability): Promise<void> {
    const transactionSync = this.#storage.transactionSync?.bind(this.#storage);
    if (!this.#table || !transactionSync) throw new StorageError('unavailable', 'the storage is closed');
    if (this.#readOnly) throw readOnlyError();
    try {
      transactionSync(() => {
        for (const { key, prefix } of expect) {
          if (!startsWith(this.#read(key), prefix)) throw conflict(key);
        }
        for (const key of deletes) this.#exec('DELETE FROM # WHERE key = ?', key);
        for (const [key, value] of puts) {
          this.#exec('DELETE FROM # WHERE key = ?', key);
          for (let part = 0; part === 0 || part * PART < value.length; part++) {
            this.#exec('INSERT INTO # VALUES (?, ?, ?)', key, part, value.slice(part * PART, (part + 1) * PART));
          }
        }
      });
      // The output gate holds back what leaves the object until its writes are safe; `strict` waits for that itself.
      if (durability === 'strict') await this.#storage.sync?.();
    } catch (error) {
      throw failed(error);
    }
  }

  async destroy(): Promise<void> {
    if (this.#readOnly) throw readOnlyError();
    this.#exec('DELETE FROM #');
    await this.#storage.sync?.();
  }

  async estimate(): Promise<{ usage?: number; quota: number; persisted: boolean }> {
    return { usage: this.#storage.sql?.databaseSize, quota: QUOTA, persisted: true };
  }

  onLost(): void {
    // A Durable Object and its storage come and go together.
  }

  onChange(): void {
    // an object is alone with its storage
  }

  async close(): Promise<void> {
    this.#table = undefined;
  }

  #read(key: string): Uint8Array | undefined {
    const parts = this.#exec('SELECT bytes FROM # WHERE key = ? ORDER BY part', key)
      .toArray()
      .map(({ bytes }) => new Uint8Array(bytes as ArrayBuffer));
    return parts.length === 0 ? undefined : concat(parts);
  }

  /** Runs a query; `#` stands for the store's table. */
  #exec(query: string, ...bindings: (string | number | Uint8Array)[]): SqlCursor {
    const table = this.#table;
    if (!table || !this.#storage.sql) throw new StorageError('unavailable', 'the storage is closed');
    try {
      return this.#storage.sql.exec(
        query.replace('#', () => table),
        ...bindings,
      );
    } catch (error) {
      throw failed(error);
    }
  }
}

/** SQLite's result code reaches a Worker only as the end of the message. */
function failed(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const full = /SQLITE_(FULL|TOOBIG)/.test(message);
  return new StorageError(full ? 'quota' : 'io', `the Durable Object's storage failed: ${message}`, { cause: error });
}
