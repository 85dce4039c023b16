import type { DatabaseEvents, DatabaseStatus, EventName, TransferOptions } from '../types/database.js';
import type { CallName, Calls } from './protocol.js';

/**
 * What the client's namespaces see of an engine: one asynchronous call per message of the protocol.
 * `Database` implements it in this thread; a proxy implements it over a Web Worker.
 */
export interface Engine {
  /**
   * Sends one message.
   * @throws {EngineError} when the engine refuses the request.
   * @throws the signal's abort error when `signal` fires before the reply.
   */
  call<N extends CallName>(name: N, request: Calls[N]['request'], signal?: AbortSignal): Promise<Calls[N]['reply']>;
  /** Resolves when every write accepted so far is durable. */
  flush(): Promise<void>;
  /** What it holds and where. */
  status(): Promise<DatabaseStatus>;
  /** Calls the listener at each event; the result takes it away. */
  on<E extends EventName>(event: E, listener: (detail: DatabaseEvents[E]) => void): () => void;
  /** A collection as one file, streamed. */
  save(collection: string, options?: TransferOptions): ReadableStream<Uint8Array>;
  /** Takes the collection of an index file into this database; gives its name. */
  load(file: IndexFile, options?: TransferOptions): Promise<string>;
  /** Flushes and releases storage and memory. A second call does nothing. */
  close(): Promise<void>;
}

/** The stored values of an index file, in the order to read them in; none takes the memory of another. */
export type IndexFile = AsyncIterable<[key: string, value: Uint8Array | undefined]>;

/** A refusal by the engine: `status` is the HTTP status the server answers with, `kind` a stable code. */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
  constructor(
    message: string,
    readonly status: number,
    readonly kind: string,
  ) {
    super(message);
  }
}

/** Stored data that a newer version of this package wrote. Nothing was changed. */
export class FormatTooNewError extends EngineError {
  override readonly name: string = 'FormatTooNewError';
  constructor(message: string) {
    super(message, 500, 'format-too-new');
  }
}

export type {
  DamagedValue,
  DatabaseEvents,
  DatabaseStatus,
  EventName,
  Progress,
  TransferOptions,
} from '../types/database.js';
