import { resolve } from 'node:path';
import {
  type Commit,
  type Durability,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
} from './adapter.js';
import { Folder } from './node-folder.js';
import { readAhead } from './read-ahead.js';

type Shared = { folder: Promise<Folder>; users: number };

/** Open folders of this process by path: several clients in one process share one writer. */
const shared = new Map<string, Shared>();

/** Files in a folder, one folder per store and one file per value. Names are {@link Folder}'s business. */
export class NodeFsStorage implements StorageAdapter {
  readonly kind = 'node-fs';
  readonly place: string;
  readonly capabilities: StorageCapabilities = { maxValue: 2 ** 30, multiWriter: false, readOnly: false, ranges: true };
  #path: string | undefined;
  #folder: Folder | undefined;
  #onLost: ((reason: string) => void) | undefined;

  /** @param root the folder that holds one folder per store; made when missing. */
  constructor(root: string) {
    this.place = resolve(root);
  }

  async open(name: string): Promise<{ fresh: boolean }> {
    await this.close();
    if (!/^[\w-][\w.-]{0,99}$/.test(name)) {
      throw new StorageError(
        'unavailable',
        `the storage name ${JSON.stringify(name)} is not made of letters, digits, ".", "_" and "-"`,
      );
    }
    const path = resolve(this.place, name);
    const entry = shared.get(path) ?? { folder: Folder.open(path), users: 0 };
    shared.set(path, entry);
    entry.users++;
    this.#path = path;
    try {
      this.#folder = await entry.folder;
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#folder.onLost((reason) => this.#onLost?.(reason));
    return { fresh: (await this.#folder.list('')).length === 0 };
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#use((folder) => folder.read(key));
  }

  getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#use((folder) => folder.readRange(key, offset, length));
  }

  getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    return readAhead(keys, (key) => this.get(key), signal);
  }

  list(prefix: string): Promise<{ key: string; size: number }[]> {
    return this.#use((folder) => folder.list(prefix));
  }

  commit(commit: Commit, durability: Durability): Promise<void> {
    return this.#use((folder) => folder.commit(commit, durability));
  }

  destroy(): Promise<void> {
    return this.#use((folder) => folder.clear());
  }

  estimate(): Promise<{ usage: number; quota: number; persisted: boolean }> {
    return this.#use((folder) => folder.estimate());
  }

  onLost(callback: (reason: string) => void): void {
    this.#onLost = callback;
  }

  onChange(): void {
    // the folder is this process's alone
  }

  async close(): Promise<void> {
    const path = this.#path;
    const entry = path === undefined ? undefined : shared.get(path);
    this.#path = undefined;
    this.#folder = undefined;
    if (!path || !entry || --entry.users > 0) return;
    shared.delete(path);
    const folder = await entry.folder.catch(() => undefined);
    await folder?.close();
  }

  async #use<T>(action: (folder: Folder) => Promise<T>): Promise<T> {
    if (!this.#folder) throw new StorageError('unavailable', 'the storage is closed');
    return action(this.#folder);
  }
}
