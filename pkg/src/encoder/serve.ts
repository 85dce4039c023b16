/** The encoder's own thread: loads the model, and embeds what it is asked to. */
import type { EncoderProgress, LocalText } from '../types/encoder.js';
import { type Answers, Channel, moving } from '../worker/channel.js';
import type { Port } from '../worker/port.js';
import { encoderFiles, type FileAccess } from './files.js';
import type { EncoderMethods, EncoderSource } from './methods.js';
import { Model, type Runtime } from './model.js';
import { Shared } from './shared.js';

/** What the thread's environment gives. */
export type EncoderEnvironment = {
  /** @param cache as in the options of the encoder */
  files(cache?: string | false): Promise<FileAccess>;
  /** @throws WeaviateEncoderError `no-runtime` */
  runtime(address?: string): Promise<Runtime>;
};

/** Milliseconds after which the thread looks for messages: an abort, somebody else's text. */
const TURN = 50;

const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

/** Answers the thread at the other end of the port, which has one encoder here. */
export function serveEncoder(port: Port, { files, runtime }: EncoderEnvironment): void {
  let shared: Shared<Model, EncoderProgress> | undefined;

  const loaded = (source: EncoderSource, signal: AbortSignal, note: (progress: EncoderProgress) => void) => {
    shared ??= new Shared(async (given, tell) => {
      const onProgress = (done: number, total: number) => tell({ phase: 'download', done, total });
      // first, for it takes no download to tell that it is missing
      const onnx = await runtime(source.runtime);
      const found = await encoderFiles(await files(source.cache), source.folder, given, onProgress);
      given.throwIfAborted();
      return Model.load(found, onnx);
    });
    return shared.get(signal, note);
  };

  const answers: Answers<EncoderMethods> = {
    async load(source, { signal, note }) {
      await loaded(source, signal, note);
      return undefined;
    },
    async encode({ source, texts, kind }, { signal, note }) {
      const model = await loaded(source, signal, note);
      const made: LocalText[] = [];
      let turn = performance.now();
      for (const text of texts) {
        made.push(await model.encode(text, kind));
        if (performance.now() - turn < TURN) continue;
        note({ phase: 'embed', done: made.length, total: texts.length });
        await nextTurn();
        signal.throwIfAborted();
        turn = performance.now();
      }
      note({ phase: 'embed', done: made.length, total: texts.length });
      return moving(
        made,
        made.map(({ vectors }) => vectors.data.buffer as ArrayBuffer),
      );
    },
  };
  new Channel<Record<never, never>, EncoderMethods>(port, answers);
}
