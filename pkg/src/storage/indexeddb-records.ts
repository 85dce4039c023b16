/**
 * How values are laid out in an object store. One of up to {@link PIECE} bytes is a record under `[key, size]`, so that
 * a listing of keys tells all sizes. A larger one has its first piece there, and the others under `[key, '', n]`.
 *
 * Databases of version 1 hold every value in one record: a first piece that is longer than any. These are read as they
 * are, and written in pieces when they are written again.
 */
import { concat } from '../bytes.js';
import type { ValuePart } from './adapter.js';
import { exactBuffer, requestAsPromise } from './indexeddb-request.js';
import type { Wanted } from './read-ahead.js';

/**
 * Bytes of a piece. A record is read whole: in Chromium twenty parts of 90 KB took .4 to .5 of the time that twenty
 * records of 1.15 MB did. Pieces of 256 KB would halve that again, but over LevelDB, which has a file per record, all
 * values take two fifths longer to read. Below 1 MB the browser takes memory for them that it has had before.
 */
const PIECE = 900_000;
/** Bytes of the largest value. */
export const MOST = 1 << 26;

/** A value as IndexedDB takes it. */
export type Pieces = { size: number; pieces: ArrayBufferLike[] };

/** The same bytes in pieces, of which nobody else changes any. */
export function inPieces(value: Uint8Array): Pieces {
  const size = value.byteLength;
  if (size <= PIECE) return { size, pieces: [exactBuffer(value)] };
  const count = Math.ceil(size / PIECE);
  const pieces = Array.from({ length: count }, (_, n) => value.slice(n * PIECE, (n + 1) * PIECE).buffer);
  return { size, pieces };
}

/** Where pieces that a reading transaction has asked for already are found again. */
type Asked = Map<string, Promise<Uint8Array | undefined>>;

export class IndexedDbRecords {
  readonly #ranges: Pick<typeof IDBKeyRange, 'bound'>;

  constructor(ranges: Pick<typeof IDBKeyRange, 'bound'>) {
    this.#ranges = ranges;
  }

  /** The records of a key, whatever the size of its value; the first piece comes first. */
  of(key: string): IDBKeyRange {
    return this.#ranges.bound([key], [key, []]);
  }

  put(store: IDBObjectStore, key: string, { size, pieces }: Pieces): void {
    store.delete(this.of(key));
    for (const [n, piece] of pieces.entries()) store.put(piece, n === 0 ? [key, size] : [key, '', n]);
  }

  /** Keys with sizes of the values whose keys are between the two, in order. */
  async list(
    store: IDBObjectStore,
    from: IDBValidKey,
    to: IDBValidKey,
  ): Promise<[key: string | number, size: number][]> {
    const keys = await requestAsPromise(store.getAllKeys(this.#ranges.bound(from, to)));
    return (keys as [string, number | string][]).filter((key): key is [string, number] => typeof key[1] === 'number');
  }

  async get(store: IDBObjectStore, wanted: Wanted): Promise<Uint8Array | undefined> {
    const pieces = await this.getPieces(store, wanted);
    return pieces && concat(pieces);
  }

  /** A value in its pieces. Where its size is known each is asked for, which takes less than a range of keys. */
  async getPieces(store: IDBObjectStore, { key, size = 0 }: Wanted): Promise<Uint8Array[] | undefined> {
    if (size > 0 && size <= MOST) {
      const keys = Array.from({ length: Math.ceil(size / PIECE) }, (_, n) => (n === 0 ? [key, size] : [key, '', n]));
      const found = await Promise.all(keys.map((own) => requestAsPromise<ArrayBuffer | undefined>(store.get(own))));
      const records = found.filter((record) => record !== undefined);
      if (records.reduce((sum, record) => sum + record.byteLength, 0) === size) return asBytes(records);
    }
    return asBytes(await requestAsPromise(store.getAll(this.of(key))));
  }

  /** Parts of values, each piece read once; undefined where there is no value. */
  getRanges(store: IDBObjectStore, parts: ValuePart[]): Promise<(Uint8Array | undefined)[]> {
    const asked: Asked = new Map();
    return Promise.all(parts.map((part) => this.#getRange(store, part, asked)));
  }

  async #getRange(store: IDBObjectStore, { key, offset, length }: ValuePart, asked: Asked) {
    const end = offset + length;
    const first = Math.floor(offset / PIECE);
    const count = Math.max(1, Math.ceil(end / PIECE) - first);
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    const pieces = await Promise.all(numbers.map((n) => this.#piece(store, key, n, asked)));
    const start = pieces[0];
    if (first === 0 && (!start || start.length > PIECE)) return start?.subarray(offset, end);
    // In one record, it ends before, or it is not there.
    if (!start) return (await this.get(store, { key }))?.subarray(offset, end);
    const own = pieces.filter((piece) => piece !== undefined);
    return concat(
      own.map((piece, i) => piece.subarray(i === 0 ? offset - first * PIECE : 0, end - (first + i) * PIECE)),
    );
  }

  #piece(store: IDBObjectStore, key: string, n: number, asked: Asked): Promise<Uint8Array | undefined> {
    const name = `${n} ${key}`;
    const known = asked.get(name);
    if (known) return known;
    const where = n === 0 ? this.#ranges.bound([key], [key, '']) : [key, '', n];
    const piece = requestAsPromise(store.get(where)).then((buffer) => buffer && new Uint8Array(buffer as ArrayBuffer));
    asked.set(name, piece);
    return piece;
  }
}

/** All records of a value as bytes. */
export function asBytes(records: ArrayBuffer[]): Uint8Array[] | undefined {
  return records.length === 0 ? undefined : records.map((record) => new Uint8Array(record));
}
