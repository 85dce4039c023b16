/** The page's end: engines that live in a worker. */
import type { DatabaseOptions } from '../database/options.js';
import type {
  DatabaseEvents,
  DatabaseStatus,
  Engine,
  EventName,
  IndexFile,
  TransferOptions,
} from '../engine/engine.js';
import type { CallName, Calls } from '../engine/protocol.js';
import type { Host } from '../host.js';
import type { IndexFileSource } from '../types/database.js';
import type { Encoder } from '../types/encoder.js';
import { pluggedNames, pluggedVectorizer } from '../vectorize/registry.js';
import { movable } from './buffers.js';
import { type Answers, Channel } from './channel.js';
import type { PageMethods, WireEvent, WireOptions, WireSource, WorkerMethods } from './methods.js';
import type { Port } from './port.js';
import { unpackError, type WireError } from './wire-error.js';

type Link = Channel<WorkerMethods, PageMethods>;

/** Options without what cannot cross. @throws TypeError for a storage that is an object of this thread. */
function wireOptions({
  storage,
  signal,
  onProgress,
  encoders,
  ...options
}: DatabaseOptions): Omit<WireOptions, 'mirrors' | 'encoders'> {
  if (typeof storage === 'object') {
    throw new TypeError('storage: an adapter cannot move into a worker; name the storage, or connect without `worker`');
  }
  return { ...options, storage };
}

/** Where a source is, as an address that means the same in the worker. */
function wireSource(source: IndexFileSource): WireSource {
  if (source instanceof URL) return source.href;
  if (typeof source === 'string') return URL.canParse(source) ? source : new Request(source).url;
  if (!(source instanceof Request)) return source;
  const { url, headers, credentials, mode, cache, redirect } = source;
  return { url, init: { headers: [...headers], credentials, mode, cache, redirect } };
}

/** A worker, and the engines that are open in it. It ends with the last of them. */
export class WorkerHost implements Host {
  readonly #link: Link;
  /** Workers that hold a part of the vectors each. */
  readonly #helpers: Channel<WorkerMethods, Record<never, never>>[];
  readonly #files = new Map<number, AsyncIterator<[key: string, value: Uint8Array | undefined]>>();
  #engines = 0;
  #plugged = 0;
  #file = 1;
  /** The encoders of each connection that has any. */
  readonly #encoders = new Map<number, Record<string, Encoder>>();
  #connection = 1;

  /** @param ports of the worker that leads, and of those that share its vectors */
  constructor([port, ...others]: [Port, ...Port[]]) {
    // one that breaks takes its part of the vectors with it
    this.#helpers = others.map((other) => new Channel(other, {}, (reason) => this.#link.break(reason)));
    const answers: Answers<PageMethods> = {
      embed: async ({ module, inputs, purpose, config }, { signal }) => {
        const plugin = pluggedVectorizer(module);
        if (!plugin) throw new Error(`no encoder is registered under ${module}`);
        return plugin.embed(inputs, { purpose, config, signal });
      },
      encode: async ({ connection, name, texts, kind }, { signal, note }) => {
        const encoder = this.#encoders.get(connection)?.[name] as Encoder;
        return encoder(texts, { kind, signal, onProgress: note });
      },
      next: async (file) => {
        const { done, value } = (await this.#files.get(file)?.next()) ?? { done: true };
        return done ? undefined : value;
      },
    };
    this.#link = new Channel(port, answers, (reason) => {
      for (const helper of this.#helpers) helper.break(reason);
    });
  }

  /** Whether it can open engines. */
  get isAlive(): boolean {
    return this.#link.broken === undefined;
  }

  async openDatabase(options: DatabaseOptions): Promise<Engine> {
    const wire = { ...wireOptions(options), encoders: this.#lend(options) };
    return this.#holding(async () => {
      const { signal, onProgress } = options;
      const mirrors = this.#mirrors();
      const ask = { signal, onNote: onProgress, transfer: mirrors };
      return this.#engine(await this.#link.ask('open', { ...wire, mirrors }, ask), wire.encoders?.connection);
    });
  }

  /** Keeps a connection's encoders here, for the worker to ask. */
  #lend({ encoders }: DatabaseOptions): WireOptions['encoders'] {
    if (!encoders) return undefined;
    const connection = this.#connection++;
    this.#encoders.set(connection, encoders);
    return { connection, names: Object.keys(encoders) };
  }

  /** Ports for the worker that leads, each to one that shares its vectors. */
  #mirrors(): MessagePort[] {
    return this.#helpers.map((helper) => {
      const { port1, port2 } = new MessageChannel();
      helper.ask('mirror', port2, { transfer: [port2] }).catch(() => undefined);
      return port1;
    });
  }

  async openIndexFile(source: IndexFileSource, options: Omit<DatabaseOptions, 'storage'>) {
    const { storage: _, ...known } = wireOptions(options);
    const wire = { ...known, encoders: this.#lend(options) };
    return this.#holding(async () => {
      const { signal, onProgress } = options;
      const mirrors = this.#mirrors();
      const request = { source: wireSource(source), options: { ...wire, mirrors } };
      const ask = { signal, onNote: onProgress, transfer: mirrors };
      const { engine, collection } = await this.#link.ask('openFile', request, ask);
      const opened = this.#engine(engine, wire.encoders?.connection);
      return { engine: opened, collection, loaded: this.#link.ask('loaded', engine) };
    });
  }

  /** Counts an engine while it is being opened, and on if it was. */
  async #holding<T>(open: () => Promise<T>): Promise<T> {
    this.#engines++;
    try {
      return await open();
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #release(): void {
    if (--this.#engines === 0) this.#link.break(new Error('the worker was ended with its last connection'));
  }

  /** Tells the worker which encoders are plugged in here. Messages arrive in order: nobody needs to wait. */
  #plug(): void {
    const names = pluggedNames();
    if (names.length === this.#plugged) return;
    this.#plugged = names.length;
    this.#link.ask('plug', names, { background: true }).catch(() => undefined);
  }

  /** @param connection of its encoders, which are let go with it */
  #engine(engine: number, connection?: number): Engine {
    const link = this.#link;
    let closing: Promise<void> | undefined;
    return {
      call: async <N extends CallName>(name: N, request: Calls[N]['request'], signal?: AbortSignal) => {
        this.#plug();
        const [copy, transfer] = movable<N>(request);
        const reply = await link.ask('call', { engine, name, request: copy }, { signal, transfer });
        return reply as Calls[N]['reply'];
      },
      flush: () => link.ask('flush', engine),
      status: async () => {
        const status = await link.ask('status', engine);
        const { failure } = status;
        return { ...status, failure: failure && unpackError(failure as WireError) } as DatabaseStatus;
      },
      on: (event, listener) => this.#listen(engine, event, listener),
      save: (collection, options) => this.#save(engine, collection, options ?? {}),
      load: (file, options) => this.#load(engine, file, options ?? {}),
      close: () => {
        closing ??= link.ask('close', engine).finally(() => {
          if (connection !== undefined) this.#encoders.delete(connection);
          this.#release();
        });
        return closing;
      },
    };
  }

  #listen<E extends EventName>(engine: number, event: E, listener: (detail: DatabaseEvents[E]) => void): () => void {
    const stop = new AbortController();
    const onNote = (detail: unknown) => {
      const wire = detail as WireEvent<EventName>;
      listener(('error' in wire ? { error: unpackError(wire.error) } : wire) as DatabaseEvents[E]);
    };
    // ends by being aborted, or with the worker
    const options = { signal: stop.signal, onNote, background: true };
    this.#link.ask('listen', { engine, event }, options).catch(() => undefined);
    return () => stop.abort();
  }

  #save(engine: number, collection: string, { signal, onProgress }: TransferOptions): ReadableStream<Uint8Array> {
    const link = this.#link;
    let stream: Promise<number> | undefined;
    return new ReadableStream({
      async pull(controller) {
        stream ??= link.ask('save', { engine, collection }, { signal });
        const part = await link.ask('pull', await stream, { signal, onNote: onProgress });
        if (part) controller.enqueue(part);
        else controller.close();
      },
      async cancel() {
        if (stream) await link.ask('cancel', await stream);
      },
    });
  }

  async #load(engine: number, values: IndexFile, { signal, onProgress }: TransferOptions): Promise<string> {
    const file = this.#file++;
    const iterator = values[Symbol.asyncIterator]();
    this.#files.set(file, iterator);
    try {
      return await this.#link.ask('load', { engine, file }, { signal, onNote: onProgress });
    } finally {
      this.#files.delete(file);
      await iterator.return?.();
    }
  }
}
