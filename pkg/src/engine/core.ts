/** The core as TypeScript sees it: the synchronous object that wasm-bindgen makes, with typed errors. */
import * as bindings from '../../wasm/weavelet.js';
import { environment } from '../environment.js';
import { EngineError } from './engine.js';

/** What must be made before a write or a search can go on. */
export type Needs = {
  embeds: {
    /** Position of the object in the request; 0 in a search. */
    object: number;
    target: string;
    /** `query`, `moveTo` or `moveAway` in a search, `document` in a write. */
    role: string;
    module: string;
    settings: Record<string, unknown>;
    inputs: { kind: string; value: string }[];
    /** What a server puts in front of the reason when embedding fails. */
    path: string;
  }[];
  phones: { input: string; country: string }[];
};

/** A write that passed its checks: store `bytes`, then publish or discard `ticket`. */
export type PreparedWrite = { ticket: number; bytes: Uint8Array; reply: unknown };

/** A multi-vector or vector as Jina's API gave it. */
export type JinaEmbedding = { data: Float32Array; dimensions: number; multi: boolean };

type Thrown = { kind: string; status: number; message: string };

const isThrown = (error: unknown): error is Thrown =>
  typeof error === 'object' && error !== null && 'kind' in error && 'status' in error && !(error instanceof Error);

/** Turns what the core threw into an {@link EngineError}; anything else is passed on. */
export function coreError(error: unknown): unknown {
  return isThrown(error) ? new EngineError(error.message, error.status, error.kind) : error;
}

function attempt<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw coreError(error);
  }
}

let loading: Promise<void> | undefined;

/** Compiles and starts the module once per process. */
function start(): Promise<void> {
  loading ??= environment()
    .loadWasm()
    .then(async (source) => {
      const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
      bindings.initSync({ module });
    })
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** A database in the module's memory. Every method is synchronous and throws {@link EngineError}s. */
export class Core {
  readonly #core: bindings.Core;

  private constructor(core: bindings.Core) {
    this.#core = core;
  }

  /** An empty one. `memoryLimit` is in bytes. */
  static async create(env: Record<string, string | undefined>, memoryLimit: number): Promise<Core> {
    await start();
    return new Core(attempt(() => new bindings.Core(env, memoryLimit)));
  }

  prepare(name: string, request: unknown, vectors: Float32Array): PreparedWrite | { needs: Needs } {
    return attempt(() => this.#core.prepare(name, request, vectors));
  }

  publish(ticket: number): void {
    attempt(() => this.#core.publish(ticket));
  }

  discard(ticket: number): void {
    attempt(() => this.#core.discard(ticket));
  }

  read(name: string, request: unknown, vectors: Float32Array, now: number): unknown {
    return attempt(() => this.#core.read(name, request, vectors, now));
  }

  plan(name: 'search' | 'aggregate', request: unknown): Needs {
    return attempt(() => (name === 'search' ? this.#core.planSearch(request) : this.#core.planAggregate(request)));
  }

  /** Applies the payload of a stored frame. */
  replay(payload: Uint8Array): void {
    attempt(() => this.#core.replay(payload));
  }

  /** Everything as payloads of about `target` bytes. */
  snapshot(target: number): Uint8Array[] {
    return attempt(() => this.#core.snapshot(target) as Uint8Array[]);
  }

  status(): { memoryUsed: number; memoryLimit: number; collections: Record<string, Record<string, number>> } {
    return this.#core.status();
  }

  /** Gives the memory back. */
  free(): void {
    this.#core.free();
  }
}

/** Wraps a payload in its checked envelope. */
export const seal = (kind: 'wal' | 'segment', sequence: number, payload: Uint8Array): Uint8Array =>
  bindings.seal(kind, sequence, payload);

/** Checks an envelope and gives its payload. */
export const unseal = (kind: 'wal' | 'segment', bytes: Uint8Array): Uint8Array =>
  attempt(() => bindings.unseal(kind, bytes));

export type ManifestContent = { generation: number; logFrom: number; segments: string[] };

export const sealManifest = ({ generation, logFrom, segments }: ManifestContent): { key: string; bytes: Uint8Array } =>
  bindings.sealManifest(generation, logFrom, segments);

export const openManifest = (bytes: Uint8Array): ManifestContent => attempt(() => bindings.openManifest(bytes));

/** Jina's API, as the core speaks it. Both reject with an Error that says what the server would. */
export const jina = {
  /** Embeds inputs by one of Jina's modules. */
  embed: (
    module: string,
    settings: Record<string, unknown>,
    inputs: { kind: string; value: string }[],
    purpose: 'document' | 'query',
    key: string,
    signal?: AbortSignal,
  ): Promise<JinaEmbedding[]> => bindings.jinaEmbed(module, settings, inputs, purpose, key, signal),
  /** Scores documents against a query, in the documents' order. */
  rerank: (
    settings: Record<string, unknown>,
    query: string,
    documents: string[],
    key: string,
    signal?: AbortSignal,
  ): Promise<number[]> => bindings.jinaRerank(settings, query, documents, key, signal),
};
