import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from './adapter.js';
import { failed, fileOf, isValue, keyOf, readPart, readWhole, unlessAbsent } from './node-files.js';
import { type Intent, parseIntent, readIntent } from './node-intent.js';

/** How often the folder is looked at where the system sends no events (network drives), in ms. */
const POLL = 2000;
/** Time for the events of one commit to arrive, in ms. */
const SETTLE = 20;
/** How often a listing is tried again because somebody wrote meanwhile: a writer that never rests leaves gaps of ms. */
const TRIES = 200;

/**
 * A folder as a process sees it that does not write to it, while another one may.
 *
 * A commit of one file is one rename, so a reader sees it or does not. A commit of several files counts from the
 * moment its intent is there: a value that the intent still has to move is read where it waits, and one that it
 * deletes is not there. What was read that way is read again if the intent has changed meanwhile, and a listing if
 * the folder has. Values read by different calls can come from different commits, as with any other writer.
 */
export class FolderView {
  readonly #path: string;
  readonly #poll: ReturnType<typeof setInterval>;
  #watcher: FSWatcher | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** How the folder looked when a change was last told; undefined while it is not there. */
  #seen: string | undefined;
  #lost: StorageError | undefined;
  #closed = false;
  readonly #onChange: () => void;
  readonly #onLost: (reason: string) => void;

  private constructor(path: string, onChange: () => void, onLost: (reason: string) => void) {
    this.#path = path;
    this.#onChange = onChange;
    this.#onLost = onLost;
    this.#poll = setInterval(() => void this.#look(false), POLL);
    this.#poll.unref();
  }

  static async open(path: string, onChange: () => void, onLost: (reason: string) => void): Promise<FolderView> {
    const view = new FolderView(path, onChange, onLost);
    view.#seen = await view.#fingerprint();
    view.#watch();
    return view;
  }

  read(key: string): Promise<Uint8Array | undefined> {
    return this.#resolve(key, readWhole);
  }

  readRange(key: string, offset: number, length: number): Promise<Uint8Array | undefined> {
    return this.#resolve(key, (path) => readPart(path, offset, length));
  }

  async list(prefix: string): Promise<{ key: string; size: number }[]> {
    this.#check();
    try {
      for (let tries = 1; ; tries++) {
        const before = await this.#fingerprint();
        const intent = await this.#intent();
        const files = new Map<string, string>();
        for (const file of (await readdir(this.#path).catch(unlessAbsent)) ?? []) files.set(file, file);
        for (const file of intent?.deletes ?? []) files.delete(file);
        for (const [temporary, file] of intent?.renames ?? []) files.set(file, files.has(temporary) ? temporary : file);
        // only the names must be those of one moment
        if ((await this.#fingerprint()) !== before && tries < TRIES) continue;
        const found = await Promise.all(
          [...files]
            .filter(([file]) => isValue(file) && keyOf(file).startsWith(prefix))
            .map(async ([file, at]) => ({ key: keyOf(file), size: await this.#size(at, file) })),
        );
        const there = found.filter((entry): entry is { key: string; size: number } => entry.size !== undefined);
        if (there.length === found.length || tries >= TRIES) return there.sort((a, b) => (a.key < b.key ? -1 : 1));
      }
    } catch (error) {
      throw failed(error, 'cannot list the folder');
    }
  }

  /** The size of a file that stands, or stood a moment ago, at another place. */
  async #size(at: string, file: string): Promise<number | undefined> {
    const here = await stat(join(this.#path, at)).catch(unlessAbsent);
    return (here ?? (await stat(join(this.#path, file)).catch(unlessAbsent)))?.size;
  }

  async estimate(): Promise<{ usage: number; quota?: number; persisted: boolean }> {
    const usage = (await this.list('')).reduce((sum, { size }) => sum + size, 0);
    const disk = await statfs(this.#path).catch(unlessAbsent);
    return { usage, quota: disk && usage + disk.bavail * disk.bsize, persisted: true };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#poll);
    clearTimeout(this.#settling);
    this.#watcher?.close();
  }

  /** Reads a value from the file that holds it. */
  async #resolve<T>(key: string, read: (path: string) => Promise<T>): Promise<T | undefined> {
    this.#check();
    const file = fileOf(key);
    try {
      for (;;) {
        const text = await readIntent(this.#path);
        const intent = text === undefined ? undefined : parseIntent(text);
        const temporary = intent?.renames.find(([, target]) => target === file)?.[0];
        if (!temporary && intent?.deletes.includes(file)) return undefined;
        const waiting = temporary && (await read(join(this.#path, temporary)).catch(unlessAbsent));
        // When it is not there any more, it has been moved into place.
        if (!waiting) return await read(join(this.#path, file)).catch(unlessAbsent);
        if ((await readIntent(this.#path)) === text) return waiting;
      }
    } catch (error) {
      throw failed(error, `cannot read ${key}`);
    }
  }

  async #intent(): Promise<Intent | undefined> {
    const text = await readIntent(this.#path);
    return text === undefined ? undefined : parseIntent(text);
  }

  /** Changes whenever files come, go or are replaced, as finely as the file system's clock tells. */
  async #fingerprint(): Promise<string | undefined> {
    const found = await stat(this.#path, { bigint: true }).catch(unlessAbsent);
    return found && `${found.ino}:${found.mtimeNs}`;
  }

  /** Looks for a change; `told` when an event says that there is one. */
  async #look(told: boolean): Promise<void> {
    const now = await this.#fingerprint().catch(() => this.#seen);
    if (this.#closed || (now === this.#seen && !told)) return;
    if (now === undefined) {
      // Not made yet.
      if (this.#seen === undefined) return;
      this.#lost = new StorageError('lost', `${this.#path} has been removed`);
      await this.close();
      return this.#onLost(this.#lost.message);
    }
    this.#seen = now;
    this.#watch();
    this.#onChange();
  }

  #watch(): void {
    if (this.#watcher || this.#seen === undefined) return;
    try {
      this.#watcher = watch(this.#path, { persistent: false }, (_, file) => {
        if (file !== null && !isValue(file)) return;
        this.#settling ??= setTimeout(() => {
          this.#settling = undefined;
          void this.#look(true);
        }, SETTLE).unref();
      });
      // The poll goes on without it.
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // No events here (too many watches, a file system without them): the poll has to do.
    }
  }

  #check(): void {
    if (this.#lost) throw this.#lost;
  }
}
