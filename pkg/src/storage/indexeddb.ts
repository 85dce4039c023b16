import { concat, Room, startsWith } from '../bytes.js';
import {
  type Announcement,
  type Commit,
  conflict,
  type Durability,
  type Expectation,
  readOnlyError,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
  type ValuePart,
} from './adapter.js';
import { BrowserMarker, type MarkerGlobals } from './browser-marker.js';
import { IndexedDbConnection } from './indexeddb-connection.js';
import { asBytes, IndexedDbRecords, inPieces, MOST, type Pieces } from './indexeddb-records.js';
import { failed } from './indexeddb-request.js';
import type { Marker } from './marker.js';
import { grouped, readAhead, type Wanted } from './read-ahead.js';
import { noise, type StorageReserve } from './reserve.js';
import { type TabGlobals, Tabs, type Turn } from './tabs.js';

/** The browser's globals that are used here. */
export type IndexedDbGlobals = Omit<TabGlobals & MarkerGlobals, 'navigator'> & {
  indexedDB?: IDBFactory;
  IDBKeyRange: Pick<typeof IDBKeyRange, 'bound'>;
  navigator?: { storage?: StorageManager; locks?: LockManager };
};

/** The store that is kept in the database `weavelet`; others get one of their own, `weavelet/<name>`. */
const DEFAULT_NAME = 'default';
/** Bytes of a value that the other tabs are told of together with its key, so that they need not read it. */
const ANNOUNCED = 1 << 16;
/** The first part of the reserve's key: a number, so that it is in no listing. */
const RESERVE = 0;

/**
 * Values in IndexedDB, one database per store, shared by all tabs of the site: {@link IndexedDbRecords}. They are
 * `ArrayBuffer`s, which read several times faster than `Blob`s and work in private windows.
 */
export class IndexedDbStorage implements StorageAdapter {
  readonly kind = 'indexeddb';
  readonly place = 'indexeddb';
  readonly marker: Marker;
  readonly reserve: StorageReserve = {
    size: async () => (await this.#list([RESERVE], [RESERVE, []])).reduce((sum, [, size]) => sum + size, 0),
    resize: (bytes) => this.#resizeReserve(bytes),
  };
  readonly #globals: IndexedDbGlobals;
  readonly #records: IndexedDbRecords;
  #readOnly = false;
  #connection: IndexedDbConnection | undefined;
  #tabs: Tabs | undefined;
  /** While this tab has its turn. */
  #turn: Turn | undefined;
  #onLost: ((reason: string) => void) | undefined;
  #onChange: ((announcement: Announcement) => void) | undefined;

  constructor(globals: IndexedDbGlobals) {
    this.#globals = globals;
    this.#records = new IndexedDbRecords(globals.IDBKeyRange);
    this.marker = BrowserMarker.besideIndexedDb(globals);
  }

  get capabilities(): StorageCapabilities {
    return { maxValue: MOST, multiWriter: true, readOnly: this.#readOnly, ranges: true };
  }

  async open(name: string, { readOnly = false } = {}): Promise<{ fresh: boolean }> {
    await this.close();
    this.#readOnly = readOnly;
    const database = name === DEFAULT_NAME ? 'weavelet' : `weavelet/${name}`;
    const connection = await IndexedDbConnection.open(this.#globals.indexedDB, database, {
      create: !readOnly,
      onLost: (reason) => this.#onLost?.(reason),
    });
    this.#connection = connection;
    this.#tabs = new Tabs(this.#globals, name, {
      changed: (announcement) => this.#onChange?.(announcement),
      // An open connection would block a tab that removes the data.
      suspended: () => void connection.release(),
    });
    return { fresh: !connection.populated };
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return (await this.getAll([key]))[0];
  }

  getAll(keys: string[]): Promise<(Uint8Array | undefined)[]> {
    const wanted = keys.map((key) => ({ key }));
    return this.#readAll(wanted, (store, value) => this.#records.get(store, value));
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return (await this.getRanges([{ key, offset, length }]))[0];
  }

  getRanges(parts: ValuePart[]): Promise<(Uint8Array | undefined)[]> {
    return this.#read(
      (store) => this.#records.getRanges(store, parts),
      parts.map(() => undefined),
    );
  }

  async *getMany(
    keys: string[],
    signal?: AbortSignal,
    sizes?: number[],
  ): AsyncIterable<[string, Uint8Array | undefined]> {
    const room = new Room();
    const read = (some: Wanted[]) => this.#readAll(some, (store, value) => this.#records.getPieces(store, value));
    for await (const [group, values] of readAhead(grouped(keys, sizes), read, signal)) {
      for (const [i, { key }] of group.entries()) {
        const pieces = values[i];
        yield [key, pieces && room.concat(pieces)];
      }
    }
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    const keys = await this.#list([prefix], [`${prefix}\uffff`, []]);
    return keys.map(([key, size]) => ({ key: key as string, size }));
  }

  async commit(commit: Commit, durability: Durability): Promise<void> {
    // Everything is encoded before the transaction opens: it ends by itself when nothing is asked of it.
    let tried = encoded(commit);
    await this.#write(durability, (store, refuse, turn) => {
      const attempt = () => {
        const { expect = [], otherwise } = tried;
        const decide = (found: (Uint8Array | undefined)[]): void => {
          const changed = expect.find(({ prefix }, i) => !startsWith(found[i], prefix));
          if (changed) {
            const other = otherwise?.(found);
            if (!other) {
              refuse(conflict(changed.key));
              return;
            }
            tried = encoded(other);
            attempt();
            return;
          }
          if (otherwise) this.#apply(tried, store);
          store.transaction.commit?.();
          // The next transaction in line sees this one, and waits for it.
          turn.end();
        };
        // Before anything is changed: the requests of a transaction happen in the order they are made.
        this.#look(store, expect, turn.suspended, decide);
        // Asked for at once, without waiting for what is read, where a refusal takes it all back.
        if (!otherwise) this.#apply(tried, store);
        if (expect.length === 0) decide([]);
      };
      attempt();
    });
    if (tried.values.length && this.#connection) this.#connection.populated = true;
    this.#tabs?.announce(announcementOf(tried));
  }

  inTurn<T>(action: () => Promise<T>): Promise<T> {
    const { tabs } = this.#opened();
    return tabs.exclusively(async (turn) => {
      this.#turn = turn;
      try {
        return await action();
      } finally {
        if (this.#turn === turn) this.#turn = undefined;
      }
    });
  }

  async destroy(): Promise<void> {
    await this.#write('strict', (store) => void store.clear());
    if (this.#connection) this.#connection.populated = false;
    this.#tabs?.announce();
  }

  async estimate(): Promise<{ usage?: number; quota?: number; persisted?: boolean }> {
    const manager = this.#globals.navigator?.storage;
    const { usage, quota } = (await manager?.estimate?.()) ?? {};
    return { usage, quota, persisted: await manager?.persisted?.() };
  }

  onLost(callback: (reason: string) => void): void {
    this.#onLost = callback;
  }

  onChange(callback: (announcement: Announcement) => void): void {
    this.#onChange = callback;
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#tabs?.close();
    this.#tabs = undefined;
    this.#connection = undefined;
    await connection?.close();
  }

  /** In one transaction: each takes a few milliseconds to begin while another tab writes. */
  #readAll<T>(
    wanted: Wanted[],
    read: (store: IDBObjectStore, value: Wanted) => Promise<T | undefined>,
  ): Promise<(T | undefined)[]> {
    return this.#read(
      (store) => Promise.all(wanted.map((value) => read(store, value))),
      wanted.map(() => undefined),
    );
  }

  #resizeReserve(bytes: number): Promise<void> {
    const value = bytes > 0 ? noise(bytes).buffer : undefined;
    return this.#write('relaxed', (store) => {
      store.delete(this.#globals.IDBKeyRange.bound([RESERVE], [RESERVE, []]));
      if (value) store.put(value, [RESERVE, bytes]);
      store.transaction.commit?.();
    });
  }

  #list(from: IDBValidKey, to: IDBValidKey): Promise<[key: string | number, size: number][]> {
    return this.#read((store) => this.#records.list(store, from, to), []);
  }

  /** Calls back with the values that expectations are about, within the transaction; never where there are none. */
  #look(
    store: IDBObjectStore,
    expect: Expectation[],
    suspended: AbortSignal,
    seen: (found: (Uint8Array | undefined)[]) => void,
  ): void {
    const found: (Uint8Array | undefined)[] = [];
    let open = expect.length;
    for (const [i, { key }] of expect.entries()) {
      const held = store.getAll(this.#records.of(key));
      held.onsuccess = () => {
        // WebKit tells of what was read before an abort after it.
        if (suspended.aborted) return;
        const pieces = asBytes(held.result as ArrayBuffer[]);
        found[i] = pieces && concat(pieces);
        if (--open === 0) seen(found);
      };
    }
  }

  #apply({ values, deletes }: Encoded, store: IDBObjectStore): void {
    for (const key of deletes) store.delete(this.#records.of(key));
    for (const [key, value] of values) this.#records.put(store, key, value);
  }

  async #read<T>(action: (store: IDBObjectStore) => Promise<T>, absent: T): Promise<T> {
    const { connection, tabs } = this.#opened();
    return tabs.whileAwake(() => connection.read(action, absent));
  }

  /** Runs a writing transaction; resolves when it is complete. `start` asks for its first requests, or refuses it. */
  async #write(
    durability: Durability,
    start: (store: IDBObjectStore, refuse: (error: StorageError) => void, turn: Turn) => void,
  ): Promise<void> {
    const { connection } = this.#opened();
    if (this.#readOnly) throw readOnlyError();
    const run = async (turn: Turn) => {
      // Only a view that makes nothing can find no database.
      const store = (await connection.store('readwrite', { durability }))!;
      await finished(store.transaction, turn.suspended, (refuse) => start(store, refuse, turn));
    };
    await this.#exclusively(run);
  }

  /** Runs a transaction while no other tab does: at once in this tab's turn, unless the page is put away in it. */
  async #exclusively(run: (turn: Turn) => Promise<void>): Promise<void> {
    const turn = this.#turn;
    if (turn && !turn.suspended.aborted) {
      try {
        return await run(turn);
      } catch (error) {
        if (!turn.suspended.aborted) throw error;
      }
    }
    await this.#opened().tabs.exclusively(run);
  }

  #opened(): { connection: IndexedDbConnection; tabs: Tabs } {
    if (!this.#connection || !this.#tabs) throw new StorageError('unavailable', 'the storage is closed');
    return { connection: this.#connection, tabs: this.#tabs };
  }
}

/** A commit whose values are as IndexedDB takes them. */
type Encoded = Omit<Commit, 'puts'> & { values: (readonly [key: string, value: Pieces])[] };

const encoded = ({ puts, ...commit }: Commit): Encoded => ({
  ...commit,
  values: puts.map(([key, value]) => [key, inPieces(value)] as const),
});

/** What the other tabs are told of a commit: all of it, or nothing. */
function announcementOf({ values, deletes }: Encoded): Announcement {
  const [first, ...others] = values;
  if (!first || others.length + deletes.length > 0 || first[1].size > ANNOUNCED) return undefined;
  return { key: first[0], value: new Uint8Array(first[1].pieces[0] as ArrayBuffer) };
}

/**
 * Starts a writing transaction; resolves when it is complete, and rejects when it was aborted: by the browser, by a
 * refusal, or because the page is put away, since it would keep every other tab waiting.
 */
function finished(
  transaction: IDBTransaction,
  suspended: AbortSignal,
  start: (refuse: (error: StorageError) => void) => void,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const refuse = (error: unknown) => {
      try {
        transaction.abort();
      } catch {
        // It is being committed already and ends by itself.
        return;
      }
      // WebKit tells nothing of an abort when the connection is closed right after it.
      settle(() => reject(error));
    };
    const suspend = () => refuse(suspended.reason);
    const settle = (outcome: () => void) => {
      suspended.removeEventListener('abort', suspend);
      outcome();
    };
    // A request that succeeded proves nothing; only a complete transaction is stored.
    transaction.oncomplete = () => settle(resolve);
    transaction.onabort = () => settle(() => reject(failed(transaction.error, 'the transaction was aborted')));
    suspended.addEventListener('abort', suspend);
    if (suspended.aborted) suspend();
    else start(refuse);
  });
}
