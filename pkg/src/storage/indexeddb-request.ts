import { StorageError, type StorageFailure } from './adapter.js';

/** The result of a request of a reading transaction. A write must wait for its transaction instead. */
export function requestAsPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The bytes of a view and no others. */
export function exactBuffer(view: Uint8Array): ArrayBufferLike {
  return view.byteLength === view.buffer.byteLength ? view.buffer : view.slice().buffer;
}

const FAILURES: Record<string, StorageFailure> = {
  QuotaExceededError: 'quota',
  NotReadableError: 'corrupt',
  DataError: 'corrupt',
  ReadOnlyError: 'readOnly',
  SecurityError: 'unavailable',
};

/** What the browser reports when a connection is gone, which a new connection often heals. */
const DEAD = new Set(['InvalidStateError', 'UnknownError', 'AbortError']);

export function isDead(error: unknown): boolean {
  return error instanceof Error && DEAD.has(error.name);
}

/** A browser's error as ours. */
export function failed(error: unknown, what: string): StorageError {
  if (error instanceof StorageError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error ?? 'no reason given') };
  return new StorageError(FAILURES[name] ?? 'io', `IndexedDB: ${what}: ${message}`, { cause: error });
}

/** IndexedDB that cannot be opened, with the remedy. */
export function unavailable(reason: string, cause?: unknown): StorageError {
  const text = cause instanceof Error ? `${reason} (${cause.message})` : reason;
  return new StorageError(
    'unavailable',
    `IndexedDB cannot be opened: ${text}; connect with storage: 'memory' to go without`,
    { cause },
  );
}
