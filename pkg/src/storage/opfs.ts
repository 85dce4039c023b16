import {
  type Commit,
  type Durability,
  readOnlyError,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
} from './adapter.js';
import { BrowserMarker, type MarkerGlobals } from './browser-marker.js';
import type { SyncFile } from './log-file.js';
import type { Marker } from './marker.js';
import { OpfsLog, opfsFailed } from './opfs-log.js';
import type { StorageReserve } from './reserve.js';
import { Shared } from './shared.js';

/** The browser's globals that are used here. */
export type OpfsGlobals = Omit<MarkerGlobals, 'navigator'> & {
  navigator?: {
    storage?: Pick<StorageManager, 'getDirectory' | 'estimate' | 'persisted'>;
    locks?: Pick<LockManager, 'request'>;
  };
};

/** What only dedicated workers have. */
type SyncFileHandle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncFile> };

/** The folder of all stores; each has one of its own in it. */
const ROOT = 'weavelet';
/** Both are made at the first opening and kept for ever: a new file is what a power cut takes away. */
const FILES = ['log-a', 'log-b'] as const;
/** How long a store that is in use is waited for, in ms: a worker that is just ending lets go within this. */
const PATIENCE = 3000;
/** Time between two looks at a file that is held, in ms. */
const PAUSE = 20;
/**
 * After this time a browser's note of new files is on the medium, in ms. Linux writes within 35 s what nobody flushes:
 * power cuts up to 30 s after a store was made took it away, later ones nothing.
 */
const SETTLED = 60_000;

/** Stores of this worker by name: several clients in it share one owner. */
const logs = new Shared<OpfsLog>();

/**
 * A store in the origin's private file system, for dedicated workers: the fastest medium of a browser. One worker at
 * a time owns a store, readers included, because the browser gives a file to one only.
 *
 * A strict commit is flushed. But browsers note that a file exists in a database of their own, which they do not
 * flush, and offer no way to: in the first minute of a store a power cut can take away the whole of it, as
 * `capabilities.survives` says. The marker, which is in IndexedDB, tells of that.
 */
export class OpfsStorage implements StorageAdapter {
  readonly kind = 'opfs';
  readonly place = 'opfs';
  readonly marker: Marker;
  readonly reserve: StorageReserve = {
    size: async () => (await this.#opened())?.reserve ?? 0,
    resize: async (bytes) => (await this.#opened())?.resizeReserve(bytes),
  };
  readonly #globals: OpfsGlobals;
  #name: string | undefined;
  #readOnly = false;
  #log: OpfsLog | undefined;
  #opening: Promise<OpfsLog | undefined> | undefined;

  constructor(globals: OpfsGlobals) {
    this.#globals = globals;
    this.marker = BrowserMarker.besideFiles(globals);
  }

  get capabilities(): StorageCapabilities {
    const settled = this.#log && Date.now() - this.#log.created >= SETTLED;
    return {
      maxValue: 2 ** 30,
      multiWriter: false,
      readOnly: this.#readOnly,
      ranges: true,
      survives: settled ? 'power-cut' : 'crash',
    };
  }

  /** @throws StorageError `locked` while another worker owns the store, `unavailable` outside of dedicated workers. */
  async open(name: string, { readOnly = false } = {}): Promise<{ fresh: boolean }> {
    await this.close();
    this.#name = name;
    this.#readOnly = readOnly;
    try {
      return { fresh: ((await this.#opened())?.list('') ?? []).length === 0 };
    } catch (error) {
      this.#name = undefined;
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return (await this.#opened())?.get(key);
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return (await this.#opened())?.getRange(key, offset, length);
  }

  async *getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    for (const key of keys) {
      signal?.throwIfAborted();
      yield [key, await this.get(key)];
    }
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    return (await this.#opened())?.list(prefix) ?? [];
  }

  async commit(commit: Commit, durability: Durability): Promise<void> {
    const log = await this.#opened();
    if (this.#readOnly) throw readOnlyError();
    await log?.commit(commit, durability);
  }

  async destroy(): Promise<void> {
    const log = await this.#opened();
    if (this.#readOnly) throw readOnlyError();
    await log?.clear();
  }

  async estimate(): Promise<{ usage?: number; quota?: number; persisted?: boolean }> {
    const manager = this.#globals.navigator?.storage;
    const { usage, quota } = (await manager?.estimate?.()) ?? {};
    return { usage, quota, persisted: await manager?.persisted?.() };
  }

  onLost(): void {
    // The browser keeps files that are open; when the user clears them, the next call fails.
  }

  onChange(): void {
    // A store has one owner.
  }

  async close(): Promise<void> {
    const [name, log] = [this.#name, this.#log];
    this.#name = undefined;
    this.#log = undefined;
    if (name !== undefined && log) await logs.release(name);
  }

  /** The open store; undefined for a reader of one that does not exist. */
  async #opened(): Promise<OpfsLog | undefined> {
    const name = this.#name;
    if (name === undefined) throw new StorageError('unavailable', 'the storage is closed');
    if (this.#log) return this.#log;
    this.#opening ??= this.#find(name).finally(() => {
      this.#opening = undefined;
    });
    this.#log = await this.#opening;
    return this.#log;
  }

  async #find(name: string): Promise<OpfsLog | undefined> {
    try {
      const folder = await this.#folder(name);
      const log = folder && (await logs.acquire(name, () => this.#own(name, folder)));
      if (this.#name === name) return log;
      if (log) await logs.release(name);
      throw new StorageError('unavailable', 'the storage is closed');
    } catch (error) {
      throw opfsFailed(error, 'cannot be opened');
    }
  }

  async #folder(name: string): Promise<FileSystemDirectoryHandle | undefined> {
    const create = !this.#readOnly;
    const root = await this.#globals.navigator?.storage?.getDirectory?.();
    if (!root) throw new StorageError('unavailable', 'this environment has no private file system');
    try {
      const all = await root.getDirectoryHandle(ROOT, { create });
      return await all.getDirectoryHandle(encodeURIComponent(name), { create });
    } catch (error) {
      if (!create && error instanceof Error && error.name === 'NotFoundError') return undefined;
      throw error;
    }
  }

  async #own(name: string, folder: FileSystemDirectoryHandle): Promise<OpfsLog> {
    const release = await this.#lock(name);
    const files = new Map<SyncFile, SyncFileHandle>();
    const open = async (handle: SyncFileHandle) => {
      const file = await accessed(handle);
      files.set(file, handle);
      return file;
    };
    const reopen = (file: SyncFile) => {
      const handle = files.get(file)!;
      files.delete(file);
      file.close();
      return open(handle);
    };
    try {
      for (const name of FILES) await open(await folder.getFileHandle(name, { create: true }));
      return OpfsLog.open([...files.keys()] as [SyncFile, SyncFile], { now: Date.now(), release, reopen });
    } catch (error) {
      for (const file of files.keys()) file.close();
      release();
      throw error;
    }
  }

  /** Takes the lock that says who owns a store. The result gives it back. */
  #lock(name: string): Promise<() => void> {
    const locks = this.#globals.navigator?.locks;
    if (!locks) return Promise.resolve(() => undefined);
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE);
    return new Promise((owned, reject) => {
      const hold = () => {
        clearTimeout(timer);
        return new Promise<void>((release) => owned(release));
      };
      locks.request(`weavelet:${name}:opfs`, { signal: waiting.signal }, hold).catch((cause) => {
        const message = `the store ${name} is in use by another worker: close it there, or the tab it belongs to`;
        reject(new StorageError('locked', message, { cause }));
      });
    });
  }
}

/** Takes a file of a store that this worker owns. A worker that ends lets go of its lock first, of its files later. */
async function accessed(handle: SyncFileHandle): Promise<SyncFile> {
  if (!handle.createSyncAccessHandle) {
    throw new StorageError('unavailable', 'the private file system can be used in dedicated workers only');
  }
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      const held = error instanceof Error && error.name === 'NoModificationAllowedError';
      if (!held || performance.now() > end) throw error;
    }
    await new Promise((wake) => setTimeout(wake, PAUSE));
  }
}
