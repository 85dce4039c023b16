import { StorageError } from './adapter.js';
import { HttpSource } from './http-source.js';
import { pieces } from './stream.js';

/** Bytes that can be read from anywhere: a file, an address, memory. */
export interface ByteSource {
  /** How many bytes there are, or undefined where that is not told. */
  size(signal?: AbortSignal): Promise<number | undefined>;
  /** `length` bytes from `offset`, as a copy; fewer where the source ends. */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The same bytes in pieces, as they arrive. The pieces are to be read only. */
  stream(offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Ends what is still on its way. */
  close(): void;
}

/** What a source can be made of; a string is an address. */
export type SourceInput = Uint8Array | ArrayBuffer | Blob | string | URL | Request;

/** @throws StorageError `unavailable` for an address that cannot be one. */
export function sourceOf(input: SourceInput): ByteSource {
  if (input instanceof Uint8Array) return new BytesSource(input);
  if (input instanceof ArrayBuffer) return new BytesSource(new Uint8Array(input));
  if (input instanceof Blob) return new BlobSource(input);
  return new HttpSource(input);
}

class BytesSource implements ByteSource {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  async size(): Promise<number> {
    return this.#bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.#bytes.slice(offset, offset + length);
  }

  async *stream(offset: number, length: number): AsyncIterable<Uint8Array> {
    yield this.#bytes.subarray(offset, offset + length);
  }

  close(): void {
    // Nothing is on its way.
  }
}

/** A `Blob`, such as a file that the user chose. */
class BlobSource implements ByteSource {
  readonly #blob: Blob;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  async size(): Promise<number> {
    return this.#blob.size;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    try {
      return new Uint8Array(await this.#blob.slice(offset, offset + length).arrayBuffer());
    } catch (error) {
      throw unreadable(error);
    }
  }

  stream(offset: number, length: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return pieces(this.#blob.slice(offset, offset + length).stream(), unreadable, signal);
  }

  close(): void {
    // What is being streamed ends with its reader.
  }
}

/** A chosen file that changed or went away since. */
function unreadable(error: unknown): StorageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StorageError('io', `the file cannot be read: ${reason}`, { cause: error });
}
