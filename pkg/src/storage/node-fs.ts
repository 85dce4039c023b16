import { resolve } from 'node:path';
import {
  type Commit,
  type Durability,
  readOnlyError,
  type StorageAdapter,
  type StorageCapabilities,
  StorageError,
} from './adapter.js';
import type { Marker } from './marker.js';
import { Folder } from './node-folder.js';
import { FileMarker } from './node-marker.js';
import { FolderView } from './node-view.js';
import { readAhead } from './read-ahead.js';
import type { StorageReserve } from './reserve.js';
import { Shared } from './shared.js';

/** Folders by path: several clients in one process share one writer. */
const folders = new Shared<Folder>();

/**
 * Files in a folder, one folder per store and one file per value. One process writes ({@link Folder}); others may
 * open the store for reading only and follow ({@link FolderView}).
 */
export class NodeFsStorage implements StorageAdapter {
  readonly kind = 'node-fs';
  readonly place: string;
  readonly marker: Marker;
  readonly reserve: StorageReserve = {
    size: () => this.#writable().reserved(),
    resize: (bytes) => this.#writable().resizeReserve(bytes),
  };
  #path: string | undefined;
  #source: Folder | FolderView | undefined;
  #onLost: ((reason: string) => void) | undefined;
  #onChange: (() => void) | undefined;

  /** @param root the folder that holds one folder per store; made when missing. */
  constructor(root: string) {
    this.place = resolve(root);
    this.marker = new FileMarker(this.place);
  }

  get capabilities(): StorageCapabilities {
    const readOnly = this.#source instanceof FolderView;
    return { maxValue: 2 ** 30, multiWriter: false, readOnly, ranges: true };
  }

  async open(name: string, { readOnly = false } = {}): Promise<{ fresh: boolean }> {
    await this.close();
    if (!/^[\w-][\w.-]{0,99}$/.test(name)) {
      throw new StorageError(
        'unavailable',
        `the storage name ${JSON.stringify(name)} is not made of letters, digits, ".", "_" and "-"`,
      );
    }
    const path = resolve(this.place, name);
    const onLost = (reason: string) => this.#onLost?.(reason);
    if (readOnly) {
      this.#source = await FolderView.open(path, () => this.#onChange?.(), onLost);
    } else {
      const folder = await folders.acquire(path, () => Folder.open(path));
      folder.onLost(onLost);
      this.#path = path;
      this.#source = folder;
    }
    return { fresh: (await this.#source.list('')).length === 0 };
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#opened().read(key);
  }

  async getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#opened().readRange(key, offset, length);
  }

  getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[string, Uint8Array | undefined]> {
    return readAhead(keys, (key) => this.get(key), signal);
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    return this.#opened().list(prefix);
  }

  async commit(commit: Commit, durability: Durability): Promise<void> {
    return this.#writable().commit(commit, durability);
  }

  async destroy(): Promise<void> {
    return this.#writable().clear();
  }

  async estimate(): Promise<{ usage: number; quota?: number; persisted: boolean }> {
    return this.#opened().estimate();
  }

  onLost(callback: (reason: string) => void): void {
    this.#onLost = callback;
  }

  /** A writer is alone with its folder and hears nothing. */
  onChange(callback: () => void): void {
    this.#onChange = callback;
  }

  async close(): Promise<void> {
    const [path, source] = [this.#path, this.#source];
    this.#path = undefined;
    this.#source = undefined;
    if (path !== undefined) await folders.release(path);
    else await source?.close();
  }

  #opened(): Folder | FolderView {
    if (!this.#source) throw new StorageError('unavailable', 'the storage is closed');
    return this.#source;
  }

  #writable(): Folder {
    const source = this.#opened();
    if (source instanceof FolderView) throw readOnlyError();
    return source;
  }
}
