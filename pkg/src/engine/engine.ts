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
  /** Flushes and releases storage and memory. A second call does nothing. */
  close(): Promise<void>;
}

/** A refusal by the engine: `status` is the HTTP status the server answers with, `kind` a stable code. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    message: string,
    readonly status: number,
    readonly kind: string,
  ) {
    super(message);
  }
}
