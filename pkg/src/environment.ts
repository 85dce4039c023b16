import type { StorageAdapter } from './storage/adapter.js';
import type { Port } from './worker/port.js';

/** Settings by name, as a server reads them from its environment. */
export type Settings = Record<string, string | undefined>;

/** Where a connection keeps its data: `'memory'`, a name, an adapter, or the storage of a Durable Object. */
export type StorageOption = string | StorageAdapter | object;

/** What {@link Environment.openStorage} goes by. */
export type StorageRequest = { storage?: StorageOption; env?: Settings };

/** What an entry point knows about the place the engine runs in. Nothing else reads globals of the environment. */
export type Environment = {
  /**
   * The engine's module, compiled already, or its bytes: by `pick`, which measures, the one for relaxed SIMD or the one
   * for fixed-width SIMD.
   */
  loadWasm(pick: () => 'simd128' | 'relaxed'): Promise<WebAssembly.Module | BufferSource>;
  /** The adapter that a connection with these options uses, not opened yet. The name to open is {@link storeName}. */
  openStorage(request: StorageRequest): StorageAdapter;
  /** Where data go when the environment turns out to have no storage at all; absent: then connecting fails. */
  fallbackStorage?(): StorageAdapter;
  /** Starts the package's worker, or speaks to the one that a program made; absent: there are none here. */
  openWorker?(made?: object): Port;
  /** The environment's own settings; a connection's `env` comes before them. */
  env: Settings;
  /** Milliseconds since 1970. */
  now(): number;
  /** `length` random bytes, good enough for identifiers. */
  randomBytes(length: number): Uint8Array;
};

/** The name of the store when the connection gives none. */
export const DEFAULT_STORE = 'default';

let current: Environment | undefined;

/** Called once by each entry point, before anything connects. */
export function defineEnvironment(environment: Environment): void {
  current = environment;
}

/** The environment of the entry point that was imported. */
export function environment(): Environment {
  if (!current) throw new Error('weavelet was imported without an entry point: import "weavelet" or "weavelet/slim"');
  return current;
}

/** The name under which a connection's data is stored: the option if it is a name, else `default`. */
export function storeName(storage: StorageOption | undefined): string {
  return typeof storage === 'string' && storage !== 'memory' ? storage : DEFAULT_STORE;
}

/** Whether a storage option is an adapter already. */
export function isAdapter(storage: StorageOption | undefined): storage is StorageAdapter {
  return typeof storage === 'object' && 'commit' in storage && 'getMany' in storage && 'kind' in storage;
}
