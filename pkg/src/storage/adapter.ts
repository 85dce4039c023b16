import type { Marker } from './marker.js';
import type { StorageReserve } from './reserve.js';

export type { Marker, MarkerValue } from './marker.js';
export type { StorageReserve } from './reserve.js';

/** How long a commit may be in danger: `strict` survives a power cut where the medium can, `relaxed` a process crash. */
export type Durability = 'strict' | 'relaxed';

/** That the value under a key starts with these bytes; without them, that there is no value. */
export type Expectation = { key: string; prefix: Uint8Array | undefined };

/** One atomic change. Puts and deletes all happen, or none does. Its values may be kept: nobody writes to them later. */
export type Commit = {
  puts: [key: string, value: Uint8Array][];
  deletes: string[];
  /** Compare-and-set: refuse with `conflict` unless all of this holds now. */
  expect?: Expectation[];
  /**
   * Called when that does not hold, with the values as they are, in the order of `expect`: the commit that it gives is
   * tried in place of this one before anybody else makes one. It must not throw. An adapter may do without, and refuse.
   */
  otherwise?(found: (Uint8Array | undefined)[]): Commit | undefined;
};

/** `length` bytes of the value under a key, from `offset`. */
export type ValuePart = { key: string; offset: number; length: number };

/** What somebody else has stored, as far as that was told: the value of a new key. */
export type Announcement = { key: string; value: Uint8Array } | undefined;

export type StorageCapabilities = {
  /** Largest value one key can hold, in bytes. */
  maxValue: number;
  /** Whether another tab or process may write at the same time. */
  multiWriter: boolean;
  readOnly: boolean;
  /** Whether {@link StorageAdapter.getRange} reads little more than it is asked for, and not the whole value. */
  ranges: boolean;
  /** What a strict commit survives as things are; absent: a power cut, as far as the medium tells the truth. */
  survives?: 'nothing' | 'crash' | 'power-cut';
};

/**
 * Where bytes live. Keys are short ASCII paths (`manifest/a`, `wal/0000000000000001`); values are opaque.
 * Every implementation passes the same contract suite.
 */
export interface StorageAdapter {
  readonly kind: string;
  /** Names where the data is within this process: connections to the same place and name share one database. */
  readonly place?: unknown;
  readonly capabilities: StorageCapabilities;
  /** Where the medium can lose a whole store without a word: a witness outside of it that a store was there. */
  readonly marker?: Marker;
  /** Where a full medium refuses deletes: room that is kept for them. {@link list} does not name it. */
  readonly reserve?: StorageReserve;
  /**
   * Opens the store of that name. `fresh` tells that nothing was there. With `readOnly` nothing is made or locked,
   * and commits are refused: a view beside the writer.
   */
  open(name: string, options?: { readOnly?: boolean }): Promise<{ fresh: boolean }>;
  /** The value, or undefined. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Several small values as they are at one moment; absent: each is asked for by {@link get}. */
  getAll?(keys: string[]): Promise<(Uint8Array | undefined)[]>;
  /**
   * `length` bytes of the value from `offset`; fewer where the value ends, undefined where there is none. They may be
   * the value's own bytes, where these are in memory: whoever reads does not write to them.
   */
  getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /** The same of several parts, as they are at one moment; absent: each is asked for by {@link getRange}. */
  getRanges?(parts: ValuePart[]): Promise<(Uint8Array | undefined)[]>;
  /**
   * Values in the order asked for, read ahead by a small window so that the first arrives early. `sizes` are theirs in
   * bytes, as far as they are known: small ones may then be read together, and large ones be found sooner. A value of
   * another size is read all the same. The next value may take the memory of the one before.
   */
  getMany(
    keys: string[],
    signal?: AbortSignal,
    sizes?: number[],
  ): AsyncIterable<[key: string, value: Uint8Array | undefined]>;
  /** Keys that start with `prefix`, in ascending order, with the size of their values in bytes. */
  list(prefix: string): Promise<{ key: string; size: number }[]>;
  /** Applies a commit atomically; resolves when it is as durable as asked for. */
  commit(commit: Commit, durability: Durability): Promise<void>;
  /**
   * Where several may write: runs an action in which no other one commits. It spares them conflicts; what must be right
   * is checked by `expect` all the same, for a turn that takes too long is not waited for.
   */
  inTurn?<T>(action: () => Promise<T>): Promise<T>;
  /** Removes everything in the store. */
  destroy(): Promise<void>;
  /** Bytes used and allowed, where the environment tells. */
  estimate(): Promise<{ usage?: number; quota?: number; persisted?: boolean }>;
  /** Called once if the store goes away under us (cleared site data, closed connection). */
  onLost(callback: (reason: string) => void): void;
  /**
   * Called when somebody else (another tab, another process) may have stored a commit, with what it was where that is
   * known. A hint: it can come late, for nothing, or, where the medium tells nothing, never.
   */
  onChange(callback: (announcement?: Announcement) => void): void;
  close(): Promise<void>;
}

/** Several small values, in one go where the medium can. */
export const getAll = (store: StorageAdapter, keys: string[]): Promise<(Uint8Array | undefined)[]> =>
  store.getAll ? store.getAll(keys) : Promise.all(keys.map((key) => store.get(key)));

/** Why a storage call failed. */
export type StorageFailure = 'quota' | 'conflict' | 'lost' | 'locked' | 'corrupt' | 'readOnly' | 'unavailable' | 'io';

/** A storage call that failed; `failure` says how, `cause` holds the medium's own error. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError';
  constructor(
    readonly failure: StorageFailure,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * How a storage call failed; undefined for what is no storage error. By shape: an adapter of a program's own may have
 * its class from another copy of this package.
 */
export function failureOf(error: unknown): StorageFailure | undefined {
  if (!(error instanceof Error) || !error.name.startsWith('Storage') || !('failure' in error)) return undefined;
  return error.failure as StorageFailure;
}

/** A store that is empty, or older than it was: data that had been stored are gone. */
export class StorageLostError extends StorageError {
  override readonly name: string = 'StorageLostError';
  constructor(message: string) {
    super('lost', message);
  }
}

/** What a commit fails with whose expectation of a key does not hold. */
export const conflict = (key: string): StorageError => new StorageError('conflict', `another writer changed ${key}`);

/** What changes of a store that was opened for reading only fail with. */
export const readOnlyError = (): StorageError =>
  new StorageError('readOnly', 'the storage was opened for reading only');
