/** The worker's end: opens databases in its own thread and answers for them. */
import { localHost, openIndexFile } from '../database.js';
import type { Engine, IndexFile, Progress } from '../engine/engine.js';
import type { CallName, Calls } from '../engine/protocol.js';
import type { OpenedIndexFile } from '../host.js';
// comes with the worker: asked for when it is needed, it would hold up the first answer from an index file
import { IndexFileStorage } from '../storage/index-file.js';
import type { Encoder } from '../types/encoder.js';
import { registerVectorizer } from '../vectorize/registry.js';
import { buffersOf } from './buffers.js';
import { type Answers, Channel, moving } from './channel.js';
import { channelPort } from './channel-port.js';
import type { PageMethods, WireOptions, WireSource, WorkerMethods } from './methods.js';
import { mirrorsAt, serveMirrors } from './mirrors.js';
import type { Port } from './port.js';
import { packError } from './wire-error.js';

/** Things of this thread by the number that the page knows them under. */
class Numbered<T> {
  readonly #things = new Map<number, T>();
  #next = 1;

  add(thing: T): number {
    this.#things.set(this.#next, thing);
    return this.#next++;
  }

  get(number: number): T {
    const thing = this.#things.get(number);
    if (thing === undefined) throw new Error(`nothing is open under the number ${number}`);
    return thing;
  }

  remove(number: number): void {
    this.#things.delete(number);
  }
}

/** A file that is being made. Its progress is told to whoever pulls. */
type Stream = { reader: ReadableStreamDefaultReader<Uint8Array>; note?(progress: Progress): void };

const mirrorsBehind = (port: MessagePort) => mirrorsAt(channelPort(port));

const sourceHere = (source: WireSource) =>
  typeof source === 'object' && 'url' in source ? new Request(source.url, source.init) : source;

/** Answers the page at the other end of the port, until it ends the thread. */
export function serve(port: Port): void {
  const engines = new Numbered<Engine>();
  const loading = new Map<number, OpenedIndexFile>();
  const streams = new Numbered<Stream>();

  const answers: Answers<WorkerMethods> = {
    async open(options, { signal, note }) {
      return engines.add(await localHost.openDatabase({ ...optionsHere(options), signal, onProgress: note }));
    },
    async openFile({ source, options }, { signal, note }) {
      const here = { ...optionsHere(options), signal, onProgress: note };
      const opened = await openIndexFile(new IndexFileStorage(sourceHere(source)), here);
      // whoever asks hears of a failure
      opened.loaded.catch(() => undefined);
      const engine = engines.add(opened.engine);
      loading.set(engine, opened);
      return { engine, collection: opened.collection };
    },
    loaded: async (engine) => loading.get(engine)?.loaded,
    async call({ engine, name, request }, { signal }) {
      const reply = await engines.get(engine).call(name, request as Calls[CallName]['request'], signal);
      return moving(reply, buffersOf(reply));
    },
    flush: (engine) => engines.get(engine).flush(),
    async status(engine) {
      const status = await engines.get(engine).status();
      return { ...status, failure: status.failure && packError(status.failure) };
    },
    listen: ({ engine, event }, { signal, note }) =>
      new Promise((resolve) => {
        const stop = engines
          .get(engine)
          .on(event, (detail) => note('error' in detail ? { error: packError(detail.error) } : detail));
        signal.addEventListener('abort', () => {
          stop();
          resolve();
        });
      }),
    async save({ engine, collection }) {
      const onProgress = (progress: Progress) => stream.note?.(progress);
      const stream: Stream = { reader: engines.get(engine).save(collection, { onProgress }).getReader() };
      return streams.add(stream);
    },
    async pull(number, { note }) {
      const stream = streams.get(number);
      stream.note = note;
      const { done, value } = await stream.reader.read();
      if (done) streams.remove(number);
      return value && moving(value, value.byteLength === value.buffer.byteLength ? [value.buffer as ArrayBuffer] : []);
    },
    async cancel(number) {
      const { reader } = streams.get(number);
      streams.remove(number);
      await reader.cancel();
    },
    load: ({ engine, file }, { signal, note }) =>
      engines.get(engine).load(valuesOf(file, signal), { signal, onProgress: note }),
    async close(engine) {
      loading.delete(engine);
      const closing = engines.get(engine).close();
      engines.remove(engine);
      await closing;
    },
    mirror: async (port) => serveMirrors(channelPort(port)),
    async plug(names) {
      for (const module of names) {
        registerVectorizer(module, {
          embed: (inputs, { purpose, config, signal }) =>
            page.ask('embed', { module, inputs, purpose, config }, { signal }),
        });
      }
    },
  };
  const page = new Channel<PageMethods, WorkerMethods>(port, answers);

  const optionsHere = ({ mirrors, encoders, ...options }: WireOptions) => ({
    ...options,
    mirrors: mirrors.map(mirrorsBehind),
    encoders: lent(encoders),
  });

  /** Encoders that ask the page's. */
  function lent(encoders: WireOptions['encoders']): Record<string, Encoder> | undefined {
    if (!encoders) return undefined;
    const { connection, names } = encoders;
    const asking =
      (name: string): Encoder =>
      (texts, { kind, signal, onProgress }) =>
        page.ask('encode', { connection, name, texts, kind }, { signal, onNote: onProgress });
    return Object.fromEntries(names.map((name) => [name, asking(name)]));
  }

  async function* valuesOf(file: number, signal: AbortSignal): IndexFile {
    for (;;) {
      const next = await page.ask('next', file, { signal });
      if (!next) return;
      yield next;
    }
  }
}
