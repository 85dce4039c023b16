/** A storage adapter that passes everything on to another; what harnesses change about it, they override. */
import type { Commit, Durability, StorageAdapter, StorageCapabilities } from './weavelet.js';

export class WrappedStorage implements StorageAdapter {
  readonly kind: string;
  readonly capabilities: StorageCapabilities;
  readonly marker: StorageAdapter['marker'];

  constructor(protected readonly inner: StorageAdapter) {
    this.kind = inner.kind;
    this.capabilities = inner.capabilities;
    this.marker = inner.marker;
  }

  open(name: string, options?: { readOnly?: boolean }): Promise<{ fresh: boolean }> {
    return this.inner.open(name, options);
  }
  get(key: string): Promise<Uint8Array | undefined> {
    return this.inner.get(key);
  }
  getRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.inner.getRange(key, offset, length);
  }
  getMany(keys: string[], signal?: AbortSignal): AsyncIterable<[key: string, value: Uint8Array | undefined]> {
    return this.inner.getMany(keys, signal);
  }
  list(prefix: string): Promise<{ key: string; size: number }[]> {
    return this.inner.list(prefix);
  }
  commit(commit: Commit, durability: Durability): Promise<void> {
    return this.inner.commit(commit, durability);
  }
  destroy(): Promise<void> {
    return this.inner.destroy();
  }
  estimate(): Promise<{ usage?: number; quota?: number; persisted?: boolean }> {
    return this.inner.estimate();
  }
  onLost(callback: (reason: string) => void): void {
    this.inner.onLost(callback);
  }
  onChange(callback: Parameters<StorageAdapter['onChange']>[0]): void {
    this.inner.onChange(callback);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
}
