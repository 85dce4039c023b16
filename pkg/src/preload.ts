/** The index file that a connection opens ahead of whoever will ask for it. */
import type { DatabaseOptions } from './database/options.js';
import type { Progress, TransferOptions } from './engine/engine.js';
import type { Host, OpenedIndexFile } from './host.js';
import type { IndexFileSource } from './types/database.js';

export class Preload {
  #source: IndexFileSource | undefined;
  readonly #stop = new AbortController();
  /** Of whoever takes it over. */
  #transfer: TransferOptions = {};
  #opening: Promise<OpenedIndexFile> | undefined;

  constructor(source: IndexFileSource, engines: Host, options: Omit<DatabaseOptions, 'storage'>) {
    this.#source = source;
    const onProgress = (progress: Progress) => this.#transfer.onProgress?.(progress);
    this.#opening = engines.openIndexFile(source, { ...options, signal: this.#stop.signal, onProgress });
    // whoever takes it over hears of a failure
    this.#opening.then(({ loaded }) => loaded).catch(() => undefined);
  }

  /** Hands it over, once and to whoever wants this source: with the signal and the progress that are wanted now. */
  take(source: IndexFileSource, transfer: TransferOptions): Promise<OpenedIndexFile> | undefined {
    if (source !== this.#source) return undefined;
    const { signal } = transfer;
    const abort = () => this.#stop.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    this.#transfer = transfer;
    return this.#give();
  }

  /** Lets it go if nobody took it over. */
  async release(): Promise<void> {
    const opened = await this.#give()?.catch(() => undefined);
    await opened?.engine.close();
  }

  #give(): Promise<OpenedIndexFile> | undefined {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#source = undefined;
    return opening;
  }
}
