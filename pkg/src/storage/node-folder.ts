import { mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startsWith } from '../bytes.js';
import { type Commit, conflict, type Durability, StorageError } from './adapter.js';
import { code, failed, fileOf, flush, isValue, keyOf, readWhole, unlessAbsent } from './node-files.js';
import { INTENT, type Intent, parseIntent, readIntent } from './node-intent.js';
import { FolderLock } from './node-lock.js';
import { OpenFiles } from './node-open-files.js';
import { reservedIn, reserveIn } from './node-reserve.js';

const TEMPORARY = '.tmp-';
/** Files written and flushed at the same time. */
const PARALLEL = 4;

/**
 * One folder with one file per key, written by this process alone.
 *
 * A value is written to a temporary file, flushed, and renamed over the old one; the folder is flushed after that.
 * A commit of several files first writes them all, then an intent file that lists the renames and deletes.
 * The intent is the commit: whoever finds it later finishes the work. It is always flushed, whatever was asked for:
 * a torn one would be worse than a lost commit.
 */
export class Folder {
  readonly #path: string;
  readonly #lock: FolderLock;
  /** Values that parts have been read of. */
  readonly #files = new OpenFiles();
  #counter = 0;
  /** The end of the queue of commits. */
  #last: Promise<unknown> = Promise.resolve();
  /** Pending while a commit moves its files into place; reads wait, so that they see all of it or nothing. */
  #applying: Promise<unknown> = Promise.resolve();
  #unfinished = false;
  /** Files that relaxed commits wrote and nobody flushed yet. A strict commit flushes them too. */
  readonly #unflushed = new Set<string>();
  readonly #listeners = new Set<(reason: string) => void>();
  #lost = false;

  private constructor(path: string, lock: FolderLock) {
    this.#path = path;
    this.#lock = lock;
  }

  static async open(path: string): Promise<Folder> {
    try {
      const made = await mkdir(path, { recursive: true });
      // Each new folder is an entry in its parent, which a power cut can take away as well.
      for (let at = path; made && at.length >= made.length; at = dirname(at)) await flush(dirname(at));
    } catch (error) {
      throw failed(error, `cannot make the folder ${path}`);
    }
    const lock = await FolderLock.take(path);
    const folder = new Folder(path, lock);
    try {
      await folder.#finish();
      for (const file of await readdir(path)) if (file.startsWith(TEMPORARY)) await unlink(join(path, file));
    } catch (error) {
      await lock.release();
      throw failed(error, `cannot open the folder ${path}`);
    }
    return folder;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    await this.#applying;
    try {
      return await readWhole(this.#file(key));
    } catch (error) {
      if (code(error) === 'ENOENT') return undefined;
      throw failed(error, `cannot read ${key}`);
    }
  }

  /** Bytes of a value from `offset`, at most `length`; undefined when there is no such value. */
  async readRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    await this.#applying;
    return this.#range(key, offset, length);
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    await this.#applying;
    try {
      const keys = (await readdir(this.#path)).filter(isValue).map(keyOf);
      const found = keys.filter((key) => key.startsWith(prefix)).sort((a, b) => (a < b ? -1 : 1));
      // A commit may delete a file between the two looks.
      const sizes = await Promise.all(found.map((key) => stat(this.#file(key)).catch(unlessAbsent)));
      return found.flatMap((key, i) => (sizes[i] ? [{ key, size: sizes[i].size }] : []));
    } catch (error) {
      throw this.#failed(error, 'cannot list the folder');
    }
  }

  commit(commit: Commit, durability: Durability): Promise<void> {
    const strict = durability === 'strict' || commit.puts.length + commit.deletes.length > 1;
    const turn = this.#last.then(() => this.#commit(commit, strict));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async clear(): Promise<void> {
    const keys = (await this.list('')).map(({ key }) => key);
    await this.commit({ puts: [], deletes: keys }, 'strict');
    await this.resizeReserve(0);
  }

  async estimate(): Promise<{ usage: number; quota: number; persisted: boolean }> {
    const usage = (await this.list('')).reduce((sum, { size }) => sum + size, 0);
    const { bavail, bsize } = await statfs(this.#path);
    return { usage, quota: usage + bavail * bsize, persisted: true };
  }

  /** Bytes that are kept for deletes: see `StorageReserve`. */
  reserved(): Promise<number> {
    return reservedIn(this.#path);
  }

  async resizeReserve(bytes: number): Promise<void> {
    try {
      await reserveIn(this.#path, bytes);
    } catch (error) {
      throw this.#failed(error, 'cannot keep room for deletes');
    }
  }

  onLost(listener: (reason: string) => void): void {
    this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#files.closeAll();
    await this.#lock.release();
  }

  async #commit({ puts, deletes, expect = [] }: Commit, strict: boolean): Promise<void> {
    if (this.#unfinished) await this.#finish();
    for (const { key, prefix } of expect) {
      if (!startsWith(await this.#range(key, 0, prefix?.length ?? 0), prefix)) throw conflict(key);
    }
    const written = new Set(puts.map(([key]) => key));
    const present = deletes.length ? new Set(await readdir(this.#path)) : new Set<string>();
    const gone = deletes.filter((key) => !written.has(key) && present.has(fileOf(key))).map(fileOf);
    const intent: Intent = { renames: [], deletes: gone };
    try {
      if (strict) await this.#flushEarlier();
      for (let i = 0; i < puts.length; i += PARALLEL) {
        await Promise.all(
          puts.slice(i, i + PARALLEL).map(async ([key, value]) => {
            const temporary = `${TEMPORARY}${this.#counter++}`;
            intent.renames.push([temporary, fileOf(key)]);
            await this.#write(temporary, value, strict);
          }),
        );
      }
      // One rename or one delete is atomic by itself.
      if (intent.renames.length + intent.deletes.length > 1) await this.#announce(intent);
    } catch (error) {
      await Promise.all([INTENT, ...intent.renames.map(([file]) => file)].map((file) => this.#remove(file)));
      throw this.#failed(error, 'cannot write');
    }
    if (!strict) for (const [, file] of intent.renames) this.#unflushed.add(file);
    this.#unfinished = true;
    const applying = this.#apply(intent, strict);
    this.#applying = applying.catch(() => undefined);
    try {
      await applying;
    } catch (error) {
      throw this.#failed(error, 'cannot finish a commit');
    }
    this.#unfinished = false;
  }

  async #announce(intent: Intent): Promise<void> {
    const temporary = `${TEMPORARY}${this.#counter++}`;
    await this.#write(temporary, new TextEncoder().encode(JSON.stringify(intent)), true);
    // No intent may outlive a power cut without the names of the files that it speaks of.
    await flush(this.#path);
    await rename(join(this.#path, temporary), join(this.#path, INTENT));
    await flush(this.#path);
  }

  async #apply({ renames, deletes }: Intent, strict: boolean): Promise<void> {
    await this.#files.close([...renames.map(([, file]) => file), ...deletes].map((file) => join(this.#path, file)));
    for (const [temporary, file] of renames) await rename(join(this.#path, temporary), join(this.#path, file));
    for (const file of deletes) await unlink(join(this.#path, file));
    if (strict) await flush(this.#path);
    if (renames.length + deletes.length > 1) await this.#forget();
  }

  /** Removes the intent for good: one that came back after a power cut would undo later commits. */
  async #forget(): Promise<void> {
    await unlink(join(this.#path, INTENT));
    await flush(this.#path);
  }

  /** Does what an interrupted commit left undone. Doing it twice is harmless. */
  async #finish(): Promise<void> {
    await this.#files.closeAll();
    const text = await readIntent(this.#path);
    if (text !== undefined) {
      const { renames, deletes } = parseIntent(text);
      for (const [temporary, file] of renames) {
        await rename(join(this.#path, temporary), join(this.#path, file)).catch(unlessAbsent);
      }
      for (const file of deletes) await unlink(join(this.#path, file)).catch(unlessAbsent);
      await flush(this.#path);
      await this.#forget();
    }
    this.#unfinished = false;
  }

  async #write(file: string, value: Uint8Array, strict: boolean): Promise<void> {
    const handle = await open(join(this.#path, file), 'w');
    try {
      await handle.writeFile(value);
      if (strict) await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  async #flushEarlier(): Promise<void> {
    for (const file of this.#unflushed) {
      await flush(join(this.#path, file)).catch(unlessAbsent);
      this.#unflushed.delete(file);
    }
  }

  async #range(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#files.read(this.#file(key), offset, length);
    } catch (error) {
      if (code(error) === 'ENOENT') return undefined;
      throw failed(error, `cannot read ${key}`);
    }
  }

  async #remove(file: string): Promise<void> {
    await unlink(join(this.#path, file)).catch(() => undefined);
  }

  #file(key: string): string {
    return join(this.#path, fileOf(key));
  }

  /** A missing file in a place that we alone write to means that somebody removed the folder. */
  #failed(error: unknown, what: string): StorageError {
    if (code(error) !== 'ENOENT') return failed(error, what);
    const lost = new StorageError('lost', `${what}: ${this.#path} has been removed`, { cause: error });
    if (!this.#lost) for (const listener of this.#listeners) listener(lost.message);
    this.#lost = true;
    return lost;
  }
}
