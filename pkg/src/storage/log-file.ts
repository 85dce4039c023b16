import { type Commit, StorageError } from './adapter.js';
import { crc32 } from './crc32.js';
import { type Change, decodeHead, decodeTable, encodeHead, HEAD_BYTES, type Head } from './log-record.js';

/** A file that is read and written at once, in the calling thread: a `FileSystemSyncAccessHandle`. */
export type SyncFile = {
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  flush(): void;
  getSize(): number;
  truncate(size: number): void;
  close(): void;
};

/** Where a value is in its file. */
export type Place = { offset: number; size: number };

/**
 * The first bytes of a log, its title: magic "WVLG", version u16, least reader u16, epoch u32, time of creation in ms u64, zeros,
 * and the CRC-32 of all that. It is written last, so that it tells that the rest is whole.
 */
export const TITLE_BYTES = 64;
const MAGIC = 0x474c5657;
const VERSION = 1;
/** Bytes read at once while looking for a record. */
const CHUNK = 1 << 20;
/** Zeros after what a file holds that are kept as a reserve when it is loaded, at most: there may be remains of a record. */
export const MOST_RESERVE = 1 << 19;

/** A file that commits are appended to. */
export class LogFile {
  /** Values by key. */
  readonly values = new Map<string, Place>();
  /** Where the next record goes. */
  end = TITLE_BYTES;
  /** Bytes of all values. */
  live = 0;
  /** Bytes that the file is larger than what it holds: room that commits leave free behind them. */
  #reserve = 0;
  #next = 1;
  #flushed = 0;

  constructor(
    readonly file: SyncFile,
    /** Counts the times that the log was written anew. */
    readonly epoch: number,
    /** When the store was made, in ms since 1970. */
    readonly created: number,
  ) {}

  /** The epoch of the log in a file, or undefined where there is none. The rest of the file is not looked at. */
  static epochOf(file: SyncFile): number | undefined {
    return titleOf(file)?.getUint32(8, true);
  }

  /**
   * A log as it is on the medium, with its reserve. A record at the end that was not written to its end is cut off.
   * @throws StorageError `corrupt` when a record is damaged that was flushed once, `unavailable` for a newer format
   */
  static load(file: SyncFile): LogFile {
    const title = titleOf(file);
    if (!title) throw new StorageError('corrupt', 'the file of this store has no readable beginning');
    if (title.getUint16(6, true) > VERSION) {
      throw new StorageError('unavailable', 'a newer version of weavelet made this store');
    }
    const log = new LogFile(file, title.getUint32(8, true), Number(title.getBigUint64(12, true)));
    log.#replay();
    return log;
  }

  /** Declares the log whole and the newest: what it holds is on the medium, then its title. */
  seal(): void {
    this.flush();
    const title = new Uint8Array(TITLE_BYTES);
    const view = new DataView(title.buffer);
    view.setUint32(0, MAGIC, true);
    view.setUint16(4, VERSION, true);
    view.setUint16(6, VERSION, true);
    view.setUint32(8, this.epoch, true);
    view.setBigUint64(12, BigInt(this.created), true);
    view.setUint32(60, crc32(title.subarray(0, 60)), true);
    writeAt(this.file, 0, title);
    this.file.flush();
  }

  /**
   * Appends a commit; it is as safe as what the system has not written yet until {@link flush}. It leaves the reserve as
   * large as it is.
   */
  append(commit: Pick<Commit, 'puts' | 'deletes'>): void {
    const head = encodeHead(commit, { epoch: this.epoch, number: this.#next, flushed: this.#flushed });
    const start = this.end;
    try {
      let at = start + head.length;
      // Chromium gives a file room by powers of 2: only the file itself can keep some for later.
      const size = commit.puts.reduce((sum, [, value]) => sum + value.length, at);
      if (this.#reserve > 0) this.file.truncate(size + this.#reserve);
      // The head comes last: without it, the values are nothing.
      for (const [, value] of commit.puts) {
        writeAt(this.file, at, value);
        at += value.length;
      }
      writeAt(this.file, start, head);
    } catch (error) {
      this.#clearFrom(start);
      throw error;
    }
    const changes = commit.puts.map(([key, value]) => ({ key, size: value.length }));
    this.#apply([...commit.deletes.map((key) => ({ key, size: undefined })), ...changes], start + head.length);
    this.#next++;
  }

  flush(): void {
    this.file.flush();
    this.#flushed = this.end;
  }

  get reserve(): number {
    return this.#reserve;
  }

  /** Makes the reserve so large. Fails, and leaves it as it is, where the file may not grow that much. */
  resizeReserve(bytes: number): void {
    this.file.truncate(this.end + bytes);
    this.#reserve = bytes;
  }

  read({ offset, size }: Place): Uint8Array {
    const value = readAt(this.file, offset, size);
    if (value.length < size) throw new StorageError('corrupt', 'the file of this store has been cut short');
    return value;
  }

  #replay(): void {
    // Where each record begins, with its head.
    const records: { start: number; head: Head; changes: Change[] }[] = [];
    let start = TITLE_BYTES;
    for (;;) {
      const record = this.#recordAt(start);
      if (!record || record.head.number !== records.length + 1) break;
      records.push({ start, ...record });
      start += record.length;
    }
    if (this.#wasFlushed(start)) {
      throw new StorageError('corrupt', `the file of this store is damaged ${start} bytes from its beginning`);
    }
    // What was flushed before the last record began is whole; of what came later anything may be missing.
    this.#flushed = records.at(-1)?.head.flushed ?? TITLE_BYTES;
    for (const { start, head, changes } of records) {
      const values = start + HEAD_BYTES + head.tableLength;
      if (start >= this.#flushed && crcAt(this.file, values, head.valuesLength) !== head.valuesCrc) break;
      this.#apply(changes, values);
      this.#next++;
    }
    const rest = readAt(this.file, this.end, MOST_RESERVE);
    if (rest.every((byte) => byte === 0)) this.#reserve = rest.length;
    this.#clearFrom(this.end);
  }

  /** Removes what is in the file from there on; the reserve is zeros. */
  #clearFrom(offset: number): void {
    this.file.truncate(offset);
    if (this.#reserve > 0) this.file.truncate(offset + this.#reserve);
  }

  #recordAt(start: number): { head: Head; changes: Change[]; length: number } | undefined {
    const head = decodeHead(readAt(this.file, start, HEAD_BYTES));
    if (!head || head.epoch !== this.epoch) return undefined;
    const changes = decodeTable(readAt(this.file, start, HEAD_BYTES + head.tableLength), head);
    const length = HEAD_BYTES + head.tableLength + head.valuesLength;
    return changes && start + length <= this.file.getSize() ? { head, changes, length } : undefined;
  }

  /** Whether a later record tells that the log was flushed beyond this offset. */
  #wasFlushed(offset: number): boolean {
    for (let from = offset; from < this.file.getSize(); from += CHUNK) {
      // Heads that lie across two chunks are found in the first.
      const chunk = readAt(this.file, from, CHUNK + HEAD_BYTES);
      for (let at = 0; at < Math.min(CHUNK, chunk.length); at++) {
        if (chunk[at] !== (MAGIC & 0xff) || !decodeHead(chunk.subarray(at, at + HEAD_BYTES))) continue;
        const head = this.#recordAt(from + at)?.head;
        if (head && head.flushed > offset) return true;
      }
    }
    return false;
  }

  /** Notes what a record changed whose values begin at an offset. */
  #apply(changes: Change[], offset: number): void {
    for (const { key, size } of changes) {
      this.live -= this.values.get(key)?.size ?? 0;
      if (size === undefined) {
        this.values.delete(key);
        continue;
      }
      this.values.set(key, { offset, size });
      this.live += size;
      offset += size;
    }
    this.end = offset;
  }
}

function titleOf(file: SyncFile): DataView | undefined {
  const title = readAt(file, 0, TITLE_BYTES);
  const view = new DataView(title.buffer, title.byteOffset, title.byteLength);
  if (title.length < TITLE_BYTES || view.getUint32(0, true) !== MAGIC) return undefined;
  return view.getUint32(60, true) === crc32(title.subarray(0, 60)) ? view : undefined;
}

function readAt(file: SyncFile, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, file.read(bytes, { at }));
}

function writeAt(file: SyncFile, at: number, bytes: Uint8Array): void {
  const written = file.write(bytes, { at });
  if (written < bytes.length) throw new StorageError('quota', 'the browser gives no more room for this site');
}

function crcAt(file: SyncFile, at: number, length: number): number {
  let crc = 0;
  for (let done = 0; done < length; done += CHUNK) {
    crc = crc32(readAt(file, at + done, Math.min(CHUNK, length - done)), crc);
  }
  return crc;
}
