import { startsWith } from '../bytes.js';
import { type Commit, conflict, type Durability, failureOf, StorageError, type StorageFailure } from './adapter.js';
import { LogFile, MOST_RESERVE, type Place, type SyncFile, TITLE_BYTES } from './log-file.js';
import { HEAD_BYTES } from './log-record.js';

/** What {@link OpfsLogOptions.garbage} is by default. */
const GARBAGE = 16 << 20;
/** Bytes copied in one go while a log is written anew. */
const BATCH = 4 << 20;

export type OpfsLogOptions = {
  /** The time, in ms since 1970. */
  now: number;
  /** Called when the files are closed. */
  release(): void;
  /** Closes a file and opens it again, so that the browser gives the room that it had to others. */
  reopen(file: SyncFile): Promise<SyncFile>;
  /** Garbage that a log may hold before it is written anew, in bytes; more when it holds more values than that. */
  garbage?: number;
};

/**
 * A store in two files of which one holds everything: commits are appended to it. When most of it is garbage, the
 * values are written to the other file, which takes over once it is whole.
 *
 * Chromium gives a file room by powers of 2, and keeps it for the file while it is open. So each file holds half of the
 * reserve: the active one for deletes, the other one, as long as it is empty, to write few values anew.
 */
export class OpfsLog {
  readonly #options: OpfsLogOptions;
  #active: LogFile;
  #spare: SyncFile;
  /** The end of the queue of commits. */
  #last: Promise<unknown> = Promise.resolve();
  /** Where the active log has to end, or how little it has to hold, before it is tried again to write it anew. */
  #postponed = { end: 0, live: 0 };
  /** Why no more commits are taken. */
  #broken: StorageError | undefined;
  #closed = false;

  private constructor(active: LogFile, spare: SyncFile, options: OpfsLogOptions) {
    this.#active = active;
    this.#spare = spare;
    this.#options = options;
  }

  /** Takes over two files, empty ones for a new store. */
  static open(files: [SyncFile, SyncFile], options: OpfsLogOptions): OpfsLog {
    // The other one can hold anything: remains of an older log, and of a newer one that was cut off.
    const [one = 0, two = 0] = files.map((file) => LogFile.epochOf(file));
    if (one || two) {
      const [active, spare] = one > two ? files : [files[1], files[0]];
      const log = LogFile.load(active);
      empty(spare, Math.min(spare.getSize(), MOST_RESERVE));
      return new OpfsLog(log, spare, options);
    }
    // A title can be missing from a store whose making was cut off, but never once it held anything.
    if (files.some((file) => file.getSize() > TITLE_BYTES)) {
      throw new StorageError('corrupt', 'the files of this store have no readable beginning');
    }
    files[0].truncate(0);
    const fresh = new LogFile(files[0], 1, options.now);
    fresh.seal();
    files[1].flush();
    return new OpfsLog(fresh, files[1], options);
  }

  /** When the store was made, in ms since 1970. */
  get created(): number {
    return this.#active.created;
  }

  get(key: string): Uint8Array | undefined {
    return this.#use(() => {
      const place = this.#active.values.get(key);
      return place && this.#active.read(place);
    });
  }

  getRange(key: string, offset: number, length: number): Uint8Array | undefined {
    return this.#use(() => {
      const place = this.#active.values.get(key);
      const size = Math.max(0, Math.min(length, (place?.size ?? 0) - offset));
      return place && this.#active.read({ offset: place.offset + offset, size });
    });
  }

  list(prefix: string): { key: string; size: number }[] {
    return this.#use(() => {
      const found = [...this.#active.values].filter(([key]) => key.startsWith(prefix));
      return found.map(([key, { size }]) => ({ key, size })).sort((a, b) => (a.key < b.key ? -1 : 1));
    });
  }

  commit(commit: Commit, durability: Durability): Promise<void> {
    const turn = this.#last.then(() => this.#commit(commit, durability));
    const compacted = turn.then(
      () => this.#compact(this.#tolerated),
      () => undefined,
    );
    this.#last = compacted.catch((error) => {
      this.#broken = opfsFailed(error, 'cannot be trusted');
    });
    return turn;
  }

  async clear(): Promise<void> {
    await this.commit({ puts: [], deletes: [...this.#active.values.keys()] }, 'strict');
    await this.resizeReserve(0);
  }

  /** Bytes that the files are larger than what they hold. */
  get reserve(): number {
    return this.#use(() => this.#active.reserve + this.#spare.getSize());
  }

  /** @throws StorageError `quota` when there is no room for so much: then it is as large as before. */
  resizeReserve(bytes: number): Promise<void> {
    const turn = this.#last.then(() => this.#use(() => this.#resizeReserve(bytes)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #resizeReserve(bytes: number): void {
    const before = this.#active.reserve;
    const half = Math.floor(bytes / 2);
    this.#active.resizeReserve(half);
    try {
      this.#spare.truncate(bytes - half);
    } catch (error) {
      this.#active.resizeReserve(before);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#last;
    this.#closed = true;
    try {
      this.#active.flush();
    } finally {
      this.#active.file.close();
      this.#spare.close();
      this.#options.release();
    }
  }

  /** When there is no room, garbage goes first, as far as the commit might fit in its place. */
  async #commit(commit: Commit, durability: Durability): Promise<void> {
    const log = this.#active;
    try {
      this.#append(commit, durability);
    } catch (error) {
      if (failureOf(error) !== 'quota') throw error;
      await this.#compact(commit.puts.reduce((sum, [, value]) => sum + value.length, HEAD_BYTES));
      if (this.#active === log) throw error;
      this.#append(commit, durability);
    }
  }

  #append({ puts, deletes, expect = [] }: Commit, durability: Durability): void {
    this.#use(() => {
      if (this.#broken) throw this.#broken;
      for (const { key, prefix } of expect) {
        const place = this.#active.values.get(key);
        const start = place && { ...place, size: Math.min(place.size, prefix?.length ?? 0) };
        if (!startsWith(start && this.#active.read(start), prefix)) throw conflict(key);
      }
      this.#active.append({ puts, deletes });
      if (durability === 'strict') this.#active.flush();
    });
  }

  /** Garbage, in bytes, from which on the log is written anew by itself. */
  get #tolerated(): number {
    return Math.max(this.#options.garbage ?? GARBAGE, this.#active.live);
  }

  /** Writes the values to the spare file when there is so much garbage, in bytes. */
  async #compact(least: number): Promise<void> {
    const old = this.#active;
    const kept = this.#spare.getSize();
    const postponed = old.end < this.#postponed.end && old.live > this.#postponed.live;
    if (old.end - old.live < least || postponed) return;
    try {
      this.#spare.truncate(0);
      const fresh = new LogFile(this.#spare, old.epoch + 1, old.created);
      for (const places of batches(old.values)) {
        fresh.append({ puts: places.map(([key, place]) => [key, old.read(place)]), deletes: [] });
        // Reads that wait have their turn.
        await new Promise((wake) => setTimeout(wake));
      }
      fresh.seal();
      this.#active = fresh;
    } catch {
      // No room for both: the old log is whole and goes on. A new one that came back after a power cut would hide it.
      empty(this.#spare, kept);
      this.#spare.flush();
      this.#postponed = { end: old.end + (this.#options.garbage ?? GARBAGE), live: (old.live * 7) / 8 };
      return;
    }
    empty(old.file, kept);
    this.#spare = await this.#options.reopen(old.file);
    try {
      this.#resizeReserve(old.reserve + kept);
    } catch {
      // Others were faster.
    }
  }

  #use<T>(action: () => T): T {
    if (this.#closed) throw new StorageError('unavailable', 'the storage is closed');
    try {
      return action();
    } catch (error) {
      throw opfsFailed(error, 'cannot be used');
    }
  }
}

/** Makes a file so many zeros, which it has room for. */
function empty(file: SyncFile, bytes: number): void {
  file.truncate(0);
  file.truncate(bytes);
}

/** Values in groups of bounded size. */
function* batches(values: Map<string, Place>): Generator<[string, Place][]> {
  let batch: [string, Place][] = [];
  let bytes = 0;
  for (const [key, place] of values) {
    if (batch.length > 0 && bytes + place.size > BATCH) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push([key, place]);
    bytes += place.size;
  }
  if (batch.length > 0) yield batch;
}

const FAILURES: Record<string, StorageFailure> = {
  QuotaExceededError: 'quota',
  NoModificationAllowedError: 'locked',
  SecurityError: 'unavailable',
  NotFoundError: 'lost',
};

/** An error of the file system as ours. */
export function opfsFailed(error: unknown, what: string): StorageError {
  if (error instanceof StorageError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return new StorageError(FAILURES[name] ?? 'io', `the private file system ${what}: ${message}`, { cause: error });
}
