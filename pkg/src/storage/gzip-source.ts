import { StorageError } from './adapter.js';
import { KeptBody } from './kept-body.js';
import type { ByteSource } from './source.js';
import { pieces } from './stream.js';

/** The two bytes that a gzip file begins with (RFC 1952, section 2.3.1). */
const MAGIC = [0x1f, 0x8b];

/** Times that token vectors shrink by, at the least: room that is made before their size is known. */
const RATIO = 4;

/** The source itself, or what it unpacks to where gzip has compressed it. */
export async function unpacked(source: ByteSource): Promise<ByteSource> {
  const head = await source.read(0, MAGIC.length);
  return MAGIC.every((byte, i) => head[i] === byte) ? new GzipSource(source) : source;
}

/** What a source unpacks to: once, from its beginning, and kept in memory, since gzip has no other way in. */
class GzipSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #closing = new AbortController();
  #kept: Promise<KeptBody> | undefined;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Not told: a gzip file ends with its size, but only modulo 4 GiB, and it is the last that arrives. */
  async size(): Promise<undefined> {
    return undefined;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let at = 0;
    for await (const piece of this.stream(offset, length, signal)) {
      out.set(piece, at);
      at += piece.length;
    }
    return out.subarray(0, at);
  }

  async *stream(offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    this.#kept ??= this.#unpack();
    yield* (await this.#kept).stream(offset, offset + length, signal);
  }

  close(): void {
    this.#closing.abort(new StorageError('unavailable', 'the storage is closed'));
    this.#source.close();
  }

  async #unpack(): Promise<KeptBody> {
    const { signal } = this.#closing;
    const size = await this.#source.size(signal);
    const compressed = this.#source.stream(0, size ?? Number.MAX_SAFE_INTEGER, signal)[Symbol.asyncIterator]();
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const { done, value } = await compressed.next();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      },
      async cancel() {
        await compressed.return?.();
      },
    });
    const plain = stream.pipeThrough(new DecompressionStream('gzip'));
    return new KeptBody(pieces(plain, damaged, signal), RATIO * (size ?? 0));
  }
}

/** What reading the compressed bytes ran into, or that they are not what gzip made. */
function damaged(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StorageError('corrupt', `the file cannot be unpacked: ${reason}`, { cause: error });
}
