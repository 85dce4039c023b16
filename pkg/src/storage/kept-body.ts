import { abortable } from './abort.js';

/** Bytes that come in their order, kept while they arrive: any of them can be read as soon as it is there. */
export class KeptBody {
  #bytes: Uint8Array;
  #length = 0;
  #failure: unknown;
  /** Resolves with the next piece, the end or the failure. */
  #news: Promise<void> = Promise.resolve();
  #ended = false;

  /** @param expected how many bytes there may be: room that is made at once, and grows */
  constructor(arriving: AsyncIterable<Uint8Array> | undefined, expected: number) {
    this.#bytes = new Uint8Array(expected);
    if (arriving) void this.#keep(arriving);
    else this.#ended = true;
  }

  async *stream(offset: number, end: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    for (let at = offset; at < end; ) {
      while (this.#length <= at && !this.#ended) await abortable(this.#news, signal);
      signal?.throwIfAborted();
      if (this.#length <= at && this.#failure) throw this.#failure;
      const piece = this.#bytes.subarray(at, Math.min(end, this.#length));
      if (piece.length === 0) return;
      at += piece.length;
      yield piece;
    }
  }

  async #keep(arriving: AsyncIterable<Uint8Array>): Promise<void> {
    let tell = this.#announce();
    try {
      for await (const piece of arriving) {
        this.#reserve(this.#length + piece.length);
        this.#bytes.set(piece, this.#length);
        this.#length += piece.length;
        tell();
        tell = this.#announce();
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#ended = true;
    tell();
  }

  #announce(): () => void {
    let tell = (): void => undefined;
    this.#news = new Promise((resolve) => {
      tell = resolve;
    });
    return tell;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
