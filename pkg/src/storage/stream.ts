import { abortable } from './abort.js';

/** The pieces of a stream; `failed` makes its error ours. Leaving early ends the stream. */
export async function* pieces(
  stream: ReadableStream<Uint8Array>,
  failed: (error: unknown) => Error,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = reader.read().catch((error) => {
        throw signal?.aborted ? signal.reason : failed(error);
      });
      const { done, value } = await abortable(next, signal);
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Takes runs of bytes out of pieces of any size. */
export class Cutter {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #onPiece: (bytes: number) => void;
  #piece = new Uint8Array(0);
  #at = 0;

  /** @param onPiece called with the size of each piece that arrives */
  constructor(pieces: AsyncIterable<Uint8Array>, onPiece: (bytes: number) => void) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#onPiece = onPiece;
  }

  /** The next `length` bytes, as a copy; fewer where the pieces end. */
  async take(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    const done = await this.#advance(length, (part, at) => out.set(part, at));
    return out.subarray(0, done);
  }

  /** Passes over the next `length` bytes. */
  async skip(length: number): Promise<void> {
    await this.#advance(length, () => undefined);
  }

  /** Ends the pieces early. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #advance(length: number, use: (part: Uint8Array, at: number) => void): Promise<number> {
    let done = 0;
    while (done < length) {
      if (this.#at === this.#piece.length) {
        const next = await this.#pieces.next();
        if (next.done) break;
        this.#piece = next.value as Uint8Array<ArrayBuffer>;
        this.#at = 0;
        this.#onPiece(this.#piece.length);
      }
      const part = this.#piece.subarray(this.#at, this.#at + length - done);
      use(part, done);
      this.#at += part.length;
      done += part.length;
    }
    return done;
  }
}
